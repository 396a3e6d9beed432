using Community.Contracts;
using Community.Contracts.Events;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.Messaging.Threads;
using Community.Testing;

namespace Community.Messaging.Tests.Realtime;

/// <summary>A user without the right to read cannot join, and a user who loses it receives no more, whichever way it ended.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class RightsTests(MessagingApplication app)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task WhatOneMayNotReadIsAnsweredForAsWhatDoesNotExist()
    {
        var (owner, stranger, former) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, former);
        var thread = await app.ThreadAsync(community, owner);
        await app.SqlAsync(
            $"UPDATE memberships SET is_member = false, version = 2 WHERE community_id = {community} AND user_id = {former}"
        );
        var (concert, _) = await app.EventAsync(owner);
        await using var members = await app.HubAsync(owner);
        await members.CallAsync("JoinDirect", former);
        var conversation = await app.WithDbAsync(db =>
            Task.FromResult(db.Channels.Single(channel => channel.LowId == owner || channel.HighId == owner).Id)
        );
        var (none, nobody) = (Guid.CreateVersion7(), await app.HubAsync(stranger));
        await using var noMore = await app.HubAsync(former);

        foreach (var client in new[] { nobody, noMore })
        {
            foreach (
                var (method, hidden) in new[]
                {
                    ("JoinThread", thread),
                    ("JoinCommunity", community),
                    ("JoinChat", concert),
                    ("Resume", thread),
                    ("MarkRead", thread),
                }
            )
            {
                object[] more = method is "Resume" or "MarkRead" ? [0] : [];
                (await RefusalAsync(client, method, [hidden, .. more])).ShouldBe(
                    await RefusalAsync(client, method, [none, .. more]),
                    method
                );
            }

            (await RefusalAsync(client, "SendMessage", thread, new { content = "hello" })).ShouldBe(
                await RefusalAsync(client, "SendMessage", none, new { content = "hello" })
            );
            await client.SendAsync("Typing", thread);
        }

        (await nobody.RefusalOfAsync("Resume", conversation, 0)).ShouldBe("no_such_channel");
        (await nobody.RefusalOfAsync("JoinThread", conversation)).ShouldBe("no_such_thread");
        await app.PostAsync(thread, owner, "among us");
        nobody.Received.ShouldBeEmpty();
        noMore.Received.Where(call => call.Method != "new_message").ShouldBeEmpty();
        await nobody.DisposeAsync();
    }

    [Fact]
    public async Task AHiddenUserCannotBeJoined()
    {
        var (me, blocker) = (await app.PersonAsync(), await app.PersonAsync());
        await app.BlockAsync(blocker, me);
        await using var client = await app.HubAsync(me);

        var hidden = await RefusalAsync(client, "JoinDirect", blocker);
        hidden.ShouldBe(await RefusalAsync(client, "JoinDirect", Guid.CreateVersion7()));
        hidden.ShouldBe(await RefusalAsync(client, "JoinDirect", me));
    }

    [Theory]
    [InlineData("left")]
    [InlineData("left, and the bus does not tell")]
    [InlineData("community deleted")]
    [InlineData("community closed")]
    [InlineData("suspended")]
    [InlineData("thread deleted")]
    [InlineData("unannounced")]
    public async Task LosingTheRightToAThreadEndsItsDelivery(string cause)
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(3);
        var (owner, leaver, stayer) = (people[0], people[1], people[2]);
        var isPublic = cause == "community closed";
        var community = await app.CommunityAsync(isPublic ? "public" : "private", isPublic ? [owner, stayer] : people);
        var thread = await app.ThreadAsync(community, owner);
        await using var leaving = await app.HubAsync(leaver, another);
        await using var staying = await app.HubAsync(stayer, another);
        foreach (var client in new[] { leaving, staying })
        {
            await client.CallAsync("JoinCommunity", community);
            await client.CallAsync("JoinThread", thread);
        }

        switch (cause)
        {
            case "left":
                await app.PublishAsync(
                    new CommunityMemberLeft(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 2, community, leaver, "banned")
                );
                (await staying.NextAsync<MembershipView>("member_left")).ShouldBe(new(community, leaver, await app.NameOfAsync(leaver)));
                break;
            case "left, and the bus does not tell":
                app.Owners.Answers["/internal/memberships/ended"] = new EndedMembershipsSnapshot(
                    Now,
                    Next: null,
                    [
                        new(
                            community,
                            1,
                            "Chess",
                            "community",
                            "private",
                            CommunityIsOpen: true,
                            leaver,
                            Guid.CreateVersion7(),
                            2,
                            IsMember: false,
                            "member",
                            Now
                        ),
                    ]
                );
                break;
            case "community deleted":
                await app.PublishAsync(new CommunityDeleted(Guid.CreateVersion7(), Now, community, 2, owner));
                break;
            case "community closed":
                await app.PublishAsync(
                    new CommunityUpdated(Guid.CreateVersion7(), Now, community, 2, "Chess", "community", "private", null, null, null, [])
                );
                break;
            case "suspended":
                await app.PublishAsync(new UserSuspended(Guid.CreateVersion7(), Now, leaver, 2, IsSuspended: true, null, null));
                break;
            case "thread deleted":
                await app.SqlAsync($"UPDATE channels SET deleted_at = now() WHERE id = {thread}");
                app.Service<IRealtimePublisher>().RightsChanged(null);
                break;
            case "unannounced":
                await app.SqlAsync(
                    $"UPDATE memberships SET is_member = false, version = 2 WHERE community_id = {community} AND user_id = {leaver}"
                );
                break;
        }

        (await leaving.NextAsync<ErrorView>("error", error => error.ChannelId == thread)).Code.ShouldBe("no_such_channel");
        if (cause is "left" or "left, and the bus does not tell" or "community closed" or "suspended" or "unannounced")
        {
            await app.PostAsync(thread, owner, "among us");
            await staying.NextAsync<MessageView>("new_message");
            (await leaving.NextAsync<ErrorView>("error", error => error.ChannelId == community)).Code.ShouldBe("no_such_community");
            staying.All<ErrorView>("error").ShouldBeEmpty();
        }

        leaving.Messages().ShouldBeEmpty();
        (await leaving.RefusalOfAsync("JoinThread", thread)).ShouldBe("no_such_thread");
    }

    [Fact]
    public async Task ACancelledRegistrationLeavesTheChat()
    {
        var another = await app.AnotherAsync();
        var (organizer, guest) = (await app.PersonAsync(), await app.PersonAsync());
        var (concert, registrations) = await app.EventAsync(organizer, guest);
        await using var client = await app.HubAsync(guest, another);
        await using var runs = await app.HubAsync(organizer);
        var chat = (await client.CallAsync<JoinedView>("JoinChat", concert)).ChannelId;
        (await runs.CallAsync<JoinedView>("JoinChat", concert)).ChannelId.ShouldBe(chat);
        await runs.PostAsync(chat, "doors at seven");
        await client.NextAsync<MessageView>("new_message");

        await app.PublishAsync(new RsvpCancelled(Guid.CreateVersion7(), Now, registrations[0], 2, concert, guest, organizer, "refunded"));

        await client.NextAsync<ErrorView>("error", error => error.ChannelId == chat);
        await runs.PostAsync(chat, "on stage now");
        await runs.NextAsync<MessageView>("new_message", message => message.Seq == 2);
        client.Messages().Count.ShouldBe(1);
    }

    [Fact]
    public async Task ABlockHidesFromTheNextMessageOn()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[2]);
        await using var client = await app.HubAsync(people[1], another);
        await client.CallAsync("JoinThread", thread);
        await app.PublishAsync(new UserBlocked(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 1, people[0], people[1]));

        await Poll.UntilAsync(async () =>
        {
            var posted = await app.PostAsync(thread, people[0], "can you read this?");
            return (await client.NextAsync<MessageView>("new_message", message => message.Seq == posted.Seq)).IsDeleted;
        });
    }

    [Fact]
    public async Task ANewMemberOfACommunityJoinsItsThread()
    {
        var (owner, newcomer) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner);
        var thread = await app.ThreadAsync(community, owner);
        app.Owners.Answers[$"/internal/communities/{community}/members/{newcomer}"] = new MembershipSnapshot(
            community,
            1,
            "Chess",
            "community",
            "private",
            true,
            newcomer,
            Guid.CreateVersion7(),
            3,
            true,
            "member",
            null
        );
        await using var others = await app.HubAsync(owner);
        await others.CallAsync("JoinCommunity", community);
        await using var client = await app.HubAsync(newcomer);

        (await client.PostAsync(thread, "hello")).Seq.ShouldBe(1);
        (await client.CallAsync<JoinedView>("JoinThread", thread)).LastSeq.ShouldBe(1);

        // The bus is late, and delivers all the same.
        await app.PublishAsync(
            (IIntegrationEvent)
                new CommunityMemberJoined(Guid.CreateVersion7(), Now, Guid.CreateVersion7(), 3, community, newcomer, "member")
        );
        (await others.NextAsync<MembershipView>("member_joined")).ShouldBe(new(community, newcomer, await app.NameOfAsync(newcomer)));
    }

    [Fact]
    public async Task ANewThreadIsToldToItsCommunity()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(2);
        var community = await app.CommunityAsync("private", people);
        await using var client = await app.HubAsync(people[1], another);
        await client.CallAsync("JoinCommunity", community);
        var thread = await app.ThreadAsync(community, people[0]);

        app.Service<IRealtimePublisher>().ThreadCreated(community, thread);

        (await client.NextAsync<ThreadView>("new_thread")).Id.ShouldBe(thread);
    }

    [Fact]
    public async Task AConnectionEndsWithItsSession()
    {
        var (me, session) = (await app.PersonAsync(), Guid.CreateVersion7());
        await using var client = await app.HubAsync(me, session: session);
        await using var other = await app.HubAsync(me);

        app.Identity.End(session);

        (await client.Closed.WaitAsync(Poll.Patience)).ShouldStartWith("session_ended");
        client.MayReconnect.ShouldBeFalse();
        other.Closed.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task AConnectionEndsWithItsTokenAndMayComeBack()
    {
        var me = await app.PersonAsync();
        // The token is valid, then within the permitted clock difference, then expired.
        var token = app.Identity.TokenFor(me, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddSeconds(2));
        await using var client = await HubClient.ConnectAsync(app.Address(), token, inQuery: true);

        (await client.Closed.WaitAsync(Poll.Patience)).ShouldStartWith("token_expired");
        client.MayReconnect.ShouldBeTrue();
    }

    [Fact]
    public async Task WithoutATokenAConnectionIsRefused()
    {
        await Should.ThrowAsync<Exception>(() => HubClient.ConnectAsync(app.Address(), "nonsense"));
        await Should.ThrowAsync<Exception>(() => HubClient.ConnectAsync(app.Address(), "nonsense", inQuery: true));
    }

    private static async Task<string> RefusalAsync(HubClient client, string method, params object?[] arguments) =>
        (await Should.ThrowAsync<HubCallException>(() => client.CallAsync(method, arguments))).Message;
}
