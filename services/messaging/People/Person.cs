namespace Community.Messaging.People;

/// <summary>A person with an account, as far as integration events have arrived.</summary>
internal sealed class Person
{
    public required Guid Id { get; init; }

    /// <summary>The account's version that the profile is from; 0: none has arrived yet.</summary>
    public long ProfileVersion { get; init; }

    public string? Username { get; init; }

    /// <summary>In lower case, because mentions ignore case.</summary>
    public string? UsernameKey { get; init; }

    public string? FullName { get; init; }

    public string? PictureUrl { get; init; }

    public bool IsGuest { get; init; }

    public long StatusVersion { get; init; }

    public bool IsSuspended { get; init; }

    /// <summary>When a suspension ends by itself; null: it lasts until it is lifted.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>Until when moderators have muted the person.</summary>
    public DateTimeOffset? MutedUntil { get; init; }

    /// <summary>Final: the row is a tombstone.</summary>
    public bool IsErased { get; init; }
}
