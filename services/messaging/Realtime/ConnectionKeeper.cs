using Community.Platform.Access.Authentication;
using Community.Platform.Hosting.Lifetime;

namespace Community.Messaging.Realtime;

/// <summary>Ends connections whose token has expired or whose session has ended, and ends typing that was not renewed.</summary>
internal sealed class ConnectionKeeper(Listeners listeners, Rooms rooms, PersonLimits limits, IRevokedSessions sessions, TimeProvider clock, ILogger<ConnectionKeeper> logger)
    : PeriodicWork(TimeSpan.FromMilliseconds(500), clock, logger)
{
    protected override Task RunOnceAsync(CancellationToken stopping)
    {
        var now = Clock.GetUtcNow();
        foreach (var listener in listeners.All)
        {
            if (sessions.IsRevoked(listener.SessionId))
            {
                listener.Close("session_ended: The session has ended.", mayReconnect: false);
            }
            else if (listener.ExpiresAt <= now)
            {
                // The client has to bring a fresh token.
                listener.Close("token_expired: The access token has expired.", mayReconnect: true);
            }
        }

        foreach (var room in rooms.All)
        {
            room.EndTyping();
        }

        limits.Forget();
        return Task.CompletedTask;
    }
}
