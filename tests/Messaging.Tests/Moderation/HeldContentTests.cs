using System.Text.Json.Nodes;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Messaging.Messages;
using Community.Testing;

namespace Community.Messaging.Tests.Moderation;

/// <summary>Content that rules hold or report: only its author and moderators see it, by every call.</summary>
[Collection(nameof(MessagingTests))]
public sealed class HeldContentTests(MessagingApplication app) : IAsyncLifetime
{
    private readonly string _word = $"bad{Guid.CreateVersion7():N}";
    private readonly string _name = $"r{Guid.CreateVersion7():N}";

    public async ValueTask InitializeAsync() => await app.RecordAsync();

    public async ValueTask DisposeAsync() => await app.RulesAsync();

    [Fact]
    public async Task AHeldMessageIsVisibleOnlyToItsAuthorAndModerators()
    {
        var scene = await SceneAsync();
        await using var mine = await app.HubAsync(scene.Author);
        await using var others = await app.HubAsync(scene.Reader, await app.AnotherAsync());
        foreach (var client in new[] { mine, others })
        {
            await client.CallAsync("JoinThread", scene.Thread);
        }

        await app.HttpAs(scene.Reader)
            .SendAsync("PUT", $"/channels/{scene.Thread}/preferences", new { level = "all" })
            .ShouldAnswerAsync(200);
        var held = await app.SayAsync(scene.Thread, scene.Author, $"{_word} @{_name}", scene.First);
        var after = await app.SayAsync(scene.Thread, scene.Author, "and something harmless");

        (held.Text("moderation"), held.Flag("is_deleted"), held.Number("seq"), after.Number("seq")).ShouldBe(("held", false, 2, 3));
        (await HistoryAsync(scene.Author)).ShouldBe(["first", $"{_word} @{_name}", "and something harmless"]);
        (await HistoryAsync(scene.Owner)).ShouldBe(["first", $"{_word} @{_name}", "and something harmless"]);
        (await HistoryAsync(scene.Reader)).ShouldBe(["first", "", "and something harmless"], "its number stays");
        var seen = await app.HttpAs(scene.Reader).GetPathAsync($"/messages/{held.Id()}").ShouldAnswerAsync(200);
        seen.Flag("is_deleted").ShouldBeTrue();
        (seen["moderation"], seen["reply_to"], seen["author"]).ShouldBe((null, null, null));
        await app.HttpAs(scene.Reader).SendAsync("PUT", $"/messages/{held.Id()}/reactions/👍").ShouldAnswerAsync(404);
        await app.HttpAs(scene.Reader)
            .SendAsync("POST", $"/threads/{scene.Thread}/messages", new { content = "x", reply_to = held.Id() })
            .ShouldAnswerAsync(400);
        await app.HttpAs(scene.Author)
            .SendAsync("PATCH", $"/messages/{held.Id()}", new { content = "harmless" })
            .ShouldAnswerAsync(409, "held");
        (await app.HttpAs(scene.Reader).GetPathAsync($"/messages/search?q={_word}").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();
        (await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(200)).ShouldSatisfyAllConditions(
            thread => thread.Number("message_count").ShouldBe(2),
            thread => thread.Number("unread").ShouldBe(1)
        );
        (await app.HttpAs(scene.Reader).GetPathAsync("/messages/unread").ShouldAnswerAsync(200)).Number("total").ShouldBe(1);

        // The notification of the harmless message arrived. One about the held message would have arrived by then.
        await Poll.UntilAsync(async () => (await ToldAsync(scene.Reader)).Count > 0);
        (await ToldAsync(scene.Reader)).Select(told => told.Text("kind")).ShouldBe(["message"]);
        (await ToldAsync(scene.Owner)).ShouldBeEmpty();
        await others.NextAsync<MessageView>("new_message", message => message.Seq == 3);
        others
            .Messages(scene.Thread)
            .Select(message => (message.Seq, message.Content, message.IsDeleted, message.Moderation))
            .ShouldBe([(2, "", true, null), (3, "and something harmless", false, null)]);
        (await mine.NextAsync<MessageView>("new_message", message => message.Seq == 2)).Content.ShouldContain(_word);
        (await app.HttpAs(await app.PersonAsync(), 0, "moderator").GetPathAsync($"/messages/{held.Id()}").ShouldAnswerAsync(200))
            .Text("content")
            .ShouldContain(_word);
        (await app.AnnouncedAsync<MessagePosted>(held.Id())).ShouldBeEmpty();
        (await app.AnnouncedAsync<ContentFlagged>(held.Id()))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(flag =>
                (flag.ContentType, flag.AuthorId, flag.CommunityId, flag.IsHeld, flag.Version).ShouldBe(
                    ("message", scene.Author, scene.Community, true, 1)
                )
            );

        await app.SettleAsync(ModerationSteps.Restored("message", held.Id(), 2));

        (await HistoryAsync(scene.Reader)).ShouldBe(["first", $"{_word} @{_name}", "and something harmless"]);
        (await others.NextAsync<MessageView>("message_updated", message => message.Id == held.Id())).Content.ShouldContain(_word);
        await Poll.UntilAsync(async () => (await ToldAsync(scene.Reader)).Exists(told => told.Text("kind") == "mention"));
        (await app.HttpAs(scene.Reader).GetPathAsync("/messages/unread").ShouldAnswerAsync(200)).Number("total").ShouldBe(2);
        (await app.HttpAs(scene.Reader).GetPathAsync($"/messages/search?q={_word}").ShouldAnswerAsync(200)).Items().ShouldHaveSingleItem();
        await app.SettleAsync(ModerationSteps.Restored("message", held.Id(), 3));
        (await app.AnnouncedAsync<MessagePosted>(held.Id())).ShouldHaveSingleItem().Mentions.ShouldBe([scene.Reader]);

        async Task<List<string>> HistoryAsync(Guid person) =>
            (await app.HttpAs(person).GetPathAsync($"/threads/{scene.Thread}/messages").ShouldAnswerAsync(200))
                .Items()
                .ConvertAll(item => item.Text("content"));
    }

    [Fact]
    public async Task AHeldMessageThatIsRemovedAndComesBackIsNewsThen()
    {
        var scene = await SceneAsync();
        var held = (await app.SayAsync(scene.Thread, scene.Author, $"{_word} @{_name}")).Id();

        await app.SettleAsync(ModerationSteps.Removed("message", held, 2));
        (await app.HttpAs(scene.Author).GetPathAsync($"/messages/{held}").ShouldAnswerAsync(200)).Flag("is_deleted").ShouldBeTrue();
        (await app.AnnouncedAsync<MessagePosted>(held)).ShouldBeEmpty();
        await app.SettleAsync(ModerationSteps.Restored("message", held, 3));

        (await app.AnnouncedAsync<MessagePosted>(held)).ShouldHaveSingleItem();
        (await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(200))
            .Number("message_count")
            .ShouldBe(2);
        await app.LeaveAsync(scene.Community, scene.Reader);
        var late = (await app.SayAsync(scene.Thread, scene.Author, $"{_word} again, @{_name}")).Id();
        await app.SettleAsync(ModerationSteps.Restored("message", late, 2));
        (await app.AnnouncedAsync<MessagePosted>(late)).ShouldHaveSingleItem().Mentions.ShouldBeEmpty("who left meanwhile is not told");
    }

    [Fact]
    public async Task AnEditOfAHarmlessMessageIsCheckedByTheRules()
    {
        var scene = await SceneAsync();
        await using var others = await app.HubAsync(scene.Reader);
        await others.CallAsync("JoinThread", scene.Thread);
        var message = (await app.SayAsync(scene.Thread, scene.Author, "harmless")).Id();

        (
            await app.HttpAs(scene.Author)
                .SendAsync("PATCH", $"/messages/{message}", new { content = $"{_word} @{_name}" })
                .ShouldAnswerAsync(200)
        )
            .Text("moderation")
            .ShouldBe("held");

        (await others.NextAsync<MessageView>("message_deleted", one => one.Id == message)).Content.ShouldBeEmpty();
        (await app.HttpAs(scene.Reader).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200)).Text("content").ShouldBeEmpty();
        (await app.AnnouncedAsync<ContentFlagged>(message)).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await app.AnnouncedAsync<MessageEdited>(message)).ShouldBeEmpty();
        await app.HttpAs(scene.Author).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
        (await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(200))
            .Number("message_count")
            .ShouldBe(1);
    }

    [Fact]
    public async Task ARuleThatReportsHidesNothing()
    {
        var scene = await SceneAsync();
        var rule = ModerationSteps.Words("report", _word);
        await app.RulesAsync(rule);

        var message = await app.SayAsync(scene.Thread, scene.Author, _word);

        message["moderation"].ShouldBeNull();
        (await app.HttpAs(scene.Reader).GetPathAsync($"/messages/{message.Id()}").ShouldAnswerAsync(200)).Text("content").ShouldBe(_word);
        (await app.AnnouncedAsync<ContentFlagged>(message.Id()))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(flag => (flag.IsHeld, flag.RuleId).ShouldBe((false, rule.Id)));
        (await app.AnnouncedAsync<MessagePosted>(message.Id())).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AHeldThreadIsVisibleToItsAuthorAndModerators()
    {
        var scene = await SceneAsync();
        await using var others = await app.HubAsync(scene.Reader);
        await others.CallAsync("JoinCommunity", scene.Community);

        var thread = await app.HttpAs(scene.Author)
            .SendAsync("POST", $"/communities/{scene.Community}/threads", new { title = "Free", tags = new[] { _word } })
            .ShouldAnswerAsync(201);
        await app.SayAsync(thread.Id(), scene.Author, $"@{_name} come in");

        thread.Flag("is_held").ShouldBeTrue();
        foreach (var (person, status) in new[] { (scene.Author, 200), (scene.Owner, 200), (scene.Reader, 404) })
        {
            await app.HttpAs(person).GetPathAsync($"/threads/{thread.Id()}").ShouldAnswerAsync(status);
            await app.HttpAs(person).GetPathAsync($"/threads/{thread.Id()}/messages").ShouldAnswerAsync(status);
            (await app.HttpAs(person).GetPathAsync($"/threads/search?q={_word}").ShouldAnswerAsync(200))
                .Items()
                .Count.ShouldBe(status == 200 ? 1 : 0);
            (await app.HttpAs(person).GetPathAsync($"/communities/{scene.Community}/threads").ShouldAnswerAsync(200))
                .Items()
                .Count.ShouldBe(status == 200 ? 2 : 1);
        }

        (await others.RefusalOfAsync("JoinThread", thread.Id())).ShouldBe("no_such_thread");
        await app.HttpAs(scene.Author)
            .SendAsync("PATCH", $"/threads/{thread.Id()}", new { title = "Harmless" })
            .ShouldAnswerAsync(409, "held");
        (await app.AnnouncedAsync<ThreadCreated>(thread.Id())).ShouldBeEmpty();
        (await app.AnnouncedAsync<ContentFlagged>(thread.Id())).ShouldHaveSingleItem().IsHeld.ShouldBeTrue();

        await app.SettleAsync(ModerationSteps.Restored("thread", thread.Id(), 2), ModerationSteps.Restored("thread", thread.Id(), 3));

        await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{thread.Id()}").ShouldAnswerAsync(200);
        (await app.AnnouncedAsync<ThreadCreated>(thread.Id())).ShouldHaveSingleItem().Title.ShouldBe("Free");
        others.All<JsonObject>("new_thread").Count(told => told.Id() == thread.Id()).ShouldBeLessThanOrEqualTo(1);
        await others.NextAsync<JsonObject>("new_thread", told => told.Id() == thread.Id());
        (await ToldAsync(scene.Reader)).ShouldBeEmpty();

        await app.HttpAs(scene.Author)
            .SendAsync("PATCH", $"/threads/{thread.Id()}", new { content = $"{_word} again" })
            .ShouldAnswerAsync(200);
        await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{thread.Id()}").ShouldAnswerAsync(404);
    }

    [Fact]
    public async Task MessagesOverTheRateAreHeldAndConversationsAreNotChecked()
    {
        var scene = await SceneAsync();
        await app.RulesAsync(ModerationSteps.Words("hold", _word) with { Kind = "rate", Words = [], Count = 2, Minutes = 10 });

        var (author, reader) = (scene.Author, scene.Reader);
        var posted = new List<string?>();
        for (var i = 0; i < 3; i++)
        {
            posted.Add((await app.SayAsync(scene.Thread, author, $"number {i}"))["moderation"]?.GetValue<string>());
        }

        posted.ShouldBe([null, null, "held"]);
        await app.RulesAsync(ModerationSteps.Words("hold", _word));
        (await app.WriteAsync(author, reader, _word))["moderation"].ShouldBeNull();
        await app.RulesAsync(ModerationSteps.Words("hold") with { Kind = "new_account", Hours = 1 });
        (await app.SayAsync(scene.Thread, await NewMemberAsync(scene.Community), "hello")).Text("moderation").ShouldBe("held");
    }

    private async Task<Guid> NewMemberAsync(Guid community)
    {
        var person = await app.PersonAsync();
        await app.BecomeAsync(community, person, "member");
        return person;
    }

    private async Task<List<JsonNode>> ToldAsync(Guid person) =>
        (await app.HttpAs(person).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200)).Items();

    /// <summary>A thread with a message of its owner that all have read, and a rule that holds.</summary>
    private async Task<Scene> SceneAsync()
    {
        var (owner, author, reader) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync(_name));
        var community = await app.CommunityAsync("private", owner, author, reader);
        var thread = await app.ThreadAsync(community, author);
        var first = (await app.SayAsync(thread, owner, "first")).Id();
        await app.HttpAs(reader).SendAsync("PUT", $"/channels/{thread}/read").ShouldAnswerAsync(200);
        await app.RulesAsync(ModerationSteps.Words("hold", _word));
        return new(owner, author, reader, community, thread, first);
    }

    private sealed record Scene(Guid Owner, Guid Author, Guid Reader, Guid Community, Guid Thread, Guid First);
}
