using System.Net;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Moderation;
using Community.Messaging.Tests.Realtime;
using Community.Messaging.Threads;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Community.Messaging.Tests.Threads;

[Collection(nameof(MessagingTests))]
public sealed class ThreadTests(MessagingApplication app)
{
    [Fact]
    public async Task AThreadIsOpenedAsItWasWritten()
    {
        var me = await app.PersonAsync("opener");
        var community = await app.CommunityAsync("private", me);

        var thread = await OpenAsync(
            community,
            me,
            new
            {
                title = "Which one?",
                content = "**This**",
                tags = new[] { "Chess", "chess", "London" },
            }
        );

        thread.Text("title").ShouldBe("Which one?");
        thread.Text("content_html").ShouldBe("<p><strong>This</strong></p>");
        thread["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()).ShouldBe(["Chess", "London"]);
        thread.Id("created_by").ShouldBe(me);
        thread["author"]!.Text("username").ShouldBe("opener");
        (thread.Number("message_count"), thread.Number("unread"), thread.Flag("is_pinned"), thread.Flag("is_locked")).ShouldBe(
            (0, 0, false, false)
        );
        var shown = await app.HttpAs(me).GetPathAsync($"/threads/{thread.Id()}").ShouldAnswerAsync(200);
        shown.ToJsonString().ShouldBe(thread.ToJsonString());
    }

    [Fact]
    public async Task TheSameKeyOpensOneThread()
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var http = app.HttpAs(me);
        http.DefaultRequestHeaders.Add("Idempotency-Key", "opening-thread-1");

        var first = await http.SendAsync("POST", $"/communities/{community}/threads", new { title = "Once" }).ShouldAnswerAsync(201);
        var again = await http.SendAsync("POST", $"/communities/{community}/threads", new { title = "Once" }).ShouldAnswerAsync(201);

        again.Id().ShouldBe(first.Id());
        (await app.HttpAs(me).GetPathAsync($"/communities/{community}/threads").ShouldAnswerAsync(200)).Number("total").ShouldBe(1);
    }

    [Fact]
    public async Task PinnedOnesStandOnTopThenTheLastActive()
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var (first, second, third) = (
            await OpenAsync(community, me, "1"),
            await OpenAsync(community, me, "2"),
            await OpenAsync(community, me, "3")
        );
        await app.SayAsync(second, me, "a word");
        await app.HttpAs(me).SendAsync("PUT", $"/threads/{first}/pin").ShouldAnswerAsync(204);
        await app.HttpAs(me).SendAsync("PUT", $"/threads/{first}/pin").ShouldAnswerAsync(204);

        (await ListAsync(community, me)).ShouldBe([first, second, third]);
        (await ListAsync(community, me, "?page=2&limit=2")).ShouldBe([third]);
        await app.HttpAs(me).SendAsync("DELETE", $"/threads/{first}/pin").ShouldAnswerAsync(204);
        (await ListAsync(community, me)).ShouldBe([second, third, first]);
    }

    [Fact]
    public async Task TagAndAuthorFilter()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", me, other);
        var mine = (await OpenAsync(community, me, new { title = "1", tags = new[] { "Endgame" } })).Id();
        var theirs = (await OpenAsync(community, other, new { title = "2", tags = new[] { "opening", "endgame" } })).Id();

        (await ListAsync(community, me, "?tag=ENDGAME")).ShouldBe([theirs, mine]);
        (await ListAsync(community, me, "?tag=opening")).ShouldBe([theirs]);
        (await ListAsync(community, me, $"?author={me}")).ShouldBe([mine]);
        (await ListAsync(community, me, "?tag=nothing")).ShouldBeEmpty();
    }

    [Fact]
    public async Task InALockedThreadOnlyModeratorsWrite()
    {
        var (owner, member) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, member);
        var thread = await OpenAsync(community, member, "Locked");
        var message = (await app.SayAsync(thread, member, "before")).Id();
        await app.HttpAs(owner).SendAsync("PUT", $"/threads/{thread}/lock").ShouldAnswerAsync(204);

        await app.HttpAs(member).SendAsync("POST", $"/threads/{thread}/messages", new { content = "x" }).ShouldAnswerAsync(403, "locked");
        await app.HttpAs(member).SendAsync("PATCH", $"/messages/{message}", new { content = "x" }).ShouldAnswerAsync(403, "locked");
        await app.HttpAs(member).SendAsync("PATCH", $"/threads/{thread}", new { title = "x" }).ShouldAnswerAsync(403, "locked");
        await app.SayAsync(thread, owner, "after");
        await app.HttpAs(owner).SendAsync("DELETE", $"/threads/{thread}/lock").ShouldAnswerAsync(204);
        await app.SayAsync(thread, member, "again");
    }

    [Fact]
    public async Task ANewTitleAndADeletionArePublishedOnce()
    {
        await app.RecordAsync();
        var me = await app.PersonAsync();
        var thread = await OpenAsync(await app.CommunityAsync("public", me), me, "Shoos");
        foreach (var title in (string[])["Shoes", "Shoes"])
        {
            await app.HttpAs(me).SendAsync("PATCH", $"/threads/{thread}", new { title }).ShouldAnswerAsync(200);
        }

        await app.HttpAs(me).SendAsync("DELETE", $"/threads/{thread}").ShouldAnswerAsync(204);
        await app.HttpAs(me).SendAsync("DELETE", $"/threads/{thread}").ShouldAnswerAsync(404);

        var renamed = (await app.AnnouncedAsync<ThreadRenamed>(thread)).ShouldHaveSingleItem();
        (renamed.Title, renamed.Version).ShouldBe(("Shoes", 2));
        (await app.AnnouncedAsync<ThreadDeleted>(thread)).ShouldHaveSingleItem().Version.ShouldBe(4);
    }

    [Fact]
    public async Task TheAuthorDeletesAThreadOnlyWithoutMessagesOfOthers()
    {
        var (owner, author, other) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, author, other);
        var (alone, joined) = (await OpenAsync(community, author, "Alone"), await OpenAsync(community, author, "Joined"));
        await app.SayAsync(alone, author, "me only");
        var message = (await app.SayAsync(joined, other, "me too")).Id();

        await app.HttpAs(author).SendAsync("DELETE", $"/threads/{joined}").ShouldAnswerAsync(409, "thread_has_messages");
        await app.HttpAs(author).SendAsync("DELETE", $"/threads/{alone}").ShouldAnswerAsync(204);
        await app.HttpAs(owner).SendAsync("DELETE", $"/threads/{joined}").ShouldAnswerAsync(204);

        (await ListAsync(community, owner)).ShouldBeEmpty();
        await app.HttpAs(other).GetPathAsync($"/threads/{joined}").ShouldAnswerAsync(404, "no_such_thread");
        await app.HttpAs(other).GetPathAsync($"/threads/{joined}/messages").ShouldAnswerAsync(404, "no_such_thread");
        await app.HttpAs(other).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(404, "no_such_message");
        await app.HttpAs(owner).SendAsync("POST", $"/threads/{joined}/messages", new { content = "x" }).ShouldAnswerAsync(404);
    }

    [Fact]
    public async Task WhatChangesIsWhatWasSent()
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var thread = await OpenAsync(
            community,
            me,
            new
            {
                title = "Old",
                content = "_text_",
                tags = new[] { "a" },
            }
        );

        var changed = await app.HttpAs(me).SendAsync("PATCH", $"/threads/{thread.Id()}", new { title = "New" }).ShouldAnswerAsync(200);

        (changed.Text("title"), changed.Text("content"), changed["tags"]!.AsArray().Count).ShouldBe(("New", "_text_", 1));
        changed = await app.HttpAs(me)
            .SendAsync("PATCH", $"/threads/{thread.Id()}", new { content = "", tags = Array.Empty<string>() })
            .ShouldAnswerAsync(200);
        (changed.Text("title"), changed.Text("content_html"), changed["tags"]!.AsArray().Count).ShouldBe(("New", "", 0));
    }

    [Fact]
    public async Task ABlockHidesAThreadExceptFromModerators()
    {
        var people = await app.PeopleAsync(4);
        var (owner, opener, blocker, other) = (people[0], people[1], people[2], people[3]);
        var community = await app.CommunityAsync("private", people);
        var thread = (await OpenAsync(community, opener, new { title = "Zugzwang forever" })).Id();
        var message = (await app.SayAsync(thread, other, "zwischenzug")).Id();
        await app.HttpAs(blocker).SendAsync("PUT", $"/channels/{thread}/read", new { seq = 0 }).ShouldAnswerAsync(200);
        await app.BlockAsync(blocker, opener);
        await app.BlockAsync(opener, owner);

        (await ListAsync(community, blocker)).ShouldBeEmpty();
        await app.HttpAs(blocker).GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(404);
        await app.HttpAs(blocker).GetPathAsync($"/messages/{message}").ShouldAnswerAsync(404);
        await app.HttpAs(blocker).SendAsync("POST", $"/threads/{thread}/messages", new { content = "x" }).ShouldAnswerAsync(404);
        (await app.HttpAs(blocker).GetPathAsync("/threads/search?q=zugzwang").ShouldAnswerAsync(200)).Number("total").ShouldBe(0);
        (await app.HttpAs(blocker).GetPathAsync("/messages/search?q=zwischenzug").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();
        (await app.HttpAs(blocker).GetPathAsync("/messages/unread").ShouldAnswerAsync(200)).Number("total").ShouldBe(0);
        (await ListAsync(community, owner)).ShouldBe([thread]);
        (await ListAsync(community, other)).ShouldBe([thread]);
        await app.HttpAs(owner).SendAsync("PUT", $"/threads/{thread}/lock").ShouldAnswerAsync(204);
    }

    [Fact]
    public async Task ACommunityOfAMomentAgoIsOpenToItsFounder()
    {
        var (founder, joined) = (await app.PersonAsync(), await app.PersonAsync());
        var community = Guid.CreateVersion7();
        Answer(community, founder, "owner", "private");

        var thread = (await OpenAsync(community, founder, new { title = "First" })).Id();

        Answer(community, joined, "member", "private");
        await app.SayAsync(thread, joined, "I am here, too");
    }

    [Fact]
    public async Task WhileSocialIsAwayANewMemberIsToldToComeBackAndIsNotRefused()
    {
        var (owner, joined) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner);
        var thread = await OpenAsync(community, owner, "First");
        var earlier = await app.PersonAsync();
        Answer(community, earlier, "member", "private");
        await app.SayAsync(thread, earlier, "I was here before");
        app.Owners.Answers[$"/internal/communities/{community}/members/{joined}"] = HttpStatusCode.BadGateway;

        var answer = await app.HttpAs(joined).SendAsync("POST", $"/threads/{thread}/messages", new { content = "I am here, too" });
        answer.Headers.RetryAfter.ShouldNotBeNull();
        await Task.FromResult(answer).ShouldAnswerAsync(503);
        await app.HttpAs(joined).GetPathAsync($"/threads/{thread}").ShouldAnswerAsync(503);
        await using var client = await app.HubAsync(joined);
        (await Should.ThrowAsync<HubCallException>(() => client.CallAsync<JoinedView>("JoinThread", thread))).Message.ShouldContain(
            "Try again shortly."
        );

        Answer(community, joined, "member", "private");
        // Ten answers, nine of them failures, have opened the circuit for 5 s: the member comes back, as the answer says.
        await Poll.UntilAsync(async () =>
        {
            using var again = await app.HttpAs(joined).GetPathAsync($"/threads/{thread}");
            return again.StatusCode == HttpStatusCode.OK;
        });
        await app.SayAsync(thread, joined, "I am here, too");
        await client.CallAsync<JoinedView>("JoinThread", thread);
    }

    [Fact]
    public async Task ANewMemberOfAPublicCommunityMayWrite()
    {
        var (owner, joined) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", owner);
        var thread = await OpenAsync(community, owner, "First");
        Answer(community, joined, "member", "public");
        await app.SayAsync(thread, joined, "I am here, too");
        var another = await app.PersonAsync();
        Answer(community, another, "member", "public");
        await OpenAsync(community, another, "Second");
    }

    [Fact]
    public async Task ADeletedCommunitysThreadsAreUnreadableAtOnceAndGoneLater()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("public", me, other);
        var thread = await OpenAsync(community, me, "Gone");
        var file = (await app.HttpAs(me).PostAsync("/api/v1/attachments", new StringContent("text")).ShouldAnswerAsync(201)).Id();
        var message = (
            await app.HttpAs(me)
                .SendAsync("POST", $"/threads/{thread}/messages", new { attachments = new[] { file } })
                .ShouldAnswerAsync(201)
        ).Id();
        await app.HttpAs(other).SendAsync("PUT", $"/messages/{message}/reactions/👍").ShouldAnswerAsync(204);
        var kept = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await app.PublishAsync(new CommunityDeleted(Guid.CreateVersion7(), DateTimeOffset.UnixEpoch.AddYears(55), community, 2, me));
        await Poll.UntilAsync(async () => (int)(await app.HttpAs(me).GetPathAsync($"/threads/{thread}")).StatusCode == 404);
        await app.HttpAs(me).SendAsync("POST", $"/threads/{thread}/messages", new { content = "x" }).ShouldAnswerAsync(404);

        await app.Service<IEnumerable<IHostedService>>().OfType<DeletedThreads>().Single().SweepAsync(CancellationToken.None);

        (await app.WithDbAsync(db => db.Channels.CountAsync(channel => channel.Id == thread || channel.Id == kept))).ShouldBe(1);
        (await app.WithDbAsync(db => db.Messages.CountAsync(found => found.Id == message))).ShouldBe(0);
        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM attachments WHERE id = {file}""").SingleAsync()
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task SearchesFindTitlesTagsAndContent()
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var title = (await OpenAsync(community, me, new { title = "The Caro-Kann fortress" })).Id();
        var tag = (await OpenAsync(community, me, new { title = "x", tags = new[] { "fortress" } })).Id();
        var text = (await OpenAsync(community, me, new { title = "y", content = "build fortresses, not castles" })).Id();
        await app.HttpAs(me).SendAsync("PATCH", $"/threads/{tag}", new { title = "z" }).ShouldAnswerAsync(200);

        (await SearchAsync(me, "fortress")).ShouldBe([title, tag, text]);
        (await SearchAsync(me, "fortress -castles")).ShouldBe([title, tag]);
        (await SearchAsync(me, "fort")).ShouldBe([title, tag, text], ignoreOrder: true);
        (await SearchAsync(me, $"fortress&community_id={Guid.CreateVersion7()}")).ShouldBeEmpty();
        (await SearchAsync(await app.PersonAsync(), "fortress")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ASearchThatGoesOnByACursorNeitherRepeatsNorDropsAThread()
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        List<Guid> threads = [];
        for (var number = 0; number < 5; number++)
        {
            threads.Add((await OpenAsync(community, me, new { title = "The zwischenzug", content = $"number {number}" })).Id());
        }

        var whole = await SearchAsync(me, "zwischenzug&limit=10");
        whole.ShouldBe(threads, ignoreOrder: true);
        var first = await app.HttpAs(me).GetPathAsync("/threads/search?q=zwischenzug&limit=2").ShouldAnswerAsync(200);
        first.Items().Select(item => item.Id()).ShouldBe(whole[..2]);

        // A better hit is added at the front, and one of the shown hits is deleted.
        var added = (await OpenAsync(community, me, new { title = "zwischenzug zwischenzug", tags = new[] { "zwischenzug" } })).Id();
        (await SearchAsync(me, "zwischenzug&limit=1")).ShouldBe([added]);
        await app.HttpAs(me).SendAsync("DELETE", $"/threads/{whole[1]}").ShouldAnswerAsync(204);

        var second = await app.HttpAs(me)
            .GetPathAsync($"/threads/search?q=zwischenzug&limit=2&cursor={first["next_cursor"]}")
            .ShouldAnswerAsync(200);
        second.Items().Select(item => item.Id()).ShouldBe(whole[2..4]);
        second.Number("page").ShouldBe(2);
        var third = await app.HttpAs(me)
            .GetPathAsync($"/threads/search?q=zwischenzug&limit=2&cursor={second["next_cursor"]}")
            .ShouldAnswerAsync(200);
        third.Items().Select(item => item.Id()).ShouldBe(whole[4..]);
        third["next_cursor"].ShouldBeNull();

        await app.HttpAs(me).GetPathAsync($"/communities/{community}/threads?cursor={first["next_cursor"]}").ShouldAnswerAsync(400);
    }

    private void Answer(Guid community, Guid user, string role, string visibility) =>
        app.Owners.Answers[$"/internal/communities/{community}/members/{user}"] = new MembershipSnapshot(
            community,
            1,
            "New",
            "group",
            visibility,
            true,
            user,
            Guid.CreateVersion7(),
            1,
            true,
            role,
            null
        );

    private async Task<List<Guid>> SearchAsync(Guid who, string q) =>
        [.. (await app.HttpAs(who).GetPathAsync($"/threads/search?q={q}").ShouldAnswerAsync(200)).Items().Select(item => item.Id())];

    private async Task<List<Guid>> ListAsync(Guid community, Guid who, string query = "") =>
        [
            .. (await app.HttpAs(who).GetPathAsync($"/communities/{community}/threads{query}").ShouldAnswerAsync(200))
                .Items()
                .Select(item => item.Id()),
        ];

    private Task<System.Text.Json.Nodes.JsonNode> OpenAsync(Guid community, Guid who, object thread) =>
        app.HttpAs(who).SendAsync("POST", $"/communities/{community}/threads", thread).ShouldAnswerAsync(201);

    private async Task<Guid> OpenAsync(Guid community, Guid who, string title) => (await OpenAsync(community, who, new { title })).Id();
}
