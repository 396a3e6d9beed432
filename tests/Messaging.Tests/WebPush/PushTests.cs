using System.Buffers.Text;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Contracts.Social;
using Community.Messaging.WebPush;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Community.Messaging.Tests.WebPush;

/// <summary>Pushes to devices, and the removal of devices that are gone.</summary>
[Collection(nameof(MessagingTests))]
public sealed class PushTests(MessagingApplication app) : IAsyncLifetime
{
    private PushService _service = null!;

    public async ValueTask InitializeAsync() => _service = await PushService.StartAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task ADeviceGetsWhatItsPersonIsTold()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        (await _service.SubscribeAsync(app, me, "mine")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _service.SubscribeAsync(app, me, "mine")).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await FollowAsync(other, me);
        await Poll.UntilAsync(() => _service.For("mine").Count > 0);
        var push = _service.For("mine").Single();
        push.Headers["Content-Encoding"].ShouldBe("aes128gcm");
        push.Headers["TTL"].ShouldBe("86400");
        push.Headers["Urgency"].ShouldBe("normal");
        push.Headers["Authorization"].ShouldStartWith("vapid t=");
        push.Payload.GetProperty("kind").GetString().ShouldBe("follow");
        push.Payload.GetProperty("text").GetString()!.ShouldEndWith("follows you now.");
        await Poll.UntilAsync(async () => await WaitingAsync(me) == 0);
    }

    [Fact]
    public async Task ADeviceThatIsGoneIsForgottenAndABusyServiceIsTriedAgain()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        _service.Answers["gone"] = 410;
        _service.Answers["busy"] = 503;
        await _service.SubscribeAsync(app, me, "gone");
        await _service.SubscribeAsync(app, me, "busy");
        await FollowAsync(other, me);
        await Poll.UntilAsync(() => _service.For("gone").Count == 1 && _service.For("busy").Count == 1);
        await Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<string>($"""SELECT endpoint AS "Value" FROM push_subscriptions WHERE user_id = {me}""").ToListAsync()
            )
                is [var left]
            && left.EndsWith("/busy", StringComparison.Ordinal)
        );

        _service.Answers["busy"] = 201;
        await DueAgainAsync(me);
        await Poll.UntilAsync(() => _service.For("busy").Count == 2);
        await Poll.UntilAsync(async () => await WaitingAsync(me) == 0);
    }

    [Fact]
    public async Task APushAboutAUserBlockedMeanwhileIsNotSent()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        _service.Answers["late"] = 503;
        await _service.SubscribeAsync(app, me, "late");
        await FollowAsync(other, me);
        await Poll.UntilAsync(() => _service.For("late").Count == 1);

        await app.BlockAsync(me, other);
        await DueAgainAsync(me);
        await Poll.UntilAsync(async () => await WaitingAsync(me) == 0);
        _service.For("late").Count.ShouldBe(1);
    }

    [Fact]
    public async Task ADeviceEndsWithItsSessionAndAnotherStays()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        var (lost, kept) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        (await _service.SubscribeAsync(As(me, lost), "lost")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await _service.SubscribeAsync(As(me, kept), "kept")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await app.SettleAsync(Revoked(lost, me));

        await FollowAsync(other, me);
        await Poll.UntilAsync(() => _service.For("kept").Count == 1);
        await Poll.UntilAsync(async () => await WaitingAsync(me) == 0);
        _service.For("lost").ShouldBeEmpty();

        // Its access token may be accepted a little longer, but adds no device.
        (await _service.SubscribeAsync(As(me, lost), "lost")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await DevicesAsync(me, kept)).ShouldHaveSingleItem().Flag("is_current").ShouldBeTrue();
    }

    [Fact]
    public async Task NoDeviceGetsAnythingAfterAllSessionsHaveEnded()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        Guid[] sessions = [Guid.CreateVersion7(), Guid.CreateVersion7()];
        await _service.SubscribeAsync(As(me, sessions[0]), "first");
        await _service.SubscribeAsync(As(me, sessions[1]), "second");
        await _service.SubscribeAsync(As(me, sessions[1]), "old");
        await app.ExecuteAsync($"UPDATE push_subscriptions SET session_id = NULL WHERE user_id = {me} AND endpoint LIKE '%/old'");
        await app.SettleAsync([.. sessions.Select(session => Revoked(session, me))]);

        await _service.SubscribeAsync(app, other, "other");
        await FollowAsync(other, me);
        await FollowAsync(me, other);
        await Poll.UntilAsync(() => _service.For("other").Count == 1);
        (_service.For("first").Count + _service.For("second").Count + _service.For("old").Count).ShouldBe(0);
        (await DevicesAsync(me, Guid.CreateVersion7())).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheOwnerSeesTheirDevicesWithoutSecretsAndRemovesOne()
    {
        var (me, stranger, session) = (await app.PersonAsync(), await app.PersonAsync(), Guid.CreateVersion7());
        await _service.SubscribeAsync(app, me, "earlier");
        await _service.SubscribeAsync(As(me, session), "later");

        var devices = await DevicesAsync(me, session);
        devices.Select(device => device.Flag("is_current")).ShouldBe([true, false]);
        devices.ShouldAllBe(device => device.Text("service") == "127.0.0.1");
        devices[0].ToJsonString().ShouldNotContain("later");
        await app.HttpAs(stranger).SendAsync("DELETE", $"/notifications/push/subscriptions/{devices[1].Id()}").ShouldAnswerAsync(404);
        await app.HttpAs(me).SendAsync("DELETE", $"/notifications/push/subscriptions/{devices[1].Id()}").ShouldAnswerAsync(204);
        await app.HttpAs(me).SendAsync("DELETE", $"/notifications/push/subscriptions/{devices[1].Id()}").ShouldAnswerAsync(404);
        (await DevicesAsync(me, session)).ShouldHaveSingleItem().Id().ShouldBe(devices[0].Id());
    }

    [Fact]
    public async Task ADeviceOlderThanAnySessionIsRemoved()
    {
        var (me, session) = (await app.PersonAsync(), Guid.CreateVersion7());
        await _service.SubscribeAsync(As(me, session), "old");
        await _service.SubscribeAsync(As(me, session), "young");
        await app.ExecuteAsync(
            $"UPDATE push_subscriptions SET created_at = now() - interval '91 days' WHERE user_id = {me} AND endpoint LIKE '%/old'"
        );

        await app.Services.GetServices<IHostedService>().OfType<OldDevices>().Single().SweepAsync(CancellationToken.None);

        (await DevicesAsync(me, session)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task WhatIsNoDeviceIsRefused()
    {
        var me = await app.PersonAsync();
        var (key, auth) = (_service.PublicKey, Base64Url.EncodeToString(new byte[16]));
        object[] wrong =
        [
            new { endpoint = "not an address", keys = new { p256dh = key, auth } },
            new { endpoint = $"{_service.Address}/x", keys = new { p256dh = Base64Url.EncodeToString(new byte[65]), auth } },
            new { endpoint = $"{_service.Address}/x", keys = new { p256dh = "!", auth } },
            new { endpoint = $"{_service.Address}/x", keys = new { p256dh = key, auth = "AAAA" } },
            new { endpoint = $"{_service.Address}/x" },
        ];
        foreach (var body in wrong)
        {
            (await app.HttpAs(me).PutAsJsonAsync("/api/v1/notifications/push/subscriptions", body)).StatusCode.ShouldBe(
                HttpStatusCode.BadRequest,
                JsonSerializer.Serialize(body)
            );
        }

        (await app.Http().GetAsync("/api/v1/notifications/push/key")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private HttpClient As(Guid person, Guid session)
    {
        var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new("Bearer", app.Identity.TokenFor(person, session));
        return http;
    }

    private async Task<List<JsonNode>> DevicesAsync(Guid person, Guid session) =>
        (await As(person, session).GetPathAsync("/notifications/push/subscriptions").ShouldAnswerAsync(200)).Items();

    private static SessionRevoked Revoked(Guid session, Guid person)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(), now, session, 1, person, "logout_all", now.AddMinutes(10));
    }

    private Task FollowAsync(Guid follower, Guid followed) =>
        app.PublishAsync(
            new UserFollowed(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), 1, follower, followed)
        );

    /// <summary>Ends the pause before the next attempt; waits for the result of the running attempt first.</summary>
    private Task DueAgainAsync(Guid person) =>
        Poll.UntilAsync(async () =>
            await app.WithDbAsync(db =>
                db.Database.ExecuteSqlAsync(
                    $"""
                    UPDATE push_deliveries SET available_at = now() WHERE available_at < now() + interval '30 seconds'
                        AND subscription_id IN (SELECT id FROM push_subscriptions WHERE user_id = {person})
                    """
                )
            ) > 0
        );

    private Task<long> WaitingAsync(Guid person) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<long>(
                    $"""
                    SELECT count(*) AS "Value" FROM push_deliveries d JOIN push_subscriptions s ON s.id = d.subscription_id WHERE s.user_id = {person}
                    """
                )
                .SingleAsync()
        );
}
