using Community.Messaging.Messages;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Community.Messaging.Tests.Messages;

[Collection(nameof(MessagingTests))]
public sealed class MessageChangeTests(MessagingApplication app)
{
    [Fact]
    public async Task AnEditKeepsWhatWasSaidForModerators()
    {
        var (owner, author) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", owner, author), owner);
        var message = await app.SayAsync(thread, author, "first");

        await EditAsync(author, message.Id(), "second");
        var last = await EditAsync(author, message.Id(), "**third**");
        await EditAsync(author, message.Id(), "**third**");

        (last.Text("content"), last.Text("content_html"), last.Flag("is_edited"), last.Number("seq")).ShouldBe(
            ("**third**", "<p><strong>third</strong></p>", true, 1)
        );
        (await EditsAsync(owner, message.Id())).ShouldBe([(1, "first"), (2, "second")]);
    }

    [Fact]
    public async Task ManyEditsAtOnceLoseNoVersion()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var message = (await app.SayAsync(thread, me, "edit 0")).Id();

        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => EditAsync(me, message, $"edit {i}")));

        var edits = await EditsAsync(me, message);
        edits.Select(edit => edit.Version).ShouldBe(Enumerable.Range(1, 20).Select(version => (long)version));
        var now = await app.HttpAs(me).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(200);
        edits
            .Select(edit => edit.Content)
            .Append(now.Text("content"))
            .Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 21).Select(i => $"edit {i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task DeletionsEditsAndPostsAtOnceKeepTheCountExact()
    {
        var (owner, author) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", owner, author), owner);
        var messages = await Task.WhenAll(
            Enumerable.Range(0, 30).Select(async i => (await app.SayAsync(thread, author, $"message {i}")).Id())
        );

        await Task.WhenAll(
            messages
                .Take(20)
                .SelectMany(id =>
                    new[]
                    {
                        app.HttpAs(author).SendAsync("DELETE", $"/messages/{id}"),
                        app.HttpAs(owner).SendAsync("DELETE", $"/messages/{id}"),
                        app.HttpAs(author).SendAsync("PATCH", $"/messages/{id}", new { content = "late" }),
                        app.HttpAs(owner).SendAsync("POST", $"/threads/{thread}/messages", new { content = "more" }),
                    }
                )
        );

        var channel = await app.WithDbAsync(db => db.Channels.AsNoTracking().SingleAsync(channel => channel.Id == thread));
        (channel.LastSeq, channel.MessageCount).ShouldBe((50, 30));
        (await app.WithDbAsync(db => db.Messages.CountAsync(message => message.ChannelId == thread && message.DeletedAt == null))).ShouldBe(
            30
        );
        (
            await app.WithDbAsync(db =>
                db.Messages.CountAsync(message => message.ChannelId == thread && message.DeletedAt != null && message.Content != "")
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task ADeletedMessageLeavesItsPlaceAlone()
    {
        var (owner, author) = (await app.PersonAsync("deleting-owner"), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", owner, author), owner);
        var file = (await app.HttpAs(author).PostAsync("/api/v1/attachments", new StringContent("text")).ShouldAnswerAsync(201)).Id();
        var message = (
            await app.HttpAs(author)
                .SendAsync(
                    "POST",
                    $"/threads/{thread}/messages",
                    new { content = "quixotic @deleting-owner", attachments = new[] { file } }
                )
                .ShouldAnswerAsync(201)
        ).Id();
        await app.HttpAs(owner).SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204);
        await app.SayAsync(thread, owner, "an answer", message);

        await app.HttpAs(author).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
        await app.HttpAs(author).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);

        var left = (await app.HttpAs(owner).GetPathAsync($"/threads/{thread}/messages").ShouldAnswerAsync(200)).Items();
        left.Select(item => item.Flag("is_deleted")).ShouldBe([true, false]);
        (left[0].Text("content"), left[0].Text("content_html")).ShouldBe(("", ""));
        new[] { "attachments", "mentions", "reactions" }.ShouldAllBe(list => left[0][list]!.AsArray().Count == 0);
        await app.HttpAs(author).GetPathAsync($"/attachments/{file}").ShouldAnswerAsync(404);
        await app.HttpAs(author).SendAsync("PATCH", $"/messages/{message}", new { content = "x" }).ShouldAnswerAsync(404);
        await app.HttpAs(owner).SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(404);
        await app.HttpAs(owner)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "x", reply_to = message })
            .ShouldAnswerAsync(400);
        (await app.HttpAs(owner).GetPathAsync("/messages/search?q=quixotic").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();
        (await EditsAsync(owner, message)).ShouldBe([(1, "quixotic @deleting-owner")]);

        await app.ExecuteAsync($"UPDATE message_edits SET expires_at = now() - interval '1 second' WHERE message_id = {message}");
        await app.Service<IEnumerable<IHostedService>>().OfType<OldEdits>().Single().SweepAsync(CancellationToken.None);
        (await EditsAsync(owner, message)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AfterADayAMessageStaysAsItIs()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var message = (await app.SayAsync(thread, me, "old")).Id();
        await app.ExecuteAsync($"UPDATE messages SET created_at = created_at - interval '25 hours' WHERE id = {message}");
        await app.HttpAs(me).SendAsync("PATCH", $"/messages/{message}", new { content = "new" }).ShouldAnswerAsync(409, "too_late");
        await app.HttpAs(me).SendAsync("DELETE", $"/messages/{message}").ShouldAnswerAsync(204);
    }

    [Fact]
    public async Task AMessageHasAtMostAHundredVersions()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var message = (await app.SayAsync(thread, me, "first")).Id();
        await app.ExecuteAsync($"UPDATE messages SET version = 99 WHERE id = {message}");
        await EditAsync(me, message, "the last");
        await app.HttpAs(me)
            .SendAsync("PATCH", $"/messages/{message}", new { content = "one more" })
            .ShouldAnswerAsync(409, "too_many_changes");
        await EditAsync(me, message, "the last");
    }

    [Fact]
    public async Task AnEditMentionsTheUsersThatItNames()
    {
        var (me, first, second, stranger) = (
            await app.PersonAsync(),
            await app.PersonAsync("named-first"),
            await app.PersonAsync("named-second"),
            await app.PersonAsync("named-stranger")
        );
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, first, second), me);
        var message = (await app.SayAsync(thread, me, "@named-first")).Id();

        var edited = await EditAsync(me, message, "@named-second and @named-first, not @named-stranger");

        edited["mentions"]!.AsArray().Select(mention => mention!.Id("user_id")).ShouldBe([second, first]);
        stranger.ShouldNotBe(Guid.Empty);
    }

    [Fact]
    public async Task EarlierTextsOfADirectMessageAreNotShown()
    {
        var (me, peer) = (await app.PersonAsync(), await app.PersonAsync());
        var message = (await app.WriteAsync(me, peer, "first")).Id();
        await EditAsync(me, message, "second");
        await app.HttpAs(peer).GetPathAsync($"/messages/{message}/edits").ShouldAnswerAsync(403, "not_a_moderator");
        await app.HttpAs(await app.PersonAsync(), 0, "moderator").GetPathAsync($"/messages/{message}/edits").ShouldAnswerAsync(404);
    }

    private Task<System.Text.Json.Nodes.JsonNode> EditAsync(Guid who, Guid message, string content) =>
        app.HttpAs(who).SendAsync("PATCH", $"/messages/{message}", new { content }).ShouldAnswerAsync(200);

    private async Task<List<(long Version, string Content)>> EditsAsync(Guid who, Guid message) =>
        [
            .. (await app.HttpAs(who).GetPathAsync($"/messages/{message}/edits").ShouldAnswerAsync(200))
                .AsArray()
                .Select(edit => (edit!.Number("version"), edit!.Text("content"))),
        ];
}
