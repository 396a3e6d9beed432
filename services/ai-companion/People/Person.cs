namespace Community.Companion.People;

/// <summary>
/// A person with an account, as far as identity's integration events have arrived (in any order and more than once), and their settings here.
/// </summary>
internal sealed class Person
{
    public required Guid Id { get; init; }

    /// <summary>The account's version that the profile is from; 0: only other facets have arrived yet.</summary>
    public long ProfileVersion { get; init; }

    public string? Username { get; init; }

    public string? FullName { get; init; }

    public string? Bio { get; init; }

    public string? Location { get; init; }

    public string? Region { get; init; }

    public string? City { get; init; }

    /// <summary>The age in the profile; see <see cref="KnownAge"/>.</summary>
    public int? Age { get; init; }

    public string? Gender { get; init; }

    /// <summary>In lower case.</summary>
    public string[] Interests { get; init; } = [];

    public string? IdentityBadge { get; init; }

    public string? PictureUrl { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public bool IsGuest { get; init; }

    /// <summary>The account's version that the suspension is from.</summary>
    public long StatusVersion { get; init; }

    public bool IsSuspended { get; init; }

    /// <summary>When a suspension ends by itself; null: it lasts until it is lifted.</summary>
    public DateTimeOffset? SuspendedUntil { get; init; }

    /// <summary>Final: the row is a tombstone.</summary>
    public bool IsErased { get; init; }

    /// <summary>IANA name; null: UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>ISO 3166-1 alpha-2, in capitals.</summary>
    public string? Country { get; set; }

    /// <summary>The person's answer when asked here.</summary>
    public int? DeclaredAge { get; set; }

    public DateTimeOffset? AgeDeclaredAt { get; set; }
}
