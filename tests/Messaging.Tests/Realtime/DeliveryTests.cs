using Community.Messaging.Messages;
using Community.Messaging.Realtime;
using Community.Messaging.Sync;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Messaging.Tests.Realtime;

/// <summary>A posted message reaches each of its recipients, in order and once.</summary>
[Collection(nameof(MessagingRealtimeTests))]
public sealed class DeliveryTests(MessagingApplication app)
{
    [Fact]
    public async Task JoiningGivesTheLastMessagesAndThenTheLiveOnes()
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var writer = await app.HubAsync(people[0]);
        for (var i = 1; i <= 3; i++)
        {
            await writer.PostAsync(thread, $"before {i}");
        }

        await using var reader = await app.HubAsync(people[1]);
        var joined = await reader.CallAsync<JoinedView>("JoinThread", thread);
        joined.ShouldBe(new(thread, 3));
        var recent = reader.All<RecentMessagesView>("recent_messages").ShouldHaveSingleItem();
        recent.Messages.Select(message => message.Content).ShouldBe(["before 1", "before 2", "before 3"]);

        var posted = await writer.PostAsync(thread, "**live**", "c1");
        posted.Seq.ShouldBe(4);
        var live = await reader.NextAsync<MessageView>("new_message");
        live.ShouldBeEquivalentTo(posted);
        writer.Messages().ShouldBeEmpty("it did not join");
    }

    [Fact]
    public async Task AConversationReachesEveryDeviceOfBothWithoutJoining()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var phone = await app.HubAsync(me);
        await using var laptop = await app.HubAsync(me, another);
        await using var theirs = await app.HubAsync(other, another);
        await using var stranger = await app.HubAsync(await app.PersonAsync(), another);

        var channel = (await phone.CallAsync<JoinedView>("JoinDirect", other)).ChannelId;
        for (var i = 1; i <= 5; i++)
        {
            await phone.PostAsync(channel, $"{i}");
            await theirs.PostAsync(channel, $"answer {i}");
        }

        foreach (var device in new[] { phone, laptop, theirs })
        {
            await Poll.UntilAsync(() => device.Messages(channel).Count == 10);
            device.Messages(channel).Select(message => message.Seq).ShouldBe(Enumerable.Range(1, 10).Select(seq => (long)seq));
        }

        stranger.Received.ShouldBeEmpty();
    }

    [Fact]
    public async Task MessagesOfTwoInstancesComeInOrderAndOnceOnBoth()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(6);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var readers = await ClientsAsync(people, another);
        foreach (var reader in readers.All)
        {
            await reader.CallAsync("JoinThread", thread);
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 300)
                .Select(i => Task.Run(() => app.PostAsync(thread, people[i % people.Count], $"{i}", i % 2 == 0 ? 0 : another)))
        );

        await ShouldHaveAllAsync(readers.All, thread, 300);
    }

    [Fact]
    public async Task WithoutTheBrokerDeliveryGoesOn()
    {
        // A separate instance whose connection to the broker is cut while people write.
        await using var cut = await app.StartBehindProxyAsync();
        var people = await app.PeopleAsync(4);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var near = await app.HubAsync(people[0]);
        await using var far = await HubClient.ConnectAsync(cut.Address, app.Identity.TokenFor(people[1]));
        await near.CallAsync("JoinThread", thread);
        await far.CallAsync("JoinThread", thread);

        var posting = Task.WhenAll(
            Enumerable
                .Range(0, 200)
                .Select(i =>
                    Task.Run(async () =>
                    {
                        await Task.Delay(i * 5);
                        await app.PostAsync(thread, people[i % 4], $"{i}");
                    })
                )
        );
        await Poll.UntilAsync(() => far.Messages(thread).Count > 20);
        cut.Broker.Refuse();
        await posting;
        await ShouldHaveAllAsync([near, far], thread, 200);

        cut.Broker.Restore();
        await app.PostAsync(thread, people[0], "back");
        await ShouldHaveAllAsync([near, far], thread, 201);
    }

    [Fact]
    public async Task NumbersComeAlsoWhenTheAuthorsInstanceLostTheBroker()
    {
        await using var cut = await app.StartBehindProxyAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await app.HttpAs(people[1]).SendAsync("PUT", $"/channels/{thread}/read", new { }).ShouldAnswerAsync(200);
        await using var far = await app.HubAsync(people[1]);
        await far.CallAsync("Subscribe", (string?)null);
        await using var near = await HubClient.ConnectAsync(cut.Address, app.Identity.TokenFor(people[0]));
        await near.CallAsync("JoinThread", thread);
        cut.Broker.Refuse();
        await Poll.UntilAsync(() => !cut.Instance.Services.GetRequiredService<Backplane>().IsConnected);

        await near.PostAsync(thread, "missed");

        await Poll.UntilAsync(() =>
            far.All<SyncView>("sync").SelectMany(view => view.Channels).Any(channel => channel.Id == thread && channel.Unread == 1)
        );
    }

    [Fact]
    public async Task NumbersComeAlsoAfterAShortLossOfTheBroker()
    {
        await using var cut = await app.StartBehindProxyAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await app.HttpAs(people[1]).SendAsync("PUT", $"/channels/{thread}/read", new { }).ShouldAnswerAsync(200);
        await using var far = await app.HubAsync(people[1]);
        await far.CallAsync("Subscribe", (string?)null);
        await using var near = await HubClient.ConnectAsync(cut.Address, app.Identity.TokenFor(people[0]));
        await near.CallAsync("JoinThread", thread);
        var backplane = cut.Instance.Services.GetRequiredService<Backplane>();
        cut.Broker.Refuse();
        await Poll.UntilAsync(() => !backplane.IsConnected);

        await near.PostAsync(thread, "missed");
        cut.Broker.Restore();
        await Poll.UntilAsync(() => backplane.IsConnected);

        await Poll.UntilAsync(() =>
            far.All<SyncView>("sync").SelectMany(view => view.Channels).Any(channel => channel.Id == thread && channel.Unread == 1)
        );
    }

    [Fact]
    public async Task WithoutTheBrokerConversationsGoOnToo()
    {
        await using var cut = await app.StartBehindProxyAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        var channel = (await mine.CallAsync<JoinedView>("JoinDirect", other)).ChannelId;
        await mine.PostAsync(channel, "before they came");
        cut.Broker.Refuse();
        await using var theirs = await HubClient.ConnectAsync(cut.Address, app.Identity.TokenFor(other));
        // A call is handled after the connection has its topics.
        await theirs.CallAsync("MarkRead", channel, 1);

        for (var i = 0; i < 5; i++)
        {
            await mine.PostAsync(channel, $"{i}");
        }

        // A client that is connected now gets the messages from now on.
        await Poll.UntilAsync(() => theirs.Messages(channel).Count == 5);
        await mine.PostAsync(channel, "last");
        await theirs.NextAsync<MessageView>("new_message", message => message.Content == "last");
        theirs.Messages(channel).Select(message => message.Seq).ShouldBe([2, 3, 4, 5, 6, 7]);
    }

    [Fact]
    public async Task JoiningWhileOthersWriteLeavesNoHoleAndNoRepeat()
    {
        var people = await app.PeopleAsync(10);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            var count = 0;
            while (!stop.IsCancellationRequested)
            {
                await Task.WhenAll(Enumerable.Range(0, 4).Select(i => app.PostAsync(thread, people[i], $"{count++}")));
            }

            return count;
        });

        await Task.WhenAll(
            people.Select(async person =>
            {
                for (var i = 0; i < 5; i++)
                {
                    await using var client = await app.HubAsync(person);
                    await client.CallAsync("JoinThread", thread);
                    await Poll.UntilAsync(() => client.Messages(thread).Count >= 10);
                    var recent = client.All<RecentMessagesView>("recent_messages").Single();
                    client.Messages(thread)[0].Seq.ShouldBe(recent.LastSeq + 1);
                    ShouldBeGapless(client, thread);
                }
            })
        );
        await stop.CancelAsync();
        (await writing).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task ResumeSendsWhatWasMissedAndNoMoreThanItsBound()
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await Task.WhenAll(Enumerable.Range(0, 620).Select(i => app.PostAsync(thread, people[0], $"{i}")));

        await using var back = await app.HubAsync(people[1]);
        var resumed = await back.CallAsync<ResumedView>("Resume", thread, 600);
        resumed.ShouldBe(new(thread, 20, 620, null));
        await app.PostAsync(thread, people[0], "live");
        await Poll.UntilAsync(() => back.Messages(thread).Count == 21);
        ShouldBeGapless(back, thread);

        await using var longAway = await app.HubAsync(people[1]);
        var page = await longAway.CallAsync<ResumedView>("Resume", thread, 0);
        page.ShouldBe(new(thread, 500, 621, 500));
        longAway.Messages(thread).Select(message => message.Seq).ShouldBe(Enumerable.Range(1, 500).Select(seq => (long)seq));
        await app.PostAsync(thread, people[0], "live again");
        (await longAway.NextAsync<MessageView>("new_message", message => message.Seq > 500)).Seq.ShouldBe(622);
    }

    [Theory]
    [InlineData(long.MaxValue, 3, new long[] { 4 })]
    [InlineData(0, 3, new long[] { 1, 2, 3, 4 })]
    public async Task ResumingAfterAnUnknownNumberStillGivesLiveMessages(long after, long last, long[] heard)
    {
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        for (var i = 0; i < 3; i++)
        {
            await app.PostAsync(thread, people[0], $"{i}");
        }

        await using var back = await app.HubAsync(people[1]);
        (await back.CallAsync<ResumedView>("Resume", thread, after)).LastSeq.ShouldBe(last);
        await app.PostAsync(thread, people[0], "live");
        await Poll.UntilAsync(() => back.Messages(thread).Count == heard.Length);
        back.Messages(thread).Select(message => message.Seq).ShouldBe(heard);
    }

    [Fact]
    public async Task BetweenTheBlockedMessagesLookDeleted()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(3);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[2]);
        await app.BlockAsync(people[0], people[1]);
        await using var blocked = await app.HubAsync(people[1], another);
        await using var third = await app.HubAsync(people[2], another);
        await using var author = await app.HubAsync(people[0]);
        foreach (var client in new[] { blocked, third, author })
        {
            await client.CallAsync("JoinThread", thread);
        }

        await author.PostAsync(thread, "secret");
        var hidden = await blocked.NextAsync<MessageView>("new_message");
        (hidden.Seq, hidden.Content, hidden.Author, hidden.IsDeleted).ShouldBe((1, "", null, true));
        (await third.NextAsync<MessageView>("new_message")).Content.ShouldBe("secret");

        await author.SendAsync("Typing", thread);
        await third.NextAsync<ChannelPersonView>("typing");
        await blocked.PostAsync(thread, "mine");
        (await author.NextAsync<MessageView>("new_message", message => message.Seq == 2)).IsDeleted.ShouldBeTrue();
        blocked.Received.Select(call => call.Method).ShouldNotContain("typing");
        blocked.All<PresenceView>("presence").ShouldNotContain(presence => presence.UserId == people[0]);
    }

    [Fact]
    public async Task AChangeIsToldWithWhatTheMessageIsNow()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(2);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        await using var reader = await app.HubAsync(people[1], another);
        await reader.CallAsync("JoinThread", thread);
        var posted = await app.PostAsync(thread, people[0], "first");
        await reader.NextAsync<MessageView>("new_message");
        var realtime = app.Service<IRealtimePublisher>();

        await app.SqlAsync($"UPDATE messages SET content = 'second', edited_at = now() WHERE id = {posted.Id}");
        realtime.MessageChanged(thread, posted.Id, isDeleted: false);
        (await reader.NextAsync<MessageView>("message_updated")).Content.ShouldBe("second");

        await app.SqlAsync(
            $"INSERT INTO reactions (message_id, user_id, emoji, created_at) VALUES ({posted.Id}, {people[1]}, '👍', now())"
        );
        realtime.ReactionChanged(thread, posted.Id, "👍", people[1], isAdded: true);
        (await reader.NextAsync<ReactionsView>("reaction_changed")).Reactions.ShouldBe([new("👍", 1, Reacted: true)]);

        await app.SqlAsync($"UPDATE messages SET content = '', content_html = '', deleted_at = now() WHERE id = {posted.Id}");
        realtime.MessageChanged(thread, posted.Id, isDeleted: true);
        var deleted = await reader.NextAsync<MessageView>("message_deleted");
        (deleted.Id, deleted.Seq, deleted.Content, deleted.IsDeleted).ShouldBe((posted.Id, 1, "", true));
    }

    [Fact]
    public async Task TheSameClientIdIsOneMessageAndOneDelivery()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        await using var client = await app.HubAsync(me);
        await client.CallAsync("JoinThread", thread);

        var first = await client.PostAsync(thread, "hello", "same");
        (await client.PostAsync(thread, "hello", "same")).Id.ShouldBe(first.Id);
        await client.PostAsync(thread, "next", "other");

        await Poll.UntilAsync(() => client.Messages().Count == 2);
        client.Messages().Select(message => message.Content).ShouldBe(["hello", "next"]);
    }

    [Fact]
    public async Task WhatOnePersonIsToldGoesToTheirDevicesOnly()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, other), me);
        await app.PostAsync(thread, other, "to be read");
        await using var phone = await app.HubAsync(me);
        await using var laptop = await app.HubAsync(me, another);
        await using var theirs = await app.HubAsync(other, another);

        // (A client is connected before the hub registers it.)
        await Poll.UntilAsync(() => new[] { 0, another }.All(on => app.Service<ClientConnections>(on).Of(me).Count > 0));
        app.Service<IRealtimePublisher>().ForPerson(me, "Notification", new { Kind = "mention" });
        (await phone.CallAsync<ReadView>("MarkRead", thread, 7)).ShouldBe(new(thread, 1));

        foreach (var device in new[] { phone, laptop })
        {
            await Poll.UntilAsync(() =>
                device.Received.Any(call => call.Method == "notification" && call.Payload.GetProperty("kind").GetString() == "mention")
            );
            (await device.NextAsync<ReadView>("read")).LastReadSeq.ShouldBe(1);
        }

        theirs.Received.ShouldBeEmpty();
    }

    private async Task<Clients> ClientsAsync(IReadOnlyList<Guid> people, int another) =>
        new(await Task.WhenAll(people.Select((person, i) => app.HubAsync(person, i % 2 == 0 ? 0 : another))));

    private static async Task ShouldHaveAllAsync(IEnumerable<HubClient> clients, Guid channel, int count)
    {
        foreach (var client in clients)
        {
            await Poll.UntilAsync(() => client.Messages(channel).Count >= count);
            client.Messages(channel).Select(message => message.Seq).ShouldBe(Enumerable.Range(1, count).Select(seq => (long)seq));
        }
    }

    private static void ShouldBeGapless(HubClient client, Guid channel)
    {
        var seqs = client.Messages(channel).Select(message => message.Seq).ToList();
        seqs.ShouldBe(Enumerable.Range(0, seqs.Count).Select(i => seqs[0] + i));
    }

    private sealed record Clients(HubClient[] All) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var client in All)
            {
                await client.DisposeAsync();
            }
        }
    }
}
