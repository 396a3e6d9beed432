using Community.People;

namespace Community.Companion.People;

/// <summary>
/// A person with an account, as far as identity's integration events have arrived (in any order and more than once), and their settings
/// here.
/// </summary>
internal sealed class Person : KnownPerson
{
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

    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>
    /// A guest's account, or a bot's: the companion neither serves it nor shows it to others as a person whom they might like to know.
    /// </summary>
    public bool IsGuest { get; init; }

    /// <summary>IANA name; null: UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>ISO 3166-1 alpha-2, in capitals.</summary>
    public string? Country { get; set; }

    /// <summary>The person's answer when asked here.</summary>
    public int? DeclaredAge { get; set; }

    public DateTimeOffset? AgeDeclaredAt { get; set; }
}
