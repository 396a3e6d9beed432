using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Conversation;
using Community.Companion.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Conversation;

/// <summary>A person changes a message of theirs, and the companion remembers the new text.</summary>
[Collection(nameof(CompanionTests))]
public sealed class EditingTests(CompanionApplication companion)
{
    private const string Crisis = "I want to kill myself";

    [Fact]
    public async Task AnEditedMessageHasItsNewTextAndNoNewAnswer()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("I moved here a mnth ago.");
        var edited = await http.EditAsync(Own(said), "I moved here a month ago.");

        edited.GetProperty("care").ValueKind.ShouldBe(JsonValueKind.Null);
        edited.GetProperty("message").Text("content").ShouldBe("I moved here a month ago.");
        edited.GetProperty("message").GetProperty("edited_at").ValueKind.ShouldBe(JsonValueKind.String);
        var answer = said.GetProperty("message").Text("content");
        (await http.LinesAsync()).Skip(1).ShouldBe(["user: I moved here a month ago.", $"assistant: {answer}"]);
        var context = await http.GetFromJsonAsync<JsonElement>($"{Talking.Path}/context");
        context.GetProperty("messages")[0].Text("content").ShouldBe("I moved here a month ago.");
        context.GetProperty("messages")[0].GetProperty("edited_at").ValueKind.ShouldBe(JsonValueKind.String);
        context.GetProperty("messages")[1].GetProperty("edited_at").ValueKind.ShouldBe(JsonValueKind.Null);
        (await http.ShowAsync()).GetProperty("allowance").GetProperty("used_today").GetInt32().ShouldBe(1, "an edit is not counted");
    }

    [Fact]
    public async Task TheSameTextIsNoChange()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("I had a long day.");
        var same = await http.EditAsync(Own(said), "I had a long day.");
        same.GetProperty("message").GetProperty("edited_at").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task TheOfflineCompanionRemembersTheNewText()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("My sister Lina is visiting me.");
        (await NameAsync()).ShouldContain("Lina");
        await http.EditAsync(Own(said), "My sister Salma is visiting me.");
        var name = await NameAsync();
        name.ShouldContain("Salma");
        name.ShouldNotContain("Lina");

        async Task<string> NameAsync() => (await http.SayAsync("What is my sister's name?")).GetProperty("message").Text("content");
    }

    [Fact]
    public async Task OnlyOnesOwnMessagesCanBeEdited()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        using var other = companion.HttpAs(await companion.PersonAsync());
        await other.SayAsync("Hello");
        var said = await http.SayAsync("Hello");
        var notice = said.GetProperty("notice").Text("id");
        (await StatusAsync(other, Own(said))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(http, said.GetProperty("message").Text("id"))).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(http, notice)).ShouldBe(HttpStatusCode.NotFound);
        var stranger = await companion.PersonAsync();
        using var silent = companion.HttpAs(stranger);
        (await StatusAsync(silent, Own(said))).ShouldBe(HttpStatusCode.NotFound);
        (
            await companion.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM companion_conversations WHERE user_id = {stranger}""")
                    .SingleAsync()
            )
        ).ShouldBe(0, "an edit begins no conversation");
        (await http.LinesAsync()).ShouldContain("user: Hello");

        static async Task<HttpStatusCode> StatusAsync(HttpClient http, string id)
        {
            using var answer = await http.TryEditAsync(id, "Changed");
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("a\u0000b")]
    [InlineData(null)]
    public async Task TheTextHasTheRulesOfAPostedOne(string? content)
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("Hello");
        using var refused = await http.TryEditAsync(Own(said), content);
        (await refused.ReadAsync(HttpStatusCode.BadRequest)).GetProperty("errors").TryGetProperty("content", out _).ShouldBeTrue();
        using var tooLong = await http.TryEditAsync(Own(said), new string('a', 4_001));
        tooLong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ACrisisThatIsEditedInGetsTheCareOfAPostedOneAndIsCountedOnce()
    {
        using var admin = companion.HttpAs(await companion.PersonAsync(), "admin");
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("I had a long day.");
        var before = await CountAsync(admin);
        (await http.EditAsync(Own(said), Crisis)).Text("care").ShouldContain("If I misread you");
        (await CountAsync(admin)).ShouldBe(before + 1);
        (await http.SayAsync("it rains here")).GetProperty("message").Text("provider").ShouldBe("safety");

        // Another wording of it is the same crisis, and words that are taken back were counted.
        (await http.EditAsync(Own(said), $"{Crisis}."))
            .Text("care")
            .ShouldNotBeEmpty();
        (await http.EditAsync(Own(said), "I had a long day.")).GetProperty("care").ValueKind.ShouldBe(JsonValueKind.Null);
        (await CountAsync(admin)).ShouldBe(before + 1);
        (await http.SayAsync("the tea is hot")).GetProperty("message").Text("provider").ShouldBe("safety");
    }

    [Fact]
    public async Task TheLinesAreThoseOfTheCountryThatTheTextNames()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("I had a long day.");
        (await http.EditAsync(Own(said), $"I live in London. {Crisis}")).Text("care").ShouldContain("Samaritans");
        using var guest = companion.HttpAs(Guid.CreateVersion7());
        using var refused = await guest.TryEditAsync(Guid.CreateVersion7().ToString(), $"I live in London. {Crisis}");
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Samaritans");
    }

    [Fact]
    public async Task ARefusedUserGetsHelp()
    {
        var guest = Users.Registered(Users.Profile(), isGuest: true);
        await companion.AddAsync(guest);
        using var http = companion.HttpAs(guest.UserId);
        using var refused = await http.TryEditAsync(Guid.CreateVersion7().ToString(), Crisis);
        var problem = await refused.ReadAsync(HttpStatusCode.Forbidden);
        problem.Text("reason").ShouldBe("guest_account");
        problem.Text("help").ShouldNotBeEmpty();
    }

    [Fact]
    public async Task AMistakeThatIsMendedInAnOldCrisisBeginsNothingAnew()
    {
        var person = await companion.PersonAsync();
        using var admin = companion.HttpAs(await companion.PersonAsync(), "admin");
        using var http = companion.HttpAs(person);
        var said = await http.SayAsync(Crisis);
        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""UPDATE companion_conversations SET crisis_at = crisis_at - interval '2 days' WHERE user_id = {person}"""
            )
        );
        var before = await CountAsync(admin);
        (await http.EditAsync(Own(said), $"{Crisis}.")).Text("care").ShouldNotBeEmpty();
        (await CountAsync(admin)).ShouldBe(before);
        (await http.SayAsync("the tea is hot")).GetProperty("message").Text("provider").ShouldBe("offline");
    }

    [Fact]
    public async Task ARepetitionOfThePostedMessageIsNoOther()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var said = await http.SayAsync("Hello", "one");
        await http.EditAsync(Own(said), "Hello again");
        (await http.SayAsync("Hello", "one")).GetProperty("message").Text("id").ShouldBe(said.GetProperty("message").Text("id"));
        (await http.LinesAsync()).ShouldContain("user: Hello again");
    }

    [Fact]
    public async Task AnExportSaysWhenAMessageWasEdited()
    {
        var person = await companion.PersonAsync();
        using var http = companion.HttpAs(person);
        var said = await http.SayAsync("Remember me");
        await http.EditAsync(Own(said), "Remember me well");
        using var fleet = companion.HttpAsFleet();
        var kept = (await fleet.GetFromJsonAsync<JsonElement>($"/internal/people/{person}/export"))
            .GetProperty("conversation")
            .EnumerateArray()
            .Single(message => message.Text("role") == MessageRole.User);
        kept.Text("content").ShouldBe("Remember me well");
        kept.GetProperty("edited_at").ValueKind.ShouldBe(JsonValueKind.String);
    }

    private static string Own(JsonElement said) => said.Text("user_message_id");

    private static async Task<int> CountAsync(HttpClient admin) =>
        (await admin.GetFromJsonAsync<JsonElement>($"{Talking.Path}/safety/counts"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(row => row.Text("kind") == "self_harm" && row.Text("source") == "message")
            .Sum(row => row.GetProperty("count").GetInt32());
}
