namespace Community.Platform.Access.Authentication;

/// <summary>
/// The sessions that ended before their last access token expired (logout, suspension, reuse of a refresh token). By default they are
/// polled from identity; identity itself registers its own. Thread safe. It is asked on every request, so it is in memory.
/// </summary>
public interface IRevokedSessions
{
    /// <summary>Whether the list was ever loaded. Until then no token can be checked, and the answer is 503.</summary>
    bool IsReady { get; }

    /// <summary>Whether the session has ended.</summary>
    bool IsRevoked(Guid sessionId);
}
