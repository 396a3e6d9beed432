using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Pagination;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// Asks identity once a second which sessions ended. Each request reaches back further than the last answer, because a session may be
/// stamped before it is committed. While identity is down, the known sessions stay. Afterwards the next request covers the gap, because it
/// asks from the time of identity's last answer, on identity's clock.
/// </summary>
internal sealed partial class PolledRevokedSessions(IHttpClientFactory clients, TimeProvider clock, ILogger<PolledRevokedSessions> logger)
    : BackgroundService,
        IRevokedSessions
{
    public const string ClientName = "identity-sessions";
    private static readonly TimeSpan FirstReach = TimeSpan.FromMinutes(20); // beyond a token's 15 minutes and both clocks' skew
    private static readonly TimeSpan PurgeEvery = TimeSpan.FromSeconds(30);

    private readonly RevokedSessionSet _ended = new(clock);
    private readonly Outage _outage = new(clock);
    private long? _lastAnswer; // identity's clock, Unix milliseconds
    private long _lastPurge;
    private volatile bool _isReady;

    /// <summary>Between two questions.</summary>
    internal TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    public bool IsReady => _isReady;

    public bool IsRevoked(Guid sessionId) => _ended.Contains(sessionId);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _lastPurge = clock.GetTimestamp();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            failures = await PollAsync(stoppingToken) ? 0 : failures + 1;
            await Task.Delay(PauseAfter(failures), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TimeSpan PauseAfter(int failures) =>
        failures == 0 ? Interval : TimeSpan.FromSeconds(Math.Min(1, 0.1 * Math.Pow(2, Math.Min(failures, 10) - 1)));

    /// <summary>Asks once. Never throws; false when it failed.</summary>
    internal async Task<bool> PollAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(ClientName);
            var since =
                (_lastAnswer - (long)StampedFeed.Overlap.TotalMilliseconds) ?? (clock.GetUtcNow() - FirstReach).ToUnixTimeMilliseconds();
            var answer = await client.GetFromJsonAsync<Answer>(
                new Uri($"/internal/revoked-sessions?since={since}", UriKind.Relative),
                cancellationToken
            );
            Take(answer!);
        }
        catch (Exception e)
        {
            if (!cancellationToken.IsCancellationRequested && _outage.Fail())
            {
                Log.Failed(logger, e.Message);
            }

            return false;
        }

        if (_outage.End())
        {
            Log.Back(logger);
        }

        return true;
    }

    private void Take(Answer answer)
    {
        foreach (var session in answer.Sessions)
        {
            _ended.Add(session.SessionId, DateTimeOffset.FromUnixTimeMilliseconds(session.ExpiresAt));
        }

        _lastAnswer = answer.Now;
        _isReady = true;
        if (clock.GetElapsedTime(_lastPurge) >= PurgeEvery)
        {
            _lastPurge = clock.GetTimestamp();
            _ended.Purge();
        }
    }

    private sealed record Answer(
        [property: JsonPropertyName("now"), JsonRequired] long Now,
        [property: JsonPropertyName("sessions"), JsonRequired] IReadOnlyList<EndedSession> Sessions
    );

    private sealed record EndedSession(
        [property: JsonPropertyName("session_id"), JsonRequired] Guid SessionId,
        [property: JsonPropertyName("expires_at"), JsonRequired] long ExpiresAt
    );

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The ended sessions could not be read from identity; the known ones stay in force. {Reason}")]
        public static partial void Failed(ILogger logger, string reason);

        [LoggerMessage(2, LogLevel.Information, "The ended sessions are read from identity again.")]
        public static partial void Back(ILogger logger);
    }
}
