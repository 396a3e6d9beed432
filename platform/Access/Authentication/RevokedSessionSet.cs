using System.Collections.Concurrent;

namespace Community.Platform.Access.Authentication;

/// <summary>Ended sessions in memory, each kept until its last access token has certainly expired. Thread safe.</summary>
public sealed class RevokedSessionSet(TimeProvider clock)
{
    // A token is accepted up to 60 s after its end, and the clocks of two machines differ.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _endOfLastToken = new();

    /// <summary>How many are kept.</summary>
    public int Count => _endOfLastToken.Count;

    /// <summary>Adds a session; adding it again changes nothing but its time.</summary>
    /// <param name="sessionId">The session that ended.</param>
    /// <param name="lastTokenExpiresAt">When the last access token that may exist for it expires.</param>
    public void Add(Guid sessionId, DateTimeOffset lastTokenExpiresAt) => _endOfLastToken[sessionId] = lastTokenExpiresAt;

    /// <summary>Whether the session has ended.</summary>
    public bool Contains(Guid sessionId) => _endOfLastToken.ContainsKey(sessionId);

    /// <summary>Removes the sessions whose tokens have all expired.</summary>
    public void Purge()
    {
        var now = clock.GetUtcNow();
        foreach (var (session, end) in _endOfLastToken)
        {
            if (end + Margin < now)
            {
                _endOfLastToken.TryRemove(session, out _);
            }
        }
    }
}
