using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Messaging.Tests.Webhooks;

/// <summary>A receiver of webhooks. The end of an address names the endpoint.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly ConcurrentDictionary<string, (int Now, int Most)> _open = new(StringComparer.Ordinal);
    private readonly WebApplication _app;

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/{name}", TakeAsync);
    }

    /// <summary>The status of an endpoint's answers; 200 by default.</summary>
    public ConcurrentDictionary<string, Func<HttpContext, Task>> Answers { get; } = new(StringComparer.Ordinal);

    public string Address => _app.Urls.First();

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The requests to an endpoint, in the order of arrival.</summary>
    public IReadOnlyList<Received> For(string name) => [.. _received.Where(one => one.Name == name)];

    /// <summary>The highest number of requests to an endpoint that were open at once.</summary>
    public int MostOpen(string name) => _open.TryGetValue(name, out var open) ? open.Most : 0;

    public void Answer(string name, int status) =>
        Answers[name] = http =>
        {
            http.Response.StatusCode = status;
            return Task.CompletedTask;
        };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(string name, HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        _received.Enqueue(
            new(
                name,
                body.ToArray(),
                http.Request.Headers["Community-Signature"].ToString(),
                http.Request.Headers["Community-Delivery"].ToString(),
                http.Request.Headers["Community-Attempt"].ToString()
            )
        );
        _open.AddOrUpdate(name, (1, 1), (_, open) => (open.Now + 1, Math.Max(open.Most, open.Now + 1)));
        try
        {
            if (Answers.TryGetValue(name, out var answer))
            {
                // A sender that has gone waits for no answer.
                await answer(http).WaitAsync(http.RequestAborted);
            }
        }
        finally
        {
            _open.AddOrUpdate(name, default((int, int)), (_, open) => (open.Now - 1, open.Most));
        }
    }

    /// <summary>A webhook that came.</summary>
    public sealed record Received(string Name, byte[] Body, string Signature, string Delivery, string Attempt)
    {
        public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

        public string Type => Json.GetProperty("type").GetString()!;

        /// <summary>Checks as a receiver does: one of the signatures is the HMAC of the time and the body.</summary>
        public bool IsSignedWith(string secret)
        {
            var parts = Signature.Split(',');
            byte[] signed = [.. Encoding.ASCII.GetBytes(parts[0][2..] + "."), .. Body];
            var expected = "v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
            return parts.Skip(1).Contains(expected, StringComparer.Ordinal);
        }
    }
}
