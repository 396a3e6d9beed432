using System.Text.Json.Nodes;
using Community.Messaging.Tests.WebPush;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Tests.Calls;

/// <summary>A call reaches devices without a connection, for as long as it rings.</summary>
[Collection(nameof(MessagingCallTests))]
public sealed class RingPushTests(MessagingApplication app) : IAsyncLifetime
{
    private PushService _service = null!;

    public async ValueTask InitializeAsync() => _service = await PushService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ACallRingsADeviceThatIsNotConnectedAndIsAnsweredThere()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await _service.SubscribeAsync(app, other, "phone");
        await _service.SubscribeAsync(app, me, "own");
        await using var mine = await app.HubAsync(me);
        var channel = await mine.DirectWithAsync(other);

        var call = (await mine.StartAsync(channel, isVideo: true)).Call;
        await Poll.UntilAsync(() => _service.For("phone").Count > 0);
        var push = _service.For("phone").Single();
        push.Headers["Urgency"].ShouldBe("high");
        int.Parse(push.Headers["TTL"], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 45);
        push.Headers["Topic"].ShouldBe(call.Id.ToString("N"));
        push.Payload.GetProperty("kind").GetString().ShouldBe("call");
        push.Payload.GetProperty("title").GetString().ShouldBe("Video call");
        push.Payload.GetProperty("text").GetString()!.ShouldEndWith(" calls you.");
        push.Payload.GetProperty("rings_until").GetDateTimeOffset().ShouldBe(call.StartedAt.AddSeconds(45), TimeSpan.FromSeconds(1));
        push.Payload.GetProperty("target").GetProperty("id").GetGuid().ShouldBe(channel);

        await using var phone = await app.HubAsync(other);
        (await phone.AcceptAsync(push.Payload.GetProperty("id").GetGuid())).Call.AnsweredAt.ShouldNotBeNull();
        await NothingWaitsAsync(call.Id);
        _service.For("own").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("AcceptCall", "call_answered_elsewhere")]
    [InlineData("DeclineCall", "call_ended")]
    public async Task ADeviceThatRingsIsToldOnceThatItNeedNot(string answer, string told)
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await _service.SubscribeAsync(app, other, "phone");
        await using var mine = await app.HubAsync(me);
        await using var laptop = await app.HubAsync(other);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await Poll.UntilAsync(() => Pushed("phone", "call") == 1);
        // While it rings, the missed call is not pushed yet.
        await NothingIsPushedAsync("phone", told);

        await laptop.CallAsync(answer, call);
        await Poll.UntilAsync(() => Pushed("phone", told) == 1);
        var push = _service.For("phone")[^1];
        push.Headers["Topic"].ShouldBe(call.ToString("N"));
        push.Payload.GetProperty("id").GetGuid().ShouldBe(call);
        await NothingWaitsAsync(call);
        await NothingIsPushedAsync("phone", told);
        Pushed("phone", "call").ShouldBe(1);
    }

    [Fact]
    public async Task ADeviceThatCouldNotBeRungIsNotToldThatItNeedNot()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        _service.Answers["busy"] = 503;
        await _service.SubscribeAsync(app, other, "busy");
        await using var mine = await app.HubAsync(me);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await Poll.UntilAsync(() => Pushed("busy", "call") > 0);

        await mine.CallAsync("HangUp", call);
        await NothingWaitsAsync(call);
        Pushed("busy", "call_ended").ShouldBe(0);
    }

    [Fact]
    public async Task APushServiceIsAskedAgainOnlyWhileItRings()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        _service.Answers["busy"] = 503;
        _service.Answers["gone"] = 404;
        await _service.SubscribeAsync(app, other, "busy");
        await _service.SubscribeAsync(app, other, "gone");
        await using var mine = await app.HubAsync(me);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;

        await Poll.UntilAsync(() => _service.For("busy").Count > 1);
        _service.For("gone").Count.ShouldBe(1);
        await app.PassAsync(call, "ringing", 50);
        (await mine.EndOfAsync(call)).ShouldBe("missed");
        await NothingWaitsAsync(call);
        // From now on, only the missed call is pushed.
        await Poll.UntilAsync(() => _service.For("busy")[^1].Payload.GetProperty("kind").GetString() == "missed_call");
        await NothingIsPushedAsync("busy", "call");
    }

    [Theory]
    [InlineData("/notifications/preferences", """{"kinds":{"missed_call":{"in_app":true,"push":false,"mail":true}}}""")]
    [InlineData("/channels/{channel}/preferences", """{"level":"none"}""")]
    [InlineData("/channels/{channel}/preferences", """{"level":"all","muted_until":"2190-01-01T00:00:00Z"}""")]
    public async Task AUserWithoutCallPushesIsNotRung(string path, string preferences)
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        await _service.SubscribeAsync(app, other, "phone");
        await using var mine = await app.HubAsync(me);
        var channel = await mine.DirectWithAsync(other);
        await app.HttpAs(other)
            .SendAsync("PUT", path.Replace("{channel}", $"{channel}", StringComparison.Ordinal), JsonNode.Parse(preferences)!)
            .ShouldAnswerAsync(200);

        await mine.StartAsync(channel);
        await NothingIsPushedAsync("phone", "call");
        _service.For("phone").ShouldBeEmpty();
    }

    [Fact]
    public async Task ABlockStopsTheRinging()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        _service.Answers["phone"] = 503;
        await _service.SubscribeAsync(app, other, "phone");
        await using var mine = await app.HubAsync(me);
        var call = (await mine.StartAsync(await mine.DirectWithAsync(other))).Call.Id;
        await Poll.UntilAsync(() => _service.For("phone").Count > 0);

        await app.BlockAsync(other, me);
        await NothingWaitsAsync(call);
        await NothingIsPushedAsync("phone", "call");
    }

    /// <summary>Waits for longer than the pause between two attempts.</summary>
    private async Task NothingIsPushedAsync(string device, string kind)
    {
        var pushed = Pushed(device, kind);
        await Task.Delay(TimeSpan.FromSeconds(4));
        Pushed(device, kind).ShouldBe(pushed);
    }

    private int Pushed(string device, string kind) =>
        _service.For(device).Count(push => push.Payload.GetProperty("kind").GetString() == kind);

    private Task NothingWaitsAsync(Guid call) =>
        Poll.UntilAsync(() =>
            app.WithDbAsync(db =>
                db.Database.SqlQuery<bool>($"""SELECT NOT EXISTS (SELECT FROM call_pushes WHERE call_id = {call}) AS "Value" """)
                    .SingleAsync()
            )
        );
}
