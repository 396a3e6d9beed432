namespace Community.Events.People;

/// <summary>
/// A user with an account: a projection of identity's integration events, which may arrive in any order and more than once.
/// </summary>
internal sealed class Person
{
    public required Guid Id { get; init; }

    /// <summary>The account's version at which the profile was published; 0: only events of other facets have arrived.</summary>
    public long ProfileVersion { get; init; }

    public string? Username { get; init; }

    public string? FullName { get; init; }

    public string? PictureUrl { get; init; }

    /// <summary>The account's version at which the suspension was published.</summary>
    public long StatusVersion { get; init; }

    public bool IsSuspended { get; init; }

    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>A mail address or phone number is verified.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Final: the row is a tombstone.</summary>
    public bool IsErased { get; init; }
}

/// <summary>A user blocks another user: a projection of social's integration events.</summary>
internal sealed class Block
{
    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public long Version { get; init; }

    public bool IsBlocked { get; init; }
}
