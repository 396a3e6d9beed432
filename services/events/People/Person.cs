namespace Community.Events.People;

/// <summary>Somebody who has an account, as far as identity's integration events have told: in any order and more than once.</summary>
internal sealed class Person
{
    public required Guid Id { get; init; }

    /// <summary>The account's version that the profile is of; 0: only other facets were heard of yet.</summary>
    public long ProfileVersion { get; init; }

    public string? Username { get; init; }

    public string? FullName { get; init; }

    public string? PictureUrl { get; init; }

    /// <summary>The account's version that the suspension is of.</summary>
    public long StatusVersion { get; init; }

    public bool IsSuspended { get; init; }

    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>A mail address or phone number was proved.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Final: the row is a tombstone.</summary>
    public bool IsErased { get; init; }
}

/// <summary>That one person blocks another, as social's integration events have told.</summary>
internal sealed class Block
{
    public required Guid BlockerId { get; init; }

    public required Guid BlockedId { get; init; }

    public long Version { get; init; }

    public bool IsBlocked { get; init; }
}
