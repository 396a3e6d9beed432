using Community.Identity.Data;
using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Pagination;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sessions;

/// <summary>
/// Identity's own list of ended sessions. It is read from the database every second, so that an instance also refuses sessions that another
/// instance ended. The rest of the fleet polls <c>/internal/revoked-sessions</c> for the same data.
/// </summary>
internal sealed partial class RevokedSessionFeed(IServiceScopeFactory scopes, TimeProvider clock, ILogger<RevokedSessionFeed> logger)
    : BackgroundService,
        IRevokedSessions
{
    private readonly RevokedSessionSet _revoked = new(clock);
    private DateTimeOffset _readUntil = DateTimeOffset.MinValue;

    public bool IsReady => _readUntil > DateTimeOffset.MinValue;

    public bool IsRevoked(Guid sessionId) => _revoked.Contains(sessionId);

    /// <summary>Adds a session that this instance ended, so that it is refused here at once.</summary>
    public void Add(Guid sessionId, DateTimeOffset tokensExpireAt) => _revoked.Add(sessionId, tokensExpireAt);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReadAsync();
                _revoked.Purge();
            }
            catch (Exception exception)
            {
                Log.ReadFailed(logger, exception.Message);
            }
        }
    }

    private async Task ReadAsync()
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var now = clock.GetUtcNow();
        var since =
            _readUntil == DateTimeOffset.MinValue ? now - AccessToken.Lifetime - StampedFeed.Overlap : _readUntil - StampedFeed.Overlap;
        foreach (var ended in await EndedSince(db, since).ToListAsync())
        {
            _revoked.Add(ended.Id, Session.TokensExpireAt(ended.EndedAt));
        }

        _readUntil = now;
    }

    public static IQueryable<EndedSession> EndedSince(IdentityDb db, DateTimeOffset since) =>
        db
            .Sessions.AsNoTracking()
            .Where(session => session.EndedAt >= since)
            .Select(session => new EndedSession(session.Id, session.EndedAt!.Value));

    internal sealed record EndedSession(Guid Id, DateTimeOffset EndedAt);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Ended sessions could not be read; the known ones stay refused: {Reason}")]
        public static partial void ReadFailed(ILogger logger, string reason);
    }
}
