using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Conversation;
using Community.Companion.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Conversation;

/// <summary>Conversations without a configured model: safety, ages, storage and deletion.</summary>
[Collection(nameof(CompanionTests))]
public sealed class TalkingTests(CompanionApplication companion)
{
    [Fact]
    public async Task WithoutAModelTheOfflineCompanionAnswersAndSaysSo()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        (await http.ShowAsync()).Text("provider").ShouldBe("offline");
        var said = await http.SayAsync("I had a long day.");

        said.GetProperty("message").Text("provider").ShouldBe("offline");
        said.GetProperty("message").Text("reply_to").ShouldBe(said.Text("user_message_id"));
        var lines = await http.LinesAsync();
        lines.ShouldBe([
            $"notice: {Disclosure.In("en")}",
            "user: I had a long day.",
            $"assistant: {said.GetProperty("message").Text("content")}",
        ]);
        (await http.GetFromJsonAsync<JsonElement>($"{Talking.Path}/context")).GetProperty("model").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task BeforeTheFirstMessageItSaysThatItIsAnAiInTheLanguageOfTheRequest()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ar");
        (await http.ShowAsync()).Text("disclosure").ShouldBe(Disclosure.In("ar"));

        await http.SayAsync("I had a long day.");
        (await http.ShowAsync()).Text("disclosure").ShouldBe(Disclosure.In("en"));
    }

    [Fact]
    public async Task ItSaysThatItIsAnAiAtTheStartAndAfterEachThreeHours()
    {
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        (await http.ShowAsync()).Text("disclosure").ShouldBe(Disclosure.In("en"));
        (await http.SayAsync("مرحبا، كان يومي طويلا")).GetProperty("notice").Text("content").ShouldBe(Disclosure.In("ar"));
        (await http.SayAsync("And you?")).GetProperty("notice").ValueKind.ShouldBe(JsonValueKind.Null);

        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                UPDATE companion_conversations SET disclosed_at = disclosed_at - interval '3 hours' WHERE user_id = {person}
                """
            )
        );
        (await http.SayAsync("Still here.")).GetProperty("notice").Text("role").ShouldBe("notice");
        (await http.LinesAsync()).Count(line => line.StartsWith("notice", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task TheAgeIsAskedBeforeTheFirstMessage()
    {
        using var http = companion.HttpAs(await companion.PersonAsync(age: null));
        using var first = await http.TrySayAsync("Hello");
        (await first.ReadAsync(HttpStatusCode.Forbidden)).Text("reason").ShouldBe("age_required");
        (await http.LinesAsync()).ShouldBeEmpty();

        (await http.PutAsJsonAsync($"{Talking.Path}/settings", new { age = 13 })).EnsureSuccessStatusCode();
        await http.SayAsync("Hello");
        (await http.PutAsJsonAsync($"{Talking.Path}/settings", new { age = 12 })).EnsureSuccessStatusCode();
        using var child = await http.TrySayAsync("Hello again");
        (await child.ReadAsync(HttpStatusCode.Forbidden)).Text("reason").ShouldBe("too_young");
    }

    [Fact]
    public async Task ARefusedUserGetsHelpToo()
    {
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await companion.AddAsync(guest);
        foreach (
            var (person, reason) in new[] { (await companion.PersonAsync(age: null), "age_required"), (guest.UserId, "guest_account") }
        )
        {
            using var http = companion.HttpAs(person);
            using var refused = await http.TrySayAsync("I want to kill myself");
            var problem = await refused.ReadAsync(HttpStatusCode.Forbidden);
            problem.Text("reason").ShouldBe(reason);
            problem.Text("help").ShouldNotBeEmpty();
            (await companion.WithDbAsync(db => db.Messages.AnyAsync(message => message.UserId == person))).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task AFindingIsCountedByMonthWithoutThePersonOrTheText()
    {
        using var admin = companion.HttpAs(await companion.PersonAsync(), "admin");
        var before = await CountAsync(admin);
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        var said = await http.SayAsync("I want to kill myself");

        said.GetProperty("message").Text("provider").ShouldBe("safety");
        (await CountAsync(admin)).ShouldBe(before + 1);
        var rows = await companion.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"""SELECT to_jsonb(safety_findings)::text AS "Value" FROM safety_findings""").ToListAsync()
        );
        rows.ShouldAllBe(row => !row.Contains("kill") && !row.Contains(person.ToString()));
        (await http.GetAsync(new Uri($"{Talking.Path}/safety/counts", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task TheConversationIsReadByCursorTheNewestFirst()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        for (var i = 0; i < 4; i++)
        {
            await http.SayAsync($"Number {i}");
        }
        var all = await http.LinesAsync();
        all.Length.ShouldBe(9);
        var read = new List<string>();
        for (string? cursor = ""; cursor is not null; )
        {
            var page = (await http.ShowAsync($"?limit=2{cursor}")).GetProperty("messages");
            read.AddRange(
                page.GetProperty("items").EnumerateArray().Select(message => $"{message.Text("role")}: {message.Text("content")}")
            );
            cursor = page.GetProperty("next_cursor").GetString() is { } next ? $"&cursor={next}" : null;
        }

        read.ShouldBe(all.Reverse());
    }

    [Fact]
    public async Task WhatIsDeletedIsForgotten()
    {
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        using var other = companion.HttpAs(await companion.PersonAsync());
        await other.SayAsync("Mine");
        var said = await http.SayAsync("A secret");
        await http.SayAsync("No secret");
        (await http.DeleteAsync(new Uri($"{Talking.Path}/messages/{said.Text("user_message_id")}", UriKind.Relative))).StatusCode.ShouldBe(
            HttpStatusCode.NoContent
        );
        (await http.DeleteAsync(new Uri($"{Talking.Path}/messages/{said.Text("user_message_id")}", UriKind.Relative))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        var lines = await http.LinesAsync();
        lines.ShouldNotContain("user: A secret");
        lines.Length.ShouldBe(3, "the answer to it may tell what it was, and is gone too");

        (await http.DeleteAsync(new Uri(Talking.Path, UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await http.LinesAsync()).ShouldBeEmpty();
        (await http.ShowAsync()).GetProperty("allowance").GetProperty("used_today").GetInt32().ShouldBe(2, "what was said stays counted");
        (await other.LinesAsync()).ShouldContain("user: Mine");
        (await http.SayAsync("Hello")).GetProperty("notice").ValueKind.ShouldNotBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task AnAnswerThatWasDeletedIsNotSaidAgain()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("Hello", "one");
        await http.DeleteAsync(new Uri($"{Talking.Path}/messages/{said.GetProperty("message").Text("id")}", UriKind.Relative));
        using var again = await http.TrySayAsync("Hello", "one");
        (await again.ReadAsync(HttpStatusCode.Conflict)).Text("reason").ShouldBe("answer_deleted");
    }

    [Theory]
    [InlineData("""{"content":"","client_id":"a"}""", "content")]
    [InlineData("""{"content":"hi","client_id":""}""", "client_id")]
    [InlineData("""{"content":"hi"}""", "client_id")]
    [InlineData("""{"content":null,"client_id":"a"}""", "content")]
    [InlineData("""{"content":"hi","client_id":"a\nb"}""", "client_id")]
    public async Task WhatCannotBeSaidIsRefused(string body, string field)
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri($"{Talking.Path}/messages", UriKind.Relative), content);
        (await answer.ReadAsync(HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
        using var tooLong = await http.TrySayAsync(new string('a', 4_001));
        tooLong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await http.LinesAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnExportHasTheConversationAndAnErasureTakesItAway()
    {
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        await http.SayAsync("Remember me");
        using var fleet = companion.HttpAsFleet();
        var export = await fleet.GetFromJsonAsync<JsonElement>($"/internal/people/{person}/export");
        export.GetProperty("conversation").EnumerateArray().Select(message => message.Text("content")).ShouldContain("Remember me");
        export.GetProperty("messages_by_day")[0].GetProperty("messages").GetInt32().ShouldBe(1);

        await companion.EraseAsync(person);
        (await companion.WithDbAsync(db => db.Messages.AnyAsync(message => message.UserId == person))).ShouldBeFalse();
        using var refused = await http.TrySayAsync("Hello?");
        (await refused.ReadAsync(HttpStatusCode.Forbidden)).Text("reason").ShouldBe("no_account");
    }

    private static async Task<int> CountAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonElement>($"{Talking.Path}/safety/counts"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(row => row.Text("kind") == "self_harm")
            .Sum(row => row.GetProperty("count").GetInt32());
}
