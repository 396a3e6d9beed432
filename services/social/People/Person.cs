using Community.People;

namespace Community.Social.People;

/// <summary>
/// A user with an account: a projection of identity's integration events, which may arrive in any order and more than once.
/// </summary>
internal sealed class Person : KnownPerson
{
    public string? Bio { get; init; }

    public string? Location { get; init; }

    public string? Region { get; init; }

    public string? City { get; init; }

    public int? Age { get; init; }

    public string? Gender { get; init; }

    /// <summary>In lower case.</summary>
    public string[] Interests { get; init; } = [];

    public string? IdentityBadge { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public bool IsGuest { get; init; }

    /// <summary>Whether a program acts in the account. It is seen, but not suggested, and has no connections and no communities.</summary>
    public bool IsBot { get; init; }

    public string? RegionKey { get; init; }

    /// <summary>Username and full name, made by <see cref="Platform.Data.SearchKey.Folded"/>.</summary>
    public string? SearchName { get; init; }

    /// <summary>Until when moderators have muted the user.</summary>
    public DateTimeOffset? MutedUntil { get; init; }
}
