using Community.Messaging.Calls;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Realtime;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Messaging.Tests.Calls;

/// <summary>A call survives the loss of connections, instances and the broker, but not of its people.</summary>
[Collection(nameof(MessagingCallTests))]
public sealed class CallFailureTests(MessagingApplication app)
{
    [Fact]
    public async Task AParticipantWithALostConnectionRejoinsOnAnotherInstance()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var before = await app.HubAsync(other);
        var (started, accepted) = await mine.TalkAsync(before, await mine.DirectWithAsync(other));
        var call = started.Call.Id;
        await before.CallAsync("SetMedia", call, new { is_muted = true });

        before.Abort();
        await app.UntilStateAsync(call, other, "away");
        (await mine.RefusalOfAsync("Signal", call, other, new { kind = "offer", payload = "x" })).ShouldBe("not_connected");
        await using var after = await app.HubAsync(other, another);
        var rejoined = await after.CallAsync<CallAnswer>("RejoinCall", call);

        rejoined.DeviceId.ShouldNotBe(accepted.DeviceId);
        var joined = (
            await mine.NextAsync<CallJoinedView>("call_joined", joined => joined.Participant.DeviceId == rejoined.DeviceId)
        ).Participant;
        var first = accepted.Call.Participants.Single(participant => participant.UserId == other);
        (joined.State, joined.IsMuted, joined.JoinedAt).ShouldBe(("joined", true, first.JoinedAt));
        // Signals for the former device do not reach this one.
        (
            await mine.RefusalOfAsync(
                "Signal",
                call,
                other,
                new
                {
                    kind = "candidate",
                    payload = "x",
                    device_id = accepted.DeviceId,
                }
            )
        ).ShouldBe("not_connected");
        await mine.SignalAsync(call, other, "again", "offer", rejoined.DeviceId);
        (await after.NextAsync<CallSignalView>("call_signal")).Payload.GetString().ShouldBe("again");
        mine.Received.ShouldNotContain(received => received.Method == "call_left" || received.Method == "call_ended");
    }

    [Fact]
    public async Task ADeviceThatResumesTheCallStaysTheSameForTheOthers()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var before = await app.HubAsync(other);
        var (started, accepted) = await mine.TalkAsync(before, await mine.DirectWithAsync(other));
        var call = started.Call.Id;
        await before.CallAsync("SetMedia", call, new { is_muted = true });
        await mine.NextAsync<CallMediaView>("call_media_changed");
        var heard = mine.Received.Count(received => received.Method.StartsWith("call_", StringComparison.Ordinal));

        // The new connection is there before the former one goes.
        await using var after = await app.HubAsync(other, another);
        var resumed = await after.CallAsync<CallAnswer>("ResumeCall", call, accepted.DeviceId);
        await before.DisposeAsync();

        resumed.DeviceId.ShouldBe(accepted.DeviceId);
        resumed.Call.Participants.Single(participant => participant.UserId == other).IsMuted.ShouldBeTrue();
        await mine.SignalAsync(call, other, "to the same", "candidate", accepted.DeviceId);
        (await after.NextAsync<CallSignalView>("call_signal")).Payload.GetString().ShouldBe("to the same");
        await after.SignalAsync(call, me, "from the same");
        (await mine.NextAsync<CallSignalView>("call_signal")).FromDeviceId.ShouldBe(accepted.DeviceId);
        mine.Received.Count(received => received.Method.StartsWith("call_", StringComparison.Ordinal)).ShouldBe(heard + 1);
    }

    [Fact]
    public async Task ADeviceThatWasAwayResumesTheCallAndOneThatWasReplacedDoesNot()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var phone = await app.HubAsync(other);
        var (started, accepted) = await mine.TalkAsync(phone, await mine.DirectWithAsync(other));
        phone.Abort();
        await app.UntilStateAsync(started.Call.Id, other, "away");
        await using var again = await app.HubAsync(other);
        (await again.CallAsync<CallAnswer>("ResumeCall", started.Call.Id, accepted.DeviceId)).DeviceId.ShouldBe(accepted.DeviceId);

        await using var laptop = await app.HubAsync(other, await app.AnotherAsync());
        await laptop.CallAsync<CallAnswer>("RejoinCall", started.Call.Id);

        (await again.RefusalOfAsync("ResumeCall", started.Call.Id, accepted.DeviceId)).ShouldBe("answered_elsewhere");
    }

    [Fact]
    public async Task RejoiningFromAnotherDeviceMovesTheCall()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var phone = await app.HubAsync(other);
        await using var laptop = await app.HubAsync(other, await app.AnotherAsync());
        var (started, _) = await mine.TalkAsync(phone, await mine.DirectWithAsync(other));
        await laptop.NextAsync<CallIdView>("call_answered_elsewhere");

        var rejoined = await laptop.CallAsync<CallAnswer>("RejoinCall", started.Call.Id);

        (await phone.NextAsync<CallIdView>("call_answered_elsewhere")).CallId.ShouldBe(started.Call.Id);
        await mine.NextAsync<CallJoinedView>("call_joined", joined => joined.Participant.DeviceId == rejoined.DeviceId);
        await mine.SignalAsync(started.Call.Id, other, "x");
        await laptop.NextAsync<CallSignalView>("call_signal");
        phone.Received.ShouldNotContain(received => received.Method == "call_signal" || received.Method == "call_ended");
        // The former device has no effect on the call when it goes.
        phone.Abort();
        (await laptop.CallAsync<CallAnswer>("RejoinCall", started.Call.Id)).DeviceId.ShouldBe(rejoined.DeviceId);
    }

    [Fact]
    public async Task AParticipantWhoDoesNotRejoinIsRemoved()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var (started, _) = await mine.TalkAsync(theirs, await mine.DirectWithAsync(other));
        theirs.Abort();
        await app.UntilStateAsync(started.Call.Id, other, "away");

        await app.PassAsync(started.Call.Id, "away", 15);

        (await mine.EndOfAsync(started.Call.Id)).ShouldBe("lost");
        await using var late = await app.HubAsync(other);
        (await late.RefusalOfAsync("RejoinCall", started.Call.Id)).ShouldBe("no_such_call");
    }

    [Fact]
    public async Task ACallersLostConnectionEndsTheRingingAfterAWhile()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await theirs.RingsAsync(call);
        mine.Abort();
        await app.UntilStateAsync(call, me, "away");
        await app.PassAsync(call, "away", 15);

        (await theirs.EndOfAsync(call)).ShouldBe("cancelled");
        (await app.MissedAsync(other)).ShouldBe(1);
    }

    [Fact]
    public async Task ADeadInstanceRemovesNoParticipantWhoRejoins()
    {
        var people = await app.PeopleAsync(4);
        await using var dying = await ServiceProcess.StartAsync(app);
        await using var first = await app.HubAsync(people[0]);
        await using var second = await HubClient.ConnectAsync(dying.Address, app.Identity.TokenFor(people[1]));
        await using var third = await app.HubAsync(people[2]);
        await using var fourth = await HubClient.ConnectAsync(dying.Address, app.Identity.TokenFor(people[3]));
        var (talk, _) = await first.TalkAsync(second, await first.DirectWithAsync(people[1]));
        var (lost, _) = await third.TalkAsync(fourth, await third.DirectWithAsync(people[3]));

        await dying.KillAsync();

        await app.UntilStateAsync(talk.Call.Id, people[1], "away");
        await using var back = await app.HubAsync(people[1], await app.AnotherAsync());
        var rejoined = await back.CallAsync<CallAnswer>("RejoinCall", talk.Call.Id);
        await first.NextAsync<CallJoinedView>("call_joined", joined => joined.Participant.DeviceId == rejoined.DeviceId);
        await first.SignalAsync(talk.Call.Id, people[1], "again", "offer");
        await back.NextAsync<CallSignalView>("call_signal");

        await app.UntilStateAsync(lost.Call.Id, people[3], "away");
        await app.PassAsync(lost.Call.Id, "away", 15);
        (await third.EndOfAsync(lost.Call.Id)).ShouldBe("lost");
    }

    [Fact]
    public async Task WhenTheDatabaseForgetsWhichInstancesLiveCallsGoOn()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var (started, _) = await mine.TalkAsync(theirs, await mine.DirectWithAsync(other));

        // As after a crash; each instance soon reports again that it is alive.
        await app.SqlAsync($"TRUNCATE realtime_instances, presences");
        await app.SqlAsync($"UPDATE call_participants SET state = 'away' WHERE call_id = {started.Call.Id}");
        await app.SqlAsync($"UPDATE calls SET version = version + 1 WHERE id = {started.Call.Id}");

        // (Until both have reported, a person who came back may be taken for gone once more.)
        await Poll.UntilAsync(() => mine.CanSignalAsync(started.Call.Id, other));
        await theirs.NextAsync<CallSignalView>("call_signal");
        await app.UntilStateAsync(started.Call.Id, me, "joined");
        await app.UntilStateAsync(started.Call.Id, other, "joined");
        mine.All<CallJoinedView>("call_joined").Count.ShouldBe(1);
    }

    [Fact]
    public async Task WithoutTheBrokerItRingsAMomentLater()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var cut = await app.StartBehindProxyAsync();
        await using var mine = await app.HubAsync(me);
        await using var theirs = await HubClient.ConnectAsync(cut.Address, app.Identity.TokenFor(other));
        var channel = await mine.DirectWithAsync(other);
        cut.Broker.Refuse();
        var backplane = cut.Instance.Services.GetRequiredService<Backplane>();
        await Poll.UntilAsync(() => !backplane.IsConnected);

        var call = (await mine.StartAsync(channel)).Call.Id;
        await theirs.RingsAsync(call);
        await theirs.AcceptAsync(call);
        await mine.NextAsync<CallJoinedView>("call_joined");
        // Not swallowed: the client knows that it must try again.
        (await theirs.RefusalOfAsync("Signal", call, me, new { kind = "offer", payload = "x" })).ShouldBe("unavailable");
        await mine.CallAsync("HangUp", call);
        (await theirs.EndOfAsync(call)).ShouldBe("left");
    }

    [Fact]
    public async Task WhatIsHeardLateOrTwiceIsToldOnce()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        var (now, instance) = (TimeProvider.System.GetUtcNow(), app.Service<Backplane>().Instance);
        // (A client is connected before the hub registers it.)
        await Poll.UntilAsync(() => app.Service<ClientConnections>().Of(me).Count > 0);
        var device = new CallDevice(Guid.CreateVersion7(), instance, app.Service<ClientConnections>().Of(me)[0].Id);
        var rings = new Call(Guid.CreateVersion7(), Guid.CreateVersion7(), true, me, false, now, null, null, null, 1, [])
            .Join(me, device, false, false, now)
            .With(new(other, CallState.Ringing, now, null, false, false, null, null));
        var joined = rings.Join(other, new(Guid.CreateVersion7(), Guid.CreateVersion7(), "elsewhere"), false, false, now) with
        {
            Version = 2,
        };
        var over = joined.Move(other, CallState.Left, now) with { Version = 3 };

        // The answer from another instance arrives before this instance's own call.
        foreach (var call in new[] { joined, rings, joined, rings, over, joined, rings, over })
        {
            app.Service<LocalCalls>().Apply(call);
        }

        await Poll.UntilAsync(() => mine.Received.Any(received => received.Method == "call_ended"));
        mine.Received.Select(received => received.Method).ShouldBe(["call_joined", "call_ended"]);
    }
}
