using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.StripeSandbox.Tests.Harness;

/// <summary>Receives webhooks and checks each signature by Stripe's own description of it.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonNode> _received = new();
    private int _refusals;

    private WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/hook", TakeAsync);
    }

    /// <summary>The address for webhooks.</summary>
    public string Url => _app.Urls.First() + "/hook";

    /// <summary>The number of next webhooks that get 503.</summary>
    public int Refusals
    {
        get => _refusals;
        set => _refusals = value;
    }

    /// <summary>The number of webhooks with a wrong signature.</summary>
    public int Forged { get; private set; }

    /// <summary>The received events, in order.</summary>
    public IReadOnlyList<JsonNode> Received => [.. _received];

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>Clears the received events.</summary>
    public void Clear()
    {
        _received.Clear();
        Forged = 0;
        Refusals = 0;
    }

    /// <summary>The received events of a type.</summary>
    public IReadOnlyList<JsonNode> Of(string type) => [.. _received.Where(received => (string?)received["type"] == type)];

    /// <summary>Waits for the first event of a type; returns its object.</summary>
    public async Task<JsonNode> ObjectOfAsync(string type) =>
        (await Testing.Poll.ForAsync(() => Task.FromResult(Of(type) is [var first, ..] ? first : null), what: type))["data"]!["object"]!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var memory = new MemoryStream();
        await request.Body.CopyToAsync(memory);
        var body = memory.ToArray();
        if (!IsGenuine(request.Headers["Stripe-Signature"].ToString(), body))
        {
            Forged++;
            return Results.BadRequest();
        }

        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        _received.Enqueue(JsonNode.Parse(body)!);
        return Results.Ok();
    }

    private static bool IsGenuine(string header, byte[] body)
    {
        var parts = header.Split(',').Select(part => part.Split('=', 2)).ToLookup(part => part[0], part => part[1], StringComparer.Ordinal);
        var time = long.Parse(parts["t"].Single(), CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. body];
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(SandboxProcess.WebhookSecret), signed));
        return parts["v1"].Contains(expected) && Math.Abs(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - time) < 60;
    }
}
