using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Community.Messaging.WebPush;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Messaging.Tests.WebPush;

/// <summary>A push service with one browser. The end of an address names its device.</summary>
internal sealed class PushService : IAsyncDisposable
{
    private readonly ConcurrentQueue<Push> _taken = new();
    private readonly ECDiffieHellman _browser = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[] _auth = RandomNumberGenerator.GetBytes(16);
    private readonly WebApplication _app;

    private PushService()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/{device}", TakeAsync);
    }

    /// <summary>The status of the answer to a device's messages; 201 by default.</summary>
    public ConcurrentDictionary<string, int> Answers { get; } = new(StringComparer.Ordinal);

    public string Address => _app.Urls.First();

    public string PublicKey =>
        Base64Url.EncodeToString(PushEncryption.PointOf(_browser.ExportParameters(includePrivateParameters: false).Q));

    public static async Task<PushService> StartAsync()
    {
        var service = new PushService();
        await service._app.StartAsync();
        return service;
    }

    /// <summary>The messages for a device, in the order of arrival.</summary>
    public IReadOnlyList<Push> For(string device) => [.. _taken.Where(push => push.Device == device)];

    public Task<HttpResponseMessage> SubscribeAsync(MessagingApplication app, Guid person, string device) =>
        SubscribeAsync(app.HttpAs(person), device);

    public Task<HttpResponseMessage> SubscribeAsync(HttpClient person, string device) =>
        person.PutAsJsonAsync(
            "/api/v1/notifications/push/subscriptions",
            new { endpoint = $"{Address}/{device}", keys = new { p256dh = PublicKey, auth = Base64Url.EncodeToString(_auth) } }
        );

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _browser.Dispose();
    }

    private async Task<IResult> TakeAsync(string device, HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        var headers = http.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        _taken.Enqueue(new(device, headers, Decrypt(body.ToArray())));
        return Results.StatusCode(Answers.GetValueOrDefault(device, 201));
    }

    /// <summary>Decrypts as a browser does (RFC 8291 section 3.4).</summary>
    private JsonElement Decrypt(byte[] body)
    {
        var (salt, senderKey, record) = (body[..16], body[21..86], body[86..]);
        using var sender = ECDiffieHellman.Create(
            new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = senderKey[1..33], Y = senderKey[33..] },
            }
        );
        var shared = _browser.DeriveRawSecretAgreement(sender.PublicKey);
        var own = PushEncryption.PointOf(_browser.ExportParameters(includePrivateParameters: false).Q);
        var input = HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, 32, _auth, [.. "WebPush: info\0"u8, .. own, .. senderKey]);
        using var cipher = new AesGcm(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 16, salt, "Content-Encoding: aes128gcm\0"u8.ToArray()),
            16
        );
        var plain = new byte[record.Length - 16];
        cipher.Decrypt(
            HKDF.DeriveKey(HashAlgorithmName.SHA256, input, 12, salt, "Content-Encoding: nonce\0"u8.ToArray()),
            record.AsSpan(0, plain.Length),
            record.AsSpan(plain.Length),
            plain
        );
        return JsonSerializer.Deserialize<JsonElement>(plain.AsSpan(0, plain.Length - 1));
    }

    /// <summary>A message that the service accepted.</summary>
    public sealed record Push(string Device, Dictionary<string, string> Headers, JsonElement Payload);
}
