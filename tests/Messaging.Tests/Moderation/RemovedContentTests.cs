using System.Text;
using Community.Contracts.Social;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Microsoft.Extensions.Hosting;

namespace Community.Messaging.Tests.Moderation;

/// <summary>Moderation decisions about messages and threads, in any order and number of deliveries.</summary>
[Collection(nameof(MessagingTests))]
public sealed class RemovedContentTests(MessagingApplication app) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await app.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ReportedContentIsDescribedByTheServiceThatStoresIt()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        var thread = await app.ThreadAsync(community, me);
        var message = (await app.SayAsync(thread, other, "hello")).Id();
        ContentReported Reported(string type, Guid id) =>
            new(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), 4, type, id, me, "spam");
        var (ofThread, ofMessage, ofNothing) = (
            Reported("thread", thread),
            Reported("message", message),
            Reported("message", Guid.CreateVersion7())
        );

        await app.SettleAsync(ofThread, ofMessage, ofNothing, Reported("event", Guid.CreateVersion7()));

        (await app.AnnouncedAsync<ContentDescribed>(ofThread.ReportId))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(told =>
                (told.AuthorId, told.CommunityId, told.Version, told.ContentType, told.ContentId).ShouldBe(
                    (me, community, 4, "thread", thread)
                )
            );
        (await app.AnnouncedAsync<ContentDescribed>(ofMessage.ReportId)).ShouldHaveSingleItem().AuthorId.ShouldBe(other);
        (await app.AnnouncedAsync<ContentDescribed>(ofNothing.ReportId)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARemovedMessageLooksDeletedAndComesBackAsItWas()
    {
        var scene = await SceneAsync();
        await using var phone = await app.HubAsync(scene.Reader, await app.AnotherAsync());
        await phone.CallAsync("JoinThread", scene.Thread);
        var before = await MessageAsync(scene.Reader, scene.Message);

        await app.SettleAsync(ModerationSteps.Removed("message", scene.Message, 2));

        foreach (var person in new[] { scene.Owner, scene.Author, scene.Reader })
        {
            var removed = await MessageAsync(person, scene.Message);
            (removed.Text("content"), removed.Text("content_html"), removed.Flag("is_deleted"), removed.Number("seq")).ShouldBe(
                ("", "", true, 1)
            );
            removed["attachments"]!
                .AsArray()
                .Concat(removed["mentions"]!.AsArray())
                .Concat(removed["reactions"]!.AsArray())
                .ShouldBeEmpty();
            removed["moderation"].ShouldBeNull();
            await app.HttpAs(person).GetAsync($"/api/v1/attachments/{scene.File}").ShouldAnswerAsync(404);
            (await SearchAsync(person, scene.Word)).ShouldBeEmpty();
        }

        await app.HttpAs(scene.Author)
            .SendAsync("PATCH", $"/messages/{scene.Message}", new { content = "never mind" })
            .ShouldAnswerAsync(404);
        await app.HttpAs(scene.Reader)
            .SendAsync("POST", $"/threads/{scene.Thread}/messages", new { content = "what?", reply_to = scene.Message })
            .ShouldAnswerAsync(400);
        await app.HttpAs(scene.Author).SendAsync("DELETE", $"/messages/{scene.Message}").ShouldAnswerAsync(204);
        (await CountAsync(scene.Thread)).ShouldBe(0);
        (await phone.NextAsync<MessageView>("message_deleted", message => message.Id == scene.Message)).Content.ShouldBeEmpty();

        await app.SettleAsync(ModerationSteps.Restored("message", scene.Message, 3));

        (await MessageAsync(scene.Reader, scene.Message)).ToJsonString().ShouldBe(before.ToJsonString());
        await app.HttpAs(scene.Reader).GetAsync($"/api/v1/attachments/{scene.File}").ShouldAnswerAsync(200);
        (await SearchAsync(scene.Reader, scene.Word)).ShouldHaveSingleItem();
        (await CountAsync(scene.Thread)).ShouldBe(1);
        (await phone.NextAsync<MessageView>("message_updated", message => message.Id == scene.Message)).Content.ShouldContain(scene.Word);
        (await app.AnnouncedAsync<Contracts.Messaging.MessagePosted>(scene.Message)).ShouldHaveSingleItem("it was announced before");
    }

    [Fact]
    public async Task DecisionsCountByTheirVersionsInAnyOrder()
    {
        var scene = await SceneAsync();
        var (removed, restored, again) = (
            ModerationSteps.Removed("message", scene.Message, 2),
            ModerationSteps.Restored("message", scene.Message, 3),
            ModerationSteps.Removed("message", scene.Message, 4)
        );

        await app.SettleAsync(restored);
        await app.SettleAsync(removed with { EventId = Guid.CreateVersion7() });
        (await MessageAsync(scene.Reader, scene.Message)).Flag("is_deleted").ShouldBeFalse("what removed it is older");
        await app.SettleAsync(again);
        await app.SettleAsync(again with { EventId = Guid.CreateVersion7() }, restored with { EventId = Guid.CreateVersion7() }, removed);

        (await MessageAsync(scene.Reader, scene.Message)).Flag("is_deleted").ShouldBeTrue();
        (await CountAsync(scene.Thread)).ShouldBe(0, "counted once");
        await app.SettleAsync(ModerationSteps.Restored("message", scene.Message, 5));
        (await CountAsync(scene.Thread)).ShouldBe(1);
        var told = (await app.HttpAs(scene.Author).GetPathAsync("/notifications?limit=100").ShouldAnswerAsync(200))
            .Items()
            .Where(one => one.Text("kind") == "moderation")
            .Select(one => one.Text("title"))
            .Order()
            .ToList();
        told.ShouldBe(["Content was removed", "Shown again", "Shown again"], "once for each decision that was news");
    }

    [Fact]
    public async Task WhatItsAuthorDeletedStaysDeleted()
    {
        var scene = await SceneAsync();
        await app.HttpAs(scene.Author).SendAsync("DELETE", $"/messages/{scene.Message}").ShouldAnswerAsync(204);

        await app.SettleAsync(ModerationSteps.Removed("message", scene.Message, 2));
        await app.SettleAsync(ModerationSteps.Restored("message", scene.Message, 3));

        (await MessageAsync(scene.Reader, scene.Message)).Flag("is_deleted").ShouldBeTrue();
        (await CountAsync(scene.Thread)).ShouldBe(0);
    }

    [Fact]
    public async Task WhatWasRemovedIsForgottenWhenNoAppealCanBringItBack()
    {
        var scene = await SceneAsync();
        await app.SettleAsync(
            new ContentReported(
                Guid.CreateVersion7(),
                TimeProvider.System.GetUtcNow(),
                Guid.CreateVersion7(),
                1,
                "message",
                scene.Message,
                scene.Reader,
                "spam"
            )
        );
        await app.SettleAsync(ModerationSteps.Removed("message", scene.Message, 2));
        var moderator = app.HttpAs(await app.PersonAsync(), 0, "moderator");
        (await moderator.GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200)).ShouldSatisfyAllConditions(
            seen => seen.Text("content").ShouldContain(scene.Word),
            seen => seen.Text("moderation").ShouldBe("removed")
        );
        var sweep = app.Service<IEnumerable<IHostedService>>().OfType<RemovedMessages>().Single();

        await sweep.SweepAsync(CancellationToken.None);
        (await moderator.GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200)).Text("content").ShouldContain(scene.Word);
        await app.ExecuteAsync($"UPDATE messages SET removed_at = removed_at - interval '46 days' WHERE id = {scene.Message}");
        await sweep.SweepAsync(CancellationToken.None);

        (await moderator.GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(200)).Text("content").ShouldBeEmpty();
        await app.SettleAsync(ModerationSteps.Restored("message", scene.Message, 3));
        (await MessageAsync(scene.Reader, scene.Message)).Flag("is_deleted").ShouldBeTrue();
    }

    [Fact]
    public async Task ARemovedThreadIsGoneForAllAndComesBack()
    {
        var scene = await SceneAsync();
        await using var phone = await app.HubAsync(scene.Reader);
        await phone.CallAsync("JoinThread", scene.Thread);

        await app.SettleAsync(ModerationSteps.Removed("thread", scene.Thread, 2));

        await phone.NextAsync<ErrorView>("error", error => error.ChannelId == scene.Thread);
        foreach (var person in new[] { scene.Owner, scene.Author, scene.Reader })
        {
            await app.HttpAs(person).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(404, "no_such_thread");
            await app.HttpAs(person).GetPathAsync($"/messages/{scene.Message}").ShouldAnswerAsync(404);
            (await app.HttpAs(person).GetPathAsync($"/communities/{scene.Community}/threads").ShouldAnswerAsync(200))
                .Items()
                .ShouldBeEmpty();
        }

        await app.SettleAsync(ModerationSteps.Removed("thread", scene.Thread, 1), ModerationSteps.Restored("thread", scene.Thread, 3));
        (await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(200))
            .Number("message_count")
            .ShouldBe(1);
        await app.HttpAs(scene.Owner).SendAsync("DELETE", $"/threads/{scene.Thread}").ShouldAnswerAsync(204);
        await app.SettleAsync(ModerationSteps.Removed("thread", scene.Thread, 4), ModerationSteps.Restored("thread", scene.Thread, 5));
        await app.HttpAs(scene.Reader).GetPathAsync($"/threads/{scene.Thread}").ShouldAnswerAsync(404);
    }

    [Fact]
    public async Task ModeratorsOfThePlatformSeeWhatIsReportedAndNothingElse()
    {
        var (me, other, moderator) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me);
        var thread = await app.ThreadAsync(community, me);
        var (message, secret) = ((await app.SayAsync(thread, me, "among us")).Id(), (await app.WriteAsync(me, other, "between us")).Id());
        var judge = app.HttpAs(moderator, 0, "moderator");
        ContentReported By(Guid reporter, string type, Guid id) =>
            new(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), 1, type, id, reporter, "hate");

        await judge.GetPathAsync($"/messages/{message}").ShouldAnswerAsync(404);
        await judge.GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(404);
        await app.SettleAsync(By(me, "message", message), By(me, "thread", thread), By(moderator, "message", secret));
        (await judge.GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200)).Text("content").ShouldBe("among us");
        await judge.GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(200);
        await judge.GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(404);
        await app.HttpAs(moderator).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(404);
        await judge.GetPathAsync($"/messages/{secret}").ShouldAnswerAsync(404, "no_such_message");
        await app.SettleAsync(By(other, "message", secret));
        (await judge.GetPathAsync($"/messages/{secret}").ShouldAnswerAsync(200)).Text("content").ShouldBe("between us");
        await app.HttpAs(moderator).GetPathAsync($"/messages/{secret}").ShouldAnswerAsync(404);
    }

    private async Task<Scene> SceneAsync()
    {
        var name = $"reader{Guid.CreateVersion7():N}"[..30];
        var (owner, author, reader) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync(name));
        var community = await app.CommunityAsync("private", owner, author, reader);
        var thread = await app.ThreadAsync(community, author);
        var word = $"word{Guid.CreateVersion7():N}";
        using var text = new ByteArrayContent(Encoding.UTF8.GetBytes(word));
        var file = (await app.HttpAs(author).PostAsync("/api/v1/attachments?name=a.txt", text).ShouldAnswerAsync(201)).Id();
        var message = (
            await app.HttpAs(author)
                .SendAsync("POST", $"/threads/{thread}/messages", new { content = $"{word} @{name}", attachments = new[] { file } })
                .ShouldAnswerAsync(201)
        ).Id();
        await app.HttpAs(reader).SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204);
        return new(owner, author, reader, community, thread, message, file, word);
    }

    private Task<System.Text.Json.Nodes.JsonNode> MessageAsync(Guid person, Guid id) =>
        app.HttpAs(person).GetPathAsync($"/messages/{id}").ShouldAnswerAsync(200);

    private async Task<List<System.Text.Json.Nodes.JsonNode>> SearchAsync(Guid person, string word) =>
        (await app.HttpAs(person).GetPathAsync($"/messages/search?q={word}").ShouldAnswerAsync(200)).Items();

    private Task<long> CountAsync(Guid thread) =>
        app.WithDbAsync(db => Task.FromResult(db.Channels.Single(channel => channel.Id == thread).MessageCount));

    private sealed record Scene(Guid Owner, Guid Author, Guid Reader, Guid Community, Guid Thread, Guid Message, Guid File, string Word);
}
