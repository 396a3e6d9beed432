using System.Text.Json;
using Community.Contracts.Events;
using Community.Contracts.Payments;
using Community.Contracts.Social;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using Community.Messaging.Sync;
using Community.Messaging.Tests.Realtime;
using Community.Platform.Http.Json;
using Community.Platform.Http.Localization;
using Community.Testing;

namespace Community.Messaging.Tests.Sync;

/// <summary>The log of a person over the hub.</summary>
[Collection(nameof(MessagingTests))]
public sealed class SubscribeTests(MessagingApplication app)
{
    [Fact]
    public async Task TheStateComesFirstAndThenEachChange()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var thread = await app.ThreadAsync(community, other);
        await ReadAsync(me, thread);
        await using var hub = await app.HubAsync(me);

        var subscribed = (await hub.CallAsync("Subscribe", (string?)null));
        subscribed.GetProperty("is_whole").GetBoolean().ShouldBeTrue();
        var first = hub.All<SyncView>("sync").ShouldHaveSingleItem();
        first.Token.ShouldBe(subscribed.GetProperty("token").GetString());
        first.Channels.ShouldHaveSingleItem().Id.ShouldBe(thread);

        await app.SettleAsync(
            AnyOrder.Event<CreditsChanged>(
                1,
                new
                {
                    UserId = me,
                    Balance = 9L,
                    Change = 9L,
                    Reason = "pack",
                }
            )
        );
        await Poll.UntilAsync(() => hub.All<SyncView>("sync").Any(view => view is { IsWhole: false, Wallet.Balance: 9 }));
        await app.SettleAsync(
            AnyOrder.Event<CommunityMemberLeft>(
                5,
                new
                {
                    CommunityId = community,
                    UserId = me,
                    Reason = "left",
                }
            )
        );
        await Poll.UntilAsync(() =>
            hub.All<SyncView>("sync").SelectMany(view => view.Removed).Any(gone => gone == new SyncRemoved("channel", thread))
        );

        // A second connection goes on from the token.
        await using var second = await app.HubAsync(me);
        var token = hub.All<SyncView>("sync")[^1].Token;
        (await second.CallAsync("Subscribe", token)).GetProperty("is_whole").GetBoolean().ShouldBeFalse();
        var client = new LogClient();
        foreach (var view in hub.All<SyncView>("sync"))
        {
            client.Apply(view);
        }

        client
            .DifferenceFrom(LogClient.Of(await app.Service<SyncReader>().ReadAsync(me, null, TextLanguage.English, CancellationToken.None)))
            .ShouldBe("");
    }

    [Fact]
    public async Task MessagesChangeNumbersOnlyWhereTheConnectionHasNotJoined()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var (joined, apart) = (await app.ThreadAsync(community, other), await app.ThreadAsync(community, other));
        await ReadAsync(me, joined);
        await ReadAsync(me, apart);
        await using var hub = await app.HubAsync(me);
        await hub.CallAsync("Subscribe", (string?)null);
        await hub.CallAsync("JoinThread", joined);

        await app.SayAsync(joined, other, "1");
        await app.SayAsync(apart, other, "1");
        await app.SayAsync(apart, other, "2");
        await Poll.UntilAsync(() =>
            hub.All<UnreadChangedView>("unread_changed").Any(view => view is { LastSeq: 2, Unread: 2, LastReadSeq: 0 })
        );
        await Poll.UntilAsync(() => hub.Messages(joined).Count == 1);
        hub.All<UnreadChangedView>("unread_changed").ShouldAllBe(view => view.ChannelId == apart);

        // A first conversation is a channel of the log, too.
        var conversation = (await app.WriteAsync(other, me, "hi")).Id("channel_id");
        await Poll.UntilAsync(() =>
            hub.All<UnreadChangedView>("unread_changed").Any(view => view.ChannelId == conversation && view.Unread == 1)
        );
    }

    [Fact]
    public async Task AMentionIsInTheLogWithItsChannel()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", other, me);
        var thread = await app.ThreadAsync(community, other);
        await ReadAsync(me, thread);
        await using var hub = await app.HubAsync(me);
        await hub.CallAsync("Subscribe", (string?)null);

        var name = (await app.NameOfAsync(me)).Username;
        for (var mentions = 1; mentions <= 12; mentions++)
        {
            await app.SayAsync(thread, other, $"What do you say, @{name}?");
            await Poll.UntilAsync(() =>
                hub.All<SyncView>("sync").Any(view => view.UnreadNotifications > 0 && view.Channels.Any(one => one.Mentions == mentions))
            );
            await Poll.UntilAsync(() => LastNumbers(hub, thread) == (mentions, mentions));
        }
    }

    /// <summary>Unread messages and mentions of a channel, as a client has them: of the last event that names the channel.</summary>
    private static (long Unread, long Mentions) LastNumbers(HubClient hub, Guid channel)
    {
        var last = (0L, 0L);
        foreach (var (method, payload) in hub.Received)
        {
            if (
                method == "unread_changed"
                && payload.Deserialize<UnreadChangedView>(ServiceJson.Options) is { } one
                && one.ChannelId == channel
            )
            {
                last = (one.Unread, one.Mentions);
            }
            else if (
                method == "sync"
                && payload.Deserialize<SyncView>(ServiceJson.Options)!.Channels.FirstOrDefault(one => one.Id == channel) is { } whole
            )
            {
                last = (whole.Unread, whole.Mentions);
            }
        }

        return last;
    }

    [Fact]
    public async Task NumbersOfAChannelEndWithTheRightToReadIt()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var (left, kept) = (await app.CommunityAsync("private", other, me), await app.CommunityAsync("private", other, me));
        var (thread, last) = (await app.ThreadAsync(left, other), await app.ThreadAsync(kept, other));
        await ReadAsync(me, thread);
        await ReadAsync(me, last);
        await using var hub = await app.HubAsync(me);
        await hub.CallAsync("Subscribe", (string?)null);
        // Its event is on the way: the connection still listens.
        await app.LeaveAsync(left, me);

        await app.SayAsync(thread, other, "for members");
        await app.SayAsync(last, other, "for members, too");
        await Poll.UntilAsync(() => hub.All<UnreadChangedView>("unread_changed").Any(view => view.ChannelId == last));
        await app.SayAsync(last, other, "and again");
        await Poll.UntilAsync(() => hub.All<UnreadChangedView>("unread_changed").Any(view => view.ChannelId == last && view.LastSeq == 2));

        hub.All<UnreadChangedView>("unread_changed").ShouldAllBe(view => view.ChannelId == last);
    }

    [Fact]
    public async Task OwnConnectionsAreToldWithoutASubscription()
    {
        var (me, owner, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, me);
        var thread = await app.ThreadAsync(community, owner);
        var registration = Guid.CreateVersion7();
        await using var hub = await app.HubAsync(me);
        await using var another = await app.HubAsync(me, await app.AnotherAsync());
        await using var outside = await app.HubAsync(stranger);
        HubClient[] mine = [hub, another];

        await app.SettleAsync(
            AnyOrder.Event<CommunityMemberRoleChanged>(
                3,
                new
                {
                    CommunityId = community,
                    UserId = me,
                    Role = "moderator",
                }
            ),
            AnyOrder.Event<CommunityUpdated>(3, CommunityOf(community)),
            AnyOrder.Event<RsvpConfirmed>(
                1,
                new
                {
                    RegistrationId = registration,
                    CommunityEventId = community,
                    UserId = me,
                    OrganizerId = owner,
                }
            )
        );
        await app.HttpAs(owner).SendAsync("PATCH", $"/threads/{thread}", new { title = "New title" }).ShouldAnswerAsync(200);
        await app.HttpAs(me).SendAsync("PATCH", "/notifications/read", new { all = true }).ShouldAnswerAsync(200);
        foreach (var one in mine)
        {
            await Poll.UntilAsync(() => one.All<RoleChangedView>("role_changed").Contains(new(community, "moderator")));
            await Poll.UntilAsync(() => one.All<CommunityChangedView>("community_updated").Any(view => view.Name == "Night chess"));
            await Poll.UntilAsync(() => one.All<TicketChangedView>("ticket_changed").Contains(new(registration, community, "confirmed")));
            await Poll.UntilAsync(() => one.All<ThreadChangedView>("thread_updated").Any(view => view.Title == "New title"));
            await Poll.UntilAsync(() => one.All<UnreadCount>("notifications_read").Count > 0);
        }

        outside.Received.ShouldNotContain(call => call.Method == "community_updated" || call.Method == "thread_updated");
    }

    [Fact]
    public async Task APersonWithABlockHearsNothingOfTheOpenersThread()
    {
        var (me, owner, opener) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var community = await app.CommunityAsync("private", owner, me, opener);
        var (theirs, others) = (await app.ThreadAsync(community, opener), await app.ThreadAsync(community, owner));
        await app.BlockAsync(me, opener);
        await using var hub = await app.HubAsync(me);
        await app.HttpAs(opener).SendAsync("PATCH", $"/threads/{theirs}", new { title = "Hidden" }).ShouldAnswerAsync(200);
        await app.HttpAs(owner).SendAsync("PATCH", $"/threads/{others}", new { title = "Shown" }).ShouldAnswerAsync(200);
        await Poll.UntilAsync(() => hub.All<ThreadChangedView>("thread_updated").Any(view => view.ThreadId == others));
        hub.All<ThreadChangedView>("thread_updated").ShouldNotContain(view => view.ThreadId == theirs);
    }

    [Fact]
    public async Task ALiveReplyHasItsQuoteAsTheReceiverMaySeeIt()
    {
        var (me, author, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, author, stranger), me);
        await app.BlockAsync(stranger, author);
        var first = (await app.SayAsync(thread, author, "Where do we meet?")).Id();
        await using var hub = await app.HubAsync(author);
        await using var blocked = await app.HubAsync(stranger);
        await hub.CallAsync("JoinThread", thread);
        await blocked.CallAsync("JoinThread", thread);

        var reply = (await app.SayAsync(thread, me, "At the quay", first)).Id();
        await Poll.UntilAsync(() => hub.Messages(thread).Any(message => message.Id == reply));
        var quote = hub.Messages(thread).Single(message => message.Id == reply).Quote.ShouldNotBeNull();
        (quote.Id, quote.Excerpt, quote.Author?.Id).ShouldBe((first, "Where do we meet?", author));
        await Poll.UntilAsync(() => blocked.Messages(thread).Any(message => message.Id == reply));
        var hidden = blocked.Messages(thread).Single(message => message.Id == reply).Quote.ShouldNotBeNull();
        (hidden.Id, hidden.Excerpt, hidden.Author, hidden.IsDeleted).ShouldBe((first, "", null, true));

        await app.HttpAs(me).SendAsync("PATCH", $"/messages/{reply}", new { content = "At the old quay" }).ShouldAnswerAsync(200);
        await Poll.UntilAsync(() =>
            blocked.All<Community.Messaging.Messages.MessageView>("message_updated").Any(message => message.Id == reply)
        );
        blocked.All<Community.Messaging.Messages.MessageView>("message_updated").ShouldAllBe(message => message.Quote!.Excerpt.Length == 0);
    }

    [Fact]
    public async Task ASubscriptionEndsWithItsConnection()
    {
        var me = await app.PersonAsync();
        await using (var hub = await app.HubAsync(me))
        {
            await hub.CallAsync("Subscribe", (string?)null);
            app.Service<SyncAudience>().Of(me).Count.ShouldBe(1);
            await hub.CallAsync("Subscribe", (string?)null);
            app.Service<SyncAudience>().Of(me).Count.ShouldBe(1);
            await hub.CallAsync("Unsubscribe");
            app.Service<SyncAudience>().Of(me).ShouldBeEmpty();
            await hub.CallAsync("Subscribe", (string?)null);
        }

        await Poll.UntilAsync(() => app.Service<SyncAudience>().Of(me).Count == 0);
    }

    private static object CommunityOf(Guid id) =>
        new
        {
            CommunityId = id,
            Name = "Night chess",
            Kind = "group",
            Visibility = "private",
            Tags = Array.Empty<string>(),
        };

    private Task<System.Text.Json.Nodes.JsonNode> ReadAsync(Guid me, Guid channel) =>
        app.HttpAs(me).SendAsync("PUT", $"/channels/{channel}/read", new { }).ShouldAnswerAsync(200);
}
