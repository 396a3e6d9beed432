using Community.Contracts.Identity;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Direct;

[Collection(nameof(MessagingTests))]
public sealed class DirectTests(MessagingApplication app)
{
    [Fact]
    public async Task FirstMessagesFromBothSidesAtOnceAreOneConversation()
    {
        var (me, peer) = (await app.PersonAsync(), await app.PersonAsync());

        var sent = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => i % 2 == 0 ? app.WriteAsync(me, peer, $"{i}") : app.WriteAsync(peer, me, $"{i}"))
        );

        sent.Select(message => message.Id("channel_id")).Distinct().ShouldHaveSingleItem();
        sent.Select(message => message.Number("seq")).Order().ShouldBe(Enumerable.Range(1, 20).Select(seq => (long)seq));
        (await app.HttpAs(peer).GetPathAsync($"/direct/{me}/messages").ShouldAnswerAsync(200)).Items().Count.ShouldBe(20);
        (await app.HttpAs(me).GetPathAsync($"/direct/{peer}/messages?after_seq=18").ShouldAnswerAsync(200)).Items().Count.ShouldBe(2);
    }

    [Fact]
    public async Task ConversationsAreListedTheLastActiveFirst()
    {
        var (me, maya, omar, silent) = (
            await app.PersonAsync(),
            await app.PersonAsync("list-maya"),
            await app.PersonAsync(),
            await app.PersonAsync()
        );
        await app.WriteAsync(maya, me, "one");
        await app.WriteAsync(me, omar, "two");
        await app.WriteAsync(maya, me, "three");
        await app.HttpAs(me)
            .SendAsync("POST", $"/direct/{silent}/messages", new { content = "x", reply_to = Guid.CreateVersion7() })
            .ShouldAnswerAsync(400);

        var all = (await app.HttpAs(me).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items();

        all.Select(item => (item["peer"]!.Id(), item["last_message"]!.Text("content"), item.Number("unread")))
            .ShouldBe([(maya, "three", 2), (omar, "two", 0)]);
        all[0]["peer"]!.Text("username").ShouldBe("list-maya");
        var first = await app.HttpAs(me).GetPathAsync("/direct?limit=1").ShouldAnswerAsync(200);
        first.Items().Single()["peer"]!.Id().ShouldBe(maya);
        var next = await app.HttpAs(me).GetPathAsync($"/direct?limit=1&cursor={first.Text("next_cursor")}").ShouldAnswerAsync(200);
        next.Items().Single()["peer"]!.Id().ShouldBe(omar);
        next["next_cursor"].ShouldBeNull();
        (await app.HttpAs(silent).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();
    }

    [Fact]
    public async Task UsersWhoCannotBeWrittenToGetTheSameAnswer()
    {
        var people = await app.PeopleAsync(6);
        var (me, blocked, blocker, suspended, erased, guest) = (
            people[0],
            people[1],
            people[2],
            people[3],
            people[4],
            await app.GuestAsync()
        );
        await app.BlockAsync(me, blocked);
        await app.BlockAsync(blocker, me);
        await app.SuspendAsync(suspended);
        await app.EraseAsync(erased);

        var answers = new List<string>();
        foreach (var peer in new[] { Guid.CreateVersion7(), Guid.Empty, me, guest, suspended, erased, blocked, blocker })
        {
            var written = await app.HttpAs(me)
                .SendAsync("POST", $"/direct/{peer}/messages", new { content = "hello" })
                .ShouldAnswerAsync(404, "no_such_person");
            var read = await app.HttpAs(me).GetPathAsync($"/direct/{peer}/messages").ShouldAnswerAsync(404, "no_such_person");
            foreach (var problem in new[] { written, read })
            {
                problem.AsObject().Remove("trace_id");
                problem.AsObject().Remove("instance");
                answers.Add(problem.ToJsonString());
            }
        }

        answers.Distinct().ShouldHaveSingleItem();
        (await app.HttpAs(me).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();
        (await app.HttpAs(me).GetPathAsync($"/direct/{people[5]}/messages").ShouldAnswerAsync(200)).Items().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("blocks")]
    [InlineData("is blocked")]
    [InlineData("suspended")]
    [InlineData("erased")]
    public async Task AConversationStaysAfterThePeerCannotBeWrittenTo(string why)
    {
        var (me, peer) = (await app.PersonAsync(), await app.PersonAsync());
        await app.WriteAsync(me, peer, "mine");
        await app.WriteAsync(peer, me, "theirs");
        await (
            why switch
            {
                "blocks" => app.BlockAsync(peer, me),
                "is blocked" => app.BlockAsync(me, peer),
                "suspended" => app.SuspendAsync(peer),
                _ => app.EraseAsync(peer),
            }
        );

        await app.HttpAs(me).SendAsync("POST", $"/direct/{peer}/messages", new { content = "x" }).ShouldAnswerAsync(404, "no_such_person");
        var listed = (await app.HttpAs(me).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items().Single();
        (listed["peer"]!.Id(), listed["peer"]!["username"], listed.Number("unread")).ShouldBe((peer, null, 0));
        var history = (await app.HttpAs(me).GetPathAsync($"/direct/{peer}/messages").ShouldAnswerAsync(200)).Items();
        history[0].Text("content").ShouldBe("mine");
        history[1].Flag("is_deleted").ShouldBe(why is "blocks" or "is blocked");
    }

    [Fact]
    public async Task GuestsAndTheMutedBeginNothing()
    {
        var (guest, muted, peer) = (await app.GuestAsync(), await app.PersonAsync(), await app.PersonAsync());
        await app.MuteAsync(muted);
        await app.HttpAs(guest)
            .SendAsync("POST", $"/direct/{peer}/messages", new { content = "x" })
            .ShouldAnswerAsync(403, "guest_account");
        await app.HttpAs(muted).SendAsync("POST", $"/direct/{peer}/messages", new { content = "x" }).ShouldAnswerAsync(403, "muted");
        await app.HttpAs(Guid.CreateVersion7())
            .SendAsync("POST", $"/direct/{peer}/messages", new { content = "x" })
            .ShouldAnswerAsync(403, "no_account");
    }

    [Fact]
    public async Task ANewlyRegisteredUserIsLoadedFromIdentity()
    {
        var (me, peer) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        app.Identity.People.Add(Snapshot(me, "new-me"));
        app.Identity.People.Add(Snapshot(peer, "new-peer"));

        await app.WriteAsync(me, peer, "hello");

        (await app.HttpAs(peer).GetPathAsync("/direct").ShouldAnswerAsync(200)).Items().Single()["peer"]!
            .Text("username")
            .ShouldBe("new-me");
    }

    [Fact]
    public async Task NewConversationsOfADayAreLimited()
    {
        var people = await app.PeopleAsync(53);
        var me = people[0];
        await app.WriteAsync(people[52], me, "they began this one");

        var answers = await Task.WhenAll(
            people.Skip(1).Take(51).Select(peer => app.HttpAs(me).SendAsync("POST", $"/direct/{peer}/messages", new { content = "hello" }))
        );

        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(50);
        var refused = answers.Single(answer => (int)answer.StatusCode == 429);
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await app.WriteAsync(me, people[52], "an answer is none");
        (await app.WithDbAsync(db => db.Channels.CountAsync(channel => channel.LowId == me || channel.HighId == me))).ShouldBe(51);
    }

    private static PersonSnapshot Snapshot(Guid id, string username) =>
        new(
            id,
            1,
            new UserProfile(username, username, null, null, null, null, null, null, [], null, null, DateTimeOffset.UnixEpoch),
            [],
            false,
            false,
            null,
            false
        );
}
