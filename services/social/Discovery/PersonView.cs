using Community.Platform.Http.OpenApi;

namespace Community.Social.Discovery;

/// <summary>A user as others see them, with the data that they share with the caller.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about the user.</param>
/// <param name="Location">Free text.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="City">The city.</param>
/// <param name="Age">In years.</param>
/// <param name="Gender">In the user's own words.</param>
/// <param name="Interests">In lower case.</param>
/// <param name="IdentityBadge">One of the ten badges.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="CreatedAt">When the account was created.</param>
/// <param name="CommonInterests">The interests that the caller has too.</param>
/// <param name="CompatibilityScore">The compatibility, 0 to 100: the sum of the factors' points.</param>
/// <param name="Factors">The factors of the score.</param>
/// <param name="MutualConnections">The number of mutual connections.</param>
/// <param name="IsBoosted">Shown first because the user boosted their profile.</param>
internal sealed record PersonView(
    Guid Id,
    string Username,
    string? FullName,
    string? Bio,
    string? Location,
    string? Region,
    string? City,
    int? Age,
    string? Gender,
    IReadOnlyList<string> Interests,
    string? IdentityBadge,
    string? PictureUrl,
    DateTimeOffset CreatedAt,
    IReadOnlyList<string> CommonInterests,
    int CompatibilityScore,
    IReadOnlyList<CompatibilityFactor> Factors,
    int MutualConnections,
    bool IsBoosted
) : IHasExample<PersonView>
{
    public static PersonView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            "maya",
            "Maya Haddad",
            "Trail runner, bad at chess.",
            "Near the harbour",
            "Dubai",
            "Dubai",
            31,
            "female",
            ["chess", "running"],
            "Explorer",
            null,
            new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero),
            ["chess"],
            CompatibilityView.Example.CompatibilityScore,
            CompatibilityView.Example.Factors,
            5,
            false
        );
}

/// <summary>A factor of a compatibility score.</summary>
/// <param name="Name">interests, region, mutual_connections, badges or analyses.</param>
/// <param name="Weight">The maximum of its points.</param>
/// <param name="Value">Its value, 0 to 1.</param>
/// <param name="Points">Weight times value, rounded.</param>
internal sealed record CompatibilityFactor(string Name, int Weight, double Value, int Points) : IHasExample<CompatibilityFactor>
{
    public static CompatibilityFactor Example => new("interests", 50, 0.477, 24);
}

/// <summary>The compatibility of the caller and another user.</summary>
/// <param name="UserId">The other user.</param>
/// <param name="CompatibilityScore">0 to 100: the sum of the factors' points.</param>
/// <param name="Factors">The factors of the score.</param>
/// <param name="CommonInterests">The shared interests.</param>
/// <param name="MutualConnections">The number of mutual connections.</param>
internal sealed record CompatibilityView(
    Guid UserId,
    int CompatibilityScore,
    IReadOnlyList<CompatibilityFactor> Factors,
    IReadOnlyList<string> CommonInterests,
    int MutualConnections
) : IHasExample<CompatibilityView>
{
    public static CompatibilityView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            63,
            [CompatibilityFactor.Example, new("region", 17, 1, 17), new("mutual_connections", 22, 0.5, 11), new("badges", 11, 1, 11)],
            ["chess"],
            5
        );
}
