using System.Text.Json;
using System.Text.Json.Serialization;
using Community.Messaging.Calls;
using Community.Messaging.Realtime;
using Community.Messaging.Tests.Realtime;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Messaging.Tests.Calls;

/// <summary>Calls of two people whose devices are on any instances.</summary>
[Collection(nameof(MessagingCallTests))]
public sealed class DirectCallTests(MessagingApplication app)
{
    [Fact]
    public async Task ACallRingsOnAllDevicesIsAnsweredOnOneAndEndsForBoth()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var myTablet = await app.HubAsync(me, another);
        await using var phone = await app.HubAsync(other);
        await using var laptop = await app.HubAsync(other, another);
        var channel = await mine.DirectWithAsync(other);

        var started = await mine.StartAsync(channel, isVideo: true);
        var call = started.Call;
        call.Participants.Select(participant => (participant.UserId, participant.State)).ShouldBe([(me, "joined"), (other, "ringing")]);
        foreach (var device in new[] { phone, laptop })
        {
            var ringing = await device.RingsAsync();
            ringing.ShouldSatisfyAllConditions(
                () => ringing.Id.ShouldBe(call.Id),
                () => ringing.ChannelId.ShouldBe(channel),
                () => ringing.IsVideo.ShouldBeTrue(),
                () => ringing.StartedBy.ShouldBe(me),
                () => ringing.Participants.Single(participant => participant.UserId == me).User!.Username.ShouldStartWith("person")
            );
        }

        var accepted = await laptop.AcceptAsync(call.Id);
        accepted.Call.AnsweredAt.ShouldNotBeNull();
        accepted.Call.Participants.ShouldAllBe(participant => participant.State == "joined" && participant.IsVideo);
        var joined = accepted.Call.Participants.Single(participant => participant.UserId == other);
        (await mine.NextAsync<CallJoinedView>("call_joined")).Participant.ShouldBe(joined);
        (await phone.NextAsync<CallIdView>("call_answered_elsewhere")).CallId.ShouldBe(call.Id);
        (await phone.RefusalOfAsync("AcceptCall", call.Id)).ShouldBe("answered_elsewhere");
        (await laptop.AcceptAsync(call.Id)).DeviceId.ShouldBe(accepted.DeviceId);
        (await app.HttpAs(other).GetPathAsync($"/channels/{channel}/call").ShouldAnswerAsync(200)).Id().ShouldBe(call.Id);

        await mine.CallAsync("HangUp", call.Id);
        (await laptop.EndOfAsync(call.Id)).ShouldBe("left");
        (await mine.EndOfAsync(call.Id)).ShouldBe("left");
        await mine.CallAsync("HangUp", call.Id);
        (await laptop.RefusalOfAsync("AcceptCall", call.Id)).ShouldBe("no_such_call");
        await app.HttpAs(other).GetPathAsync($"/channels/{channel}/call").ShouldAnswerAsync(404, "no_such_call");

        foreach (var person in new[] { me, other })
        {
            var kept = (await app.CallsOfAsync(person)).Single();
            (kept.Id, kept.EndReason, kept.AnsweredAt).ShouldBe((call.Id, "left", accepted.Call.AnsweredAt));
            kept.EndedAt.ShouldNotBeNull();
            kept.Participants.Select(participant => (participant.UserId, participant.State)).ShouldBe([(me, "left"), (other, "left")]);
            (await app.MissedAsync(person)).ShouldBe(0);
        }

        Calls(laptop).ShouldBe(["call_ringing", "call_ended"]);
        Calls(phone).ShouldBe(["call_ringing", "call_answered_elsewhere"]);
        Calls(mine).ShouldBe(["call_joined", "call_ended"]);
        Calls(myTablet).ShouldBeEmpty();
    }

    [Fact]
    public async Task DecliningEndsTheCallOnAllDevices()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var phone = await app.HubAsync(other);
        await using var laptop = await app.HubAsync(other, another);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await phone.RingsAsync(call);
        await laptop.RingsAsync(call);

        await laptop.CallAsync("DeclineCall", call);

        (await mine.EndOfAsync(call)).ShouldBe("declined");
        (await phone.EndOfAsync(call)).ShouldBe("declined");
        await phone.CallAsync("DeclineCall", call);
        (await app.MissedAsync(other)).ShouldBe(0);
        (await app.CallsOfAsync(me)).Single().EndReason.ShouldBe("declined");
    }

    [Fact]
    public async Task HangingUpBeforeTheAnswerLeavesAMissedCall()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync("zoe"), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, another);
        var channel = await mine.DirectWithAsync(other);
        for (var times = 1; times <= 2; times++)
        {
            var call = (await mine.StartAsync(channel)).Call.Id;
            await theirs.RingsAsync(call);
            await mine.CallAsync("HangUp", call);
            (await theirs.EndOfAsync(call)).ShouldBe("cancelled");
            (await app.MissedAsync(other)).ShouldBe(times);
        }

        await Poll.UntilAsync(() => theirs.Received.Count(received => received.Method == "notification") == 2);
        theirs
            .Received.Last(received => received.Method == "notification")
            .Payload.GetProperty("text")
            .GetString()
            .ShouldBe("zoe called you 2 times.");
        (await app.MissedAsync(me)).ShouldBe(0);
    }

    [Fact]
    public async Task AnUnansweredCallIsMissed()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, another);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await theirs.RingsAsync(call);
        await app.PassAsync(call, "ringing", 40);
        mine.Received.ShouldNotContain(received => received.Method == "call_ended");

        await app.PassAsync(call, "ringing", 5);

        (await mine.EndOfAsync(call)).ShouldBe("missed");
        (await theirs.EndOfAsync(call)).ShouldBe("missed");
        (await app.MissedAsync(other)).ShouldBe(1);
    }

    [Fact]
    public async Task ADeviceThatIsConnectedWhileItRingsRingsToo()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;

        await using var late = await app.HubAsync(other, another);
        await late.RingsAsync(call);
        await late.AcceptAsync(call);
        await mine.NextAsync<CallJoinedView>("call_joined");
    }

    [Fact]
    public async Task AUserInACallIsBusy()
    {
        var another = await app.AnotherAsync();
        var people = await app.PeopleAsync(3);
        await using var first = await app.HubAsync(people[0]);
        await using var second = await app.HubAsync(people[1], another);
        await using var third = await app.HubAsync(people[2], another);
        await first.TalkAsync(second, await first.DirectWithAsync(people[1]));
        var channel = await third.DirectWithAsync(people[0]);

        (await third.RefusalOfAsync("StartCall", channel, new { })).ShouldBe("busy");
        (await first.RefusalOfAsync("StartCall", channel, new { })).ShouldBe("already_in_call");

        (await app.MissedAsync(people[0])).ShouldBe(1);
        (await app.CallsOfAsync(people[2])).Single().EndReason.ShouldBe("busy");
        first.Received.ShouldNotContain(received => received.Method == "call_ringing");
        third.Received.ShouldNotContain(received => received.Method.StartsWith("call_"));
        // The failed attempt leaves no person in a call.
        (await third.StartAsync(await third.DirectWithAsync(await app.PersonAsync()))).Call.EndedAt.ShouldBeNull();
    }

    [Fact]
    public async Task AnsweringOneCallEndsTheOtherThatRingsAsBusy()
    {
        var people = await app.PeopleAsync(3);
        await using var first = await app.HubAsync(people[0]);
        await using var second = await app.HubAsync(people[1], await app.AnotherAsync());
        await using var called = await app.HubAsync(people[2]);
        var (one, other) = (
            await first.StartAsync(await first.DirectWithAsync(people[2])),
            await second.StartAsync(await second.DirectWithAsync(people[2]))
        );
        await called.RingsAsync(one.Call.Id);
        await called.RingsAsync(other.Call.Id);

        await called.AcceptAsync(one.Call.Id);

        (await second.EndOfAsync(other.Call.Id)).ShouldBe("busy");
        (await called.EndOfAsync(other.Call.Id)).ShouldBe("busy");
    }

    [Fact]
    public async Task TwoDevicesThatAnswerAtOnceAreOneAnswer()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var phone = await app.HubAsync(other);
        await using var laptop = await app.HubAsync(other, another);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;

        var answers = await Task.WhenAll(new[] { phone, laptop }.Select(device => OutcomeAsync(() => device.AcceptAsync(call))));

        answers.ShouldBe(["joined", "answered_elsewhere"], ignoreOrder: true);
        await mine.NextAsync<CallJoinedView>("call_joined");
        mine.All<CallJoinedView>("call_joined").Count.ShouldBe(1);
    }

    [Fact]
    public async Task TwoUsersWhoCallEachOtherAtOnceAreInOneCall()
    {
        var another = await app.AnotherAsync();
        for (var i = 0; i < 10; i++)
        {
            var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
            await using var mine = await app.HubAsync(me);
            await using var theirs = await app.HubAsync(other, another);
            var channel = await mine.DirectWithAsync(other);

            var answers = await Task.WhenAll(mine.StartAsync(channel), theirs.StartAsync(channel));

            answers[0].Call.Id.ShouldBe(answers[1].Call.Id);
            await Poll.UntilAsync(() =>
                mine.All<CallJoinedView>("call_joined").Count + theirs.All<CallJoinedView>("call_joined").Count == 1
            );
            (await app.CallsOfAsync(me)).Single().Participants.ShouldAllBe(participant => participant.State == "joined");
            await Task.WhenAll(mine.CallAsync("HangUp", answers[0].Call.Id), theirs.CallAsync("HangUp", answers[0].Call.Id));
            (await app.CallsOfAsync(other)).Single().EndReason.ShouldBe("left");
        }
    }

    [Fact]
    public async Task SignalsReachTheOneDeviceTheyAreForInTheirOrder()
    {
        var another = await app.AnotherAsync();
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var myTablet = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, another);
        await using var theirPhone = await app.HubAsync(other, another);
        var (started, accepted) = await mine.TalkAsync(theirs, await mine.DirectWithAsync(other));
        var call = started.Call.Id;

        await mine.SignalAsync(call, other, new { type = "offer", sdp = "v=0" }, "offer", accepted.DeviceId);
        await theirs.SignalAsync(call, me, new { type = "answer", sdp = "v=0" }, "answer");
        for (var i = 0; i < 50; i++)
        {
            await mine.SendAsync("Signal", call, other, new { kind = "candidate", payload = new { candidate = $"{i}" } });
            await theirs.SendAsync("Signal", call, me, new { kind = "candidate", payload = $"{i}" });
        }

        await Poll.UntilAsync(() =>
            theirs.All<CallSignalView>("call_signal").Count == 51 && mine.All<CallSignalView>("call_signal").Count == 51
        );
        var (atTheirs, atMine) = (theirs.All<CallSignalView>("call_signal"), mine.All<CallSignalView>("call_signal"));
        atTheirs.ShouldAllBe(signal => signal.CallId == call && signal.FromUserId == me && signal.FromDeviceId == started.DeviceId);
        (atTheirs[0].Kind, atTheirs[0].Payload.GetProperty("sdp").GetString()).ShouldBe(("offer", "v=0"));
        atTheirs
            .Skip(1)
            .Select(signal => signal.Payload.GetProperty("candidate").GetString())
            .ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
        atMine.ShouldAllBe(signal => signal.FromDeviceId == accepted.DeviceId);
        atMine.Skip(1).Select(signal => signal.Payload.GetString()).ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
        myTablet.Received.Concat(theirPhone.Received).ShouldNotContain(received => received.Method == "call_signal");
    }

    [Fact]
    public async Task SignalsThatAreNotInOrderAreRefused()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var myTablet = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other);
        var channel = await mine.DirectWithAsync(other);
        var call = (await mine.StartAsync(channel)).Call.Id;
        (await RefusedAsync(mine, other, new { kind = "offer", payload = "x" })).ShouldBe("not_connected");
        await theirs.AcceptAsync(call);

        (await RefusedAsync(mine, other, new { kind = "offer", payload = new string('x', 16 * 1024) })).ShouldBe("payload_too_large");
        (await RefusedAsync(mine, other, new { kind = "offer", payload = new { sdp = new string('x', 16 * 1024) } })).ShouldBe(
            "payload_too_large"
        );
        (await RefusedAsync(mine, other, new { kind = "gossip", payload = "x" })).ShouldBe("invalid");
        (await RefusedAsync(mine, other, null)).ShouldBe("invalid");
        (
            await RefusedAsync(
                mine,
                other,
                new
                {
                    kind = "offer",
                    payload = "x",
                    device_id = Guid.CreateVersion7(),
                }
            )
        ).ShouldBe("not_connected");
        (await RefusedAsync(mine, me, new { kind = "offer", payload = "x" })).ShouldBe("not_connected");
        (await RefusedAsync(mine, await app.PersonAsync(), new { kind = "offer", payload = "x" })).ShouldBe("not_connected");
        (await RefusedAsync(myTablet, other, new { kind = "offer", payload = "x" })).ShouldBe("not_in_call");
        (await myTablet.RefusalOfAsync("SetMedia", call, new { is_muted = true })).ShouldBe("not_in_call");
        theirs.Received.ShouldNotContain(received => received.Method == "call_signal");
        await mine.SignalAsync(call, other, new string('x', (16 * 1024) - 2));
        await theirs.NextAsync<CallSignalView>("call_signal");

        Task<string> RefusedAsync(HubClient client, Guid to, object? signal) => client.RefusalOfAsync("Signal", call, to, signal);
    }

    [Fact]
    public async Task AnInvalidSignalIsRefusedAndTheCallGoesOn()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var (talk, _) = await mine.TalkAsync(theirs, await mine.DirectWithAsync(other));
        // Nested too deeply, and half of a character, which a client that cuts texts may send.
        foreach (
            var payload in new[]
            {
                $"{new string('[', 20)}{new string(']', 20)}",
                $"{new string('[', 9)}{new string(']', 9)}",
                """["\ud83d"]""",
            }
        )
        {
            (await mine.RefusalOfAsync("Signal", talk.Call.Id, other, new { kind = "offer", payload = new Raw(payload) })).ShouldBe(
                "invalid"
            );
        }

        await mine.SignalAsync(talk.Call.Id, other, "x", "answer");

        await theirs.NextAsync<CallSignalView>("call_signal", signal => signal.Kind == "answer");
        app.Service<Backplane>().IsConnected.ShouldBeTrue();
    }

    [Fact]
    public async Task WhatADeviceSendsIsToldToTheOther()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other, await app.AnotherAsync());
        var (started, _) = await mine.TalkAsync(theirs, await mine.DirectWithAsync(other));

        await mine.CallAsync("SetMedia", started.Call.Id, new { is_muted = true, is_video = true });

        (await theirs.NextAsync<CallMediaView>("call_media_changed")).ShouldBe(new(started.Call.Id, me, true, true));
        mine.Received.ShouldNotContain(received => received.Method == "call_media_changed");
    }

    [Fact]
    public async Task CallsAndSignalsAreRateLimited()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        await using var theirs = await app.HubAsync(other);
        var channel = await mine.DirectWithAsync(other);
        var starts = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            starts.Add(await OutcomeAsync(() => mine.StartAsync(channel)));
        }

        starts.ShouldContain("joined");
        starts.ShouldContain("rate_limited");
        var call = (await app.CallsOfAsync(me)).Single().Id;
        await theirs.AcceptAsync(call);
        var signals = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => OutcomeAsync(() => mine.SignalAsync(call, other, i))));
        signals.Distinct().ShouldBe(["joined", "rate_limited"], ignoreOrder: true);
        theirs.All<CallSignalView>("call_signal").Count.ShouldBeInRange(150, 599);
    }

    [Fact]
    public async Task StartsAreLimitedOverAllInstances()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        // One start a minute: however slow the test is, the start elsewhere still counts.
        await using var another = await app.StartAsync(("Calls:StartsPerMinute", "1"));
        await Poll.UntilAsync(() => another.Services.GetRequiredService<Backplane>().IsConnected && app.Service<Backplane>().HasPeers);
        using var http = another.CreateClient();
        await using var near = await app.HubAsync(me);
        await using var far = await HubClient.ConnectAsync(http.BaseAddress!, app.Identity.TokenFor(me));
        await using var theirs = await app.HubAsync(other);
        var channel = await near.DirectWithAsync(other);
        var call = (await near.StartAsync(channel)).Call.Id;
        await Poll.UntilAsync(() => another.Services.GetRequiredService<LocalCalls>().Live.Any(live => live.Id == call));
        await near.CallAsync("HangUp", call);

        (await OutcomeAsync(() => far.StartAsync(channel))).ShouldBe("rate_limited");
    }

    [Fact]
    public async Task WhatIsLongOverIsForgotten()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        var channel = await mine.DirectWithAsync(other);
        var (older, newer) = (await CallInVainAsync(), await CallInVainAsync());
        await app.ExecuteAsync($"UPDATE calls SET ended_at = ended_at - interval '91 days' WHERE id = {older}");

        await app.Service<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>()
            .OfType<OldCalls>()
            .Single()
            .SweepAsync(CancellationToken.None);

        (await app.CallsOfAsync(other)).Select(call => call.Id).ShouldBe([newer]);

        async Task<Guid> CallInVainAsync()
        {
            var call = (await mine.StartAsync(channel)).Call.Id;
            await mine.CallAsync("HangUp", call);
            return call;
        }
    }

    [Fact]
    public async Task TheHistoryGoesOnFromPageToPage()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await using var mine = await app.HubAsync(me);
        var channel = await mine.DirectWithAsync(other);
        var made = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            made.Insert(0, (await mine.StartAsync(channel)).Call.Id);
            await mine.CallAsync("HangUp", made[0]);
        }

        var first = await app.HttpAs(other).GetPathAsync("/calls?limit=2").ShouldAnswerAsync(200);
        var second = await app.HttpAs(other).GetPathAsync($"/calls?limit=2&cursor={first.Text("next_cursor")}").ShouldAnswerAsync(200);
        first.Items().Concat(second.Items()).Select(call => call.Id()).ShouldBe(made);
        second["next_cursor"].ShouldBeNull();
    }

    private static IEnumerable<string> Calls(HubClient client) =>
        client.Received.Select(received => received.Method).Where(method => method.StartsWith("call_", StringComparison.Ordinal));

    private static async Task<string> OutcomeAsync(Func<Task> call)
    {
        try
        {
            await call();
            return "joined";
        }
        catch (HubCallException refused)
        {
            return refused.Code;
        }
    }

    /// <summary>JSON that is sent unchanged.</summary>
    [JsonConverter(typeof(RawConverter))]
    private sealed record Raw(string Json);

    private sealed class RawConverter : JsonConverter<Raw>
    {
        public override Raw Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, Raw value, JsonSerializerOptions options) =>
            writer.WriteRawValue(value.Json, skipInputValidation: true);
    }
}
