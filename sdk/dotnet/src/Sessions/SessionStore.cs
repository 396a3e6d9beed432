namespace Community.Sdk;

/// <summary>The tokens of a signed-in user. They are all that a program needs to act as that user: keep them secret.</summary>
public sealed record SessionState
{
    /// <summary>Sent with each call.</summary>
    public required string AccessToken { get; init; }

    /// <summary>Valid for one refresh; null: the access token cannot be exchanged.</summary>
    public string? RefreshToken { get; init; }

    /// <summary>When the access token expires.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The user's id, if an answer told it.</summary>
    public Guid? UserId { get; init; }
}

/// <summary>Where a session is kept. Clients that share a store exchange its tokens one at a time.</summary>
public interface ISessionStore
{
    /// <summary>The session; null: no user is signed in.</summary>
    ValueTask<SessionState?> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Keeps a session; null: the user has signed out.</summary>
    ValueTask SaveAsync(SessionState? state, CancellationToken cancellationToken);
}

/// <summary>A session that ends with the process.</summary>
public sealed class MemorySessionStore : ISessionStore
{
    private volatile SessionState? _state;

    /// <summary>A store with a session, or without one.</summary>
    public MemorySessionStore(SessionState? state = null) => _state = state;

    /// <inheritdoc/>
    public ValueTask<SessionState?> LoadAsync(CancellationToken cancellationToken) => new(_state);

    /// <inheritdoc/>
    public ValueTask SaveAsync(SessionState? state, CancellationToken cancellationToken)
    {
        _state = state;
        return ValueTask.CompletedTask;
    }
}
