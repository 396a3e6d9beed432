namespace Community.Messaging.People;

/// <summary>Somebody who has an account, as far as integration events have told.</summary>
internal sealed class Person
{
    public required Guid Id { get; init; }

    /// <summary>The account's version that the profile is of; 0: nothing was heard of it yet.</summary>
    public long ProfileVersion { get; init; }

    public string? Username { get; init; }

    /// <summary>In lower case: mentions do not care.</summary>
    public string? UsernameKey { get; init; }

    public string? FullName { get; init; }

    public string? PictureUrl { get; init; }

    public bool IsGuest { get; init; }

    public long StatusVersion { get; init; }

    public bool IsSuspended { get; init; }

    /// <summary>When a suspension ends by itself; null: until lifted.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>Until when moderators have silenced the person.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Final: the row is a tombstone.</summary>
    public bool IsErased { get; init; }
}
