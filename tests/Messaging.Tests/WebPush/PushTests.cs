using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Community.Contracts.Social;
using Community.Messaging.WebPush;
using Community.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Community.Messaging.Tests.WebPush;

/// <summary>What devices get, and what becomes of those that are gone.</summary>
[Collection(nameof(MessagingTests))]
public sealed class PushTests(MessagingApplication app) : IAsyncLifetime
{
    private readonly ConcurrentQueue<(string Path, Dictionary<string, string> Headers, byte[] Body)> _taken = new();
    private readonly Dictionary<string, int> _answers = new(StringComparer.Ordinal);
    private WebApplication? _service;

    private string Address => _service!.Urls.First();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _service = builder.Build();
        _service.MapPost("/{device}", async (string device, HttpContext http) =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            _taken.Enqueue((device, http.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body.ToArray()));
            return Results.StatusCode(_answers.GetValueOrDefault(device, 201));
        });
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _service!.DisposeAsync();

    [Fact]
    public async Task ADeviceGetsWhatItsPersonIsTold()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        using var device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var auth = RandomNumberGenerator.GetBytes(16);
        (await SubscribeAsync(me, "mine", device, auth)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await SubscribeAsync(me, "mine", device, auth)).StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await FollowAsync(other, me);
        await Poll.UntilAsync(() => !_taken.IsEmpty);
        var (path, headers, body) = _taken.Single();
        path.ShouldBe("mine");
        headers["Content-Encoding"].ShouldBe("aes128gcm");
        headers["TTL"].ShouldBe("86400");
        headers["Authorization"].ShouldStartWith("vapid t=");
        Decrypt(body, device, auth).GetProperty("text").GetString()!.ShouldEndWith("follows you now.");
        await Poll.UntilAsync(async () => await WaitingAsync() == 0);
    }

    [Fact]
    public async Task ADeviceThatIsGoneIsForgottenAndABusyServiceIsTriedAgain()
    {
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        using var device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        _answers["gone"] = 410;
        _answers["busy"] = 503;
        await SubscribeAsync(me, "gone", device, new byte[16]);
        await SubscribeAsync(me, "busy", device, new byte[16]);
        await FollowAsync(other, me);
        await Poll.UntilAsync(() => _taken.Count == 2);
        await Poll.UntilAsync(async () => await app.WithDbAsync(db => db.Database.SqlQuery<string>(
            $"""SELECT endpoint AS "Value" FROM push_subscriptions WHERE user_id = {me}""").ToListAsync()) is [var left] && left.EndsWith("/busy", StringComparison.Ordinal));

        _answers["busy"] = 201;
        await app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE push_deliveries SET available_at = now()"));
        await Poll.UntilAsync(() => _taken.Count(push => push.Path == "busy") == 2);
    }

    [Fact]
    public async Task WhatIsNoDeviceIsRefused()
    {
        var me = await app.PersonAsync();
        using var device = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        var (key, auth) = (Base64Url.EncodeToString(PushEncryption.PointOf(device.ExportParameters(false).Q)), Base64Url.EncodeToString(new byte[16]));
        object[] wrong =
        [
            new { endpoint = "not an address", keys = new { p256dh = key, auth } },
            new { endpoint = $"{Address}/x", keys = new { p256dh = Base64Url.EncodeToString(new byte[65]), auth } },
            new { endpoint = $"{Address}/x", keys = new { p256dh = "!", auth } },
            new { endpoint = $"{Address}/x", keys = new { p256dh = key, auth = "AAAA" } },
            new { endpoint = $"{Address}/x" },
        ];
        foreach (var body in wrong)
        {
            (await app.HttpAs(me).PutAsJsonAsync("/api/v1/notifications/push/subscriptions", body)).StatusCode.ShouldBe(HttpStatusCode.BadRequest, JsonSerializer.Serialize(body));
        }

        (await app.Http().GetAsync("/api/v1/notifications/push/key")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<HttpResponseMessage> SubscribeAsync(Guid me, string path, ECDiffieHellman device, byte[] auth) =>
        app.HttpAs(me).PutAsJsonAsync("/api/v1/notifications/push/subscriptions", new
        {
            endpoint = $"{Address}/{path}",
            keys = new { p256dh = Base64Url.EncodeToString(PushEncryption.PointOf(device.ExportParameters(false).Q)), auth = Base64Url.EncodeToString(auth) },
        });

    private Task FollowAsync(Guid follower, Guid followed) =>
        app.PublishAsync(new UserFollowed(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), Guid.CreateVersion7(), 1, follower, followed));

    private Task<long> WaitingAsync() => app.WithDbAsync(db => db.Database.SqlQuery<long>($"""SELECT count(*) AS "Value" FROM push_deliveries""").SingleAsync());

    /// <summary>As a browser does (RFC 8291 section 3.4).</summary>
    private static JsonElement Decrypt(byte[] body, ECDiffieHellman device, byte[] auth)
    {
        var (salt, senderKey, record) = (body[..16], body[21..86], body[86..]);
        using var sender = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = senderKey[1..33], Y = senderKey[33..] } });
        var shared = device.DeriveRawSecretAgreement(sender.PublicKey);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, auth, [.. "WebPush: info\0"u8, .. PushEncryption.PointOf(device.ExportParameters(false).Q), .. senderKey]);
        using var cipher = new AesGcm(HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray()), 16);
        var plain = new byte[record.Length - 16];
        cipher.Decrypt(HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, "Content-Encoding: nonce\0"u8.ToArray()), record.AsSpan(0, plain.Length), record.AsSpan(plain.Length), plain);
        return JsonSerializer.Deserialize<JsonElement>(plain.AsSpan(0, plain.Length - 1));
    }
}
