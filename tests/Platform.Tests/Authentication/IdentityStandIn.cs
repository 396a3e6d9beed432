using System.Text.Json;
using Community.Platform.Access.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Authentication;

/// <summary>Identity as the other services see it: its key set and its ended sessions, over HTTP, with optional faults.</summary>
internal sealed class IdentityStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _keyFetches;

    private IdentityStandIn(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public volatile string KeySet = """{"keys":[]}""";
    public volatile bool IsDown;
    public volatile TaskCompletionSource? Gate;

    /// <summary>The number of requests for the key set.</summary>
    public int KeyFetches => Volatile.Read(ref _keyFetches);

    /// <summary>The requests for ended sessions: their start time and credential.</summary>
    public List<(long Since, string? Credential)> Polls { get; } = [];

    public Dictionary<Guid, long> Ended { get; } = [];

    public long Now { get; set; } = 1_700_000_000_000;

    public void Publish(params PublishedKey[] keys) => KeySet = JsonSerializer.Serialize(new PublishedKeySet(keys));

    public static async Task<IdentityStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var identity = new IdentityStandIn(app);
        app.MapGet("/.well-known/jwks.json", identity.AnswerKeysAsync);
        app.MapGet("/internal/revoked-sessions", identity.AnswerSessions);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return identity;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> AnswerKeysAsync()
    {
        Interlocked.Increment(ref _keyFetches);
        if (Gate is { } gate)
        {
            await gate.Task;
        }

        return IsDown ? Results.StatusCode(503) : Results.Text(KeySet, "application/json");
    }

    private IResult AnswerSessions(HttpRequest request, long since)
    {
        lock (Polls)
        {
            Polls.Add((since, request.Headers.Authorization));
            return IsDown
                ? Results.StatusCode(503)
                : Results.Json(
                    new
                    {
                        now = Now,
                        sessions = Ended.Select(session => new { session_id = session.Key, expires_at = session.Value }).ToArray(),
                    }
                );
        }
    }
}
