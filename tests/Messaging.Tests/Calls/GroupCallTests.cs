using Community.Messaging.Calls;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Realtime;
using Community.Testing;

namespace Community.Messaging.Tests.Calls;

/// <summary>Calls of small groups, in threads and event chats.</summary>
[Collection(nameof(MessagingCallTests))]
public sealed class GroupCallTests(MessagingApplication app)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACallRightAfterJoiningRings(bool isElsewhere)
    {
        var another = isElsewhere ? await app.AnotherAsync() : 0;
        for (var round = 0; round < 5; round++)
        {
            var people = await app.PeopleAsync(2);
            var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
            await using var mine = await app.HubAsync(people[0]);
            await using var theirs = await app.HubAsync(people[1], another);
            await mine.CallAsync("JoinThread", thread);
            await theirs.CallAsync("JoinThread", thread);

            var started = await mine.StartAsync(thread);

            (await theirs.RingsAsync(started.Call.Id)).ChannelId.ShouldBe(thread);
            await mine.CallAsync("HangUp", started.Call.Id);
        }
    }

    [Fact]
    public async Task ConnectedMembersAreRungAndOtherMembersMayJoin()
    {
        var people = await app.PeopleAsync(3);
        var (thread, community, clients) = await app.RoomAsync(people);
        var late = await app.PersonAsync();
        await app.BecomeAsync(community, late, "member");
        await using var lateClient = await app.HubAsync(late);

        var started = await clients[0].StartAsync(thread);
        var call = started.Call.Id;
        started.Call.Participants.Select(participant => participant.UserId).ShouldBe(people, ignoreOrder: true);
        await clients[1].RingsAsync(call);
        await clients[2].RingsAsync(call);
        var second = await clients[1].AcceptAsync(call);
        await clients[2].CallAsync("DeclineCall", call);
        (await clients[0].NextAsync<CallLeftView>("call_left")).ShouldBe(new(call, people[2], "declined"));
        var joined = await lateClient.StartAsync(thread);

        joined.Call.Id.ShouldBe(call);
        joined.Call.Participants.ShouldAllBe(participant => participant.State == "joined");
        joined.Call.Participants.Select(participant => participant.UserId).ShouldBe([people[0], people[1], late]);
        foreach (var client in clients.Take(2))
        {
            (
                await client.NextAsync<CallJoinedView>("call_joined", callEvent => callEvent.Participant.UserId == late)
            ).Participant.DeviceId.ShouldBe(joined.DeviceId);
        }

        // Each participant signals to each other one.
        await lateClient.SignalAsync(call, people[0], "to the first", "offer");
        await lateClient.SignalAsync(call, people[1], "to the second", "offer", second.DeviceId);
        (await clients[0].NextAsync<CallSignalView>("call_signal")).Payload.GetString().ShouldBe("to the first");
        (await clients[1].NextAsync<CallSignalView>("call_signal")).Payload.GetString().ShouldBe("to the second");
        (await clients[2].RefusalOfAsync("Signal", call, people[0], new { kind = "offer", payload = "x" })).ShouldBe("not_in_call");
        (await lateClient.RefusalOfAsync("Signal", call, people[2], new { kind = "offer", payload = "x" })).ShouldBe("not_connected");

        // The call lasts until the last participant leaves; a person who declined may still join.
        await clients[0].CallAsync("HangUp", call);
        (await clients[0].EndOfAsync(call)).ShouldBe("left");
        (await clients[1].NextAsync<CallLeftView>("call_left", left => left.UserId == people[0])).Reason.ShouldBe("left");
        await clients[1].CallAsync("HangUp", call);
        await clients[2].AcceptAsync(call);
        await lateClient.CallAsync("HangUp", call);
        (await app.CallsOfAsync(people[2])).Single().EndedAt.ShouldBeNull();
        await clients[2].CallAsync("HangUp", call);
        await Poll.UntilAsync(() => clients[2].All<CallEndedView>("call_ended").Count == 2);
        clients[2].All<CallEndedView>("call_ended").Select(ended => ended.Reason).ShouldBe(["declined", "left"]);
        clients[2].Received.ShouldNotContain(received => received.Method == "call_signal");
        (await app.CallsOfAsync(people[1])).Single().EndedAt.ShouldNotBeNull();
        (await app.MissedAsync(people[2])).ShouldBe(0);
    }

    [Fact]
    public async Task AMemberWhoDoesNotAnswerMissesTheCallAndTheOthersGoOn()
    {
        var people = await app.PeopleAsync(3);
        var (thread, _, clients) = await app.RoomAsync(people);
        var call = (await clients[0].StartAsync(thread)).Call.Id;
        await clients[1].AcceptAsync(call);
        await app.PassAsync(call, "ringing", 45);

        (await clients[2].EndOfAsync(call)).ShouldBe("missed");
        (await clients[0].NextAsync<CallLeftView>("call_left")).ShouldBe(new(call, people[2], "missed"));
        (await app.MissedAsync(people[2])).ShouldBe(1);
        clients[0].Received.ShouldNotContain(received => received.Method == "call_ended");
    }

    [Fact]
    public async Task MembersWhoCallAtOnceAreInOneCall()
    {
        var people = await app.PeopleAsync(4);
        var (thread, _, clients) = await app.RoomAsync(people);

        var calls = await Task.WhenAll(clients.Select(client => client.StartAsync(thread)));

        calls.Select(call => call.Call.Id).Distinct().Count().ShouldBe(1);
        (await app.CallsOfAsync(people[3])).Single().Participants.ShouldAllBe(participant => participant.State == "joined");
    }

    [Fact]
    public async Task ACallHasSoManyPlaces()
    {
        await using var instance = await app.StartAsync(("Calls:MostParticipants", "3"));
        using var http = instance.CreateClient();
        var people = await app.PeopleAsync(6);
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", people), people[0]);
        var clients = await Task.WhenAll(people.Select(person => HubClient.ConnectAsync(http.BaseAddress!, app.Identity.TokenFor(person))));

        // Five other people: too many to ring.
        await Task.WhenAll(clients.Select(client => client.CallAsync("JoinThread", thread)));
        using var me = app.HttpAs(people[0]);
        await Poll.UntilAsync(async () =>
            (await me.GetPathAsync($"/channels/{thread}/presence").ShouldAnswerAsync(200))["online"]!.AsArray().Count == 6
        );
        (await clients[0].StartAsync(thread)).Call.Participants.Select(participant => participant.UserId).ShouldBe([people[0]]);

        var answers = await Task.WhenAll(
            clients
                .Skip(1)
                .Select(async client =>
                {
                    try
                    {
                        await client.StartAsync(thread);
                        return "joined";
                    }
                    catch (HubCallException refused)
                    {
                        return refused.Code;
                    }
                })
        );

        answers.Order().ShouldBe(["call_full", "call_full", "call_full", "joined", "joined"]);
        clients.SelectMany(client => client.Received).ShouldNotContain(received => received.Method == "call_ringing");
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task AnEventsChatHasCallsToo()
    {
        var (organizer, visitor, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var (concert, _) = await RealtimeSteps.EventAsync(app, organizer, visitor);
        await using var runs = await app.HubAsync(organizer);
        await using var visits = await app.HubAsync(visitor, await app.AnotherAsync());
        await using var outside = await app.HubAsync(stranger);
        var chat = (await runs.CallAsync<JoinedView>("JoinChat", concert)).ChannelId;

        var call = (await runs.StartAsync(chat)).Call.Id;

        (await visits.StartAsync(chat)).Call.Id.ShouldBe(call);
        await runs.NextAsync<CallJoinedView>("call_joined");
        (await outside.RefusalOfAsync("StartCall", chat, new { })).ShouldBe("no_such_channel");
        (await outside.RefusalOfAsync("AcceptCall", call)).ShouldBe("no_such_call");
    }

    [Fact]
    public async Task AUserWithABlockInTheCallFindsNone()
    {
        var people = await app.PeopleAsync(3);
        var (first, blocked, third) = (people[1], people[2], people[0]);
        var (thread, _, clients) = await app.RoomAsync(people);
        await app.BlockAsync(first, blocked);

        var call = (await clients[1].StartAsync(thread)).Call;

        call.Participants.Select(participant => participant.UserId).ShouldBe([first, third], ignoreOrder: true);
        await clients[0].RingsAsync(call.Id);
        (await clients[2].RefusalOfAsync("AcceptCall", call.Id)).ShouldBe("no_such_call");
        await app.HttpAs(blocked).GetPathAsync($"/channels/{thread}/call").ShouldAnswerAsync(404, "no_such_call");
        clients[2].Received.ShouldNotContain(received => received.Method.StartsWith("call_"));

        // Another call of the same channel, despite the existing one.
        var own = (await clients[2].StartAsync(thread)).Call;
        own.Id.ShouldNotBe(call.Id);
        own.Participants.Select(participant => participant.UserId).ShouldBe([blocked, third], ignoreOrder: true);
        await clients[0].RingsAsync(own.Id);
        await clients[0].AcceptAsync(own.Id);
        await clients[2].NextAsync<CallJoinedView>("call_joined");
        (await clients[1].NextAsync<CallLeftView>("call_left")).ShouldBe(new(call.Id, third, "busy"));
        (await clients[0].RefusalOfAsync("AcceptCall", call.Id)).ShouldBe("already_in_call");
    }
}
