using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Lifetime;

namespace Community.Messaging.Realtime;

/// <summary>Ends connections whose token has expired or whose session has ended, and ends typing that was not renewed.</summary>
internal sealed class ConnectionMonitor(
    ClientConnections clients,
    Topics topics,
    PersonLimits limits,
    IRevokedSessions sessions,
    TimeProvider clock,
    ILogger<ConnectionMonitor> logger
) : PeriodicWork(TimeSpan.FromMilliseconds(500), clock, logger)
{
    protected override Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        foreach (var client in clients.All)
        {
            if (sessions.IsRevoked(client.SessionId))
            {
                client.Close("session_ended: The session has ended.", mayReconnect: false);
            }
            else if (client.ExpiresAt <= now)
            {
                // The client has to bring a fresh token.
                client.Close("token_expired: The access token has expired.", mayReconnect: true);
            }
        }

        foreach (var topic in topics.All)
        {
            topic.EndTyping();
        }

        limits.Forget();
        return Task.CompletedTask;
    }
}
