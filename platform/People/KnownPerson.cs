namespace Community.People;

/// <summary>
/// The data that every service stores about a user with an account: a projection of identity's integration events, which may arrive in any
/// order and more than once. A service's own row adds the columns that it needs.
/// </summary>
public abstract class KnownPerson
{
    /// <summary>The account's id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The account's version at which the profile was published; 0: only events of other facets have arrived.</summary>
    public long ProfileVersion { get; init; }

    /// <summary>Null: no profile has arrived, or the person is erased.</summary>
    public string? Username { get; init; }

    /// <summary>Null: not given.</summary>
    public string? FullName { get; init; }

    /// <summary>Null: no picture.</summary>
    public string? PictureUrl { get; init; }

    /// <summary>The account's version at which the suspension was published.</summary>
    public long StatusVersion { get; init; }

    /// <summary>Whether moderators have suspended the account; see <see cref="SuspendedUntil"/>.</summary>
    public bool IsSuspended { get; init; }

    /// <summary>When a suspension ends by itself; null: it lasts until it is lifted.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>Final: the row is a tombstone.</summary>
    public bool IsErased { get; init; }
}
