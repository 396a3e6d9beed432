using Community.ServiceDefaults.OpenApi;

namespace Community.Social.Discovery;

/// <summary>A person as others see them, and what they share with the caller.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about the person.</param>
/// <param name="Location">Free text.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="City">The city.</param>
/// <param name="Age">In years.</param>
/// <param name="Gender">As the person puts it.</param>
/// <param name="Interests">In lower case.</param>
/// <param name="IdentityBadge">One of the ten badges.</param>
/// <param name="PictureUrl">Where the picture is served, relative to the gateway.</param>
/// <param name="CreatedAt">When the account was created.</param>
/// <param name="CommonInterests">Those of the interests that the caller has too.</param>
/// <param name="CompatibilityScore">How well the two fit, 0 to 100: the sum of the factors' points.</param>
/// <param name="Factors">What the score is made of.</param>
/// <param name="MutualConnections">With how many people both are connected.</param>
/// <param name="IsBoosted">Shown first because the person boosted their profile.</param>
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
    bool IsBoosted) : IHasExample<PersonView>
{
    public static PersonView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "maya", "Maya Haddad", "Trail runner, bad at chess.", "Near the harbour",
        "Dubai", "Dubai", 31, "female", ["chess", "running"], "Explorer", null, new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero), ["chess"],
        CompatibilityView.Example.CompatibilityScore, CompatibilityView.Example.Factors, 5, false);
}

/// <summary>One of the things that a compatibility score is made of.</summary>
/// <param name="Name">interests, region, mutual_connections, badges or analyses.</param>
/// <param name="Weight">How many points there are for it at most.</param>
/// <param name="Value">How much of it there is, 0 to 1.</param>
/// <param name="Points">Weight times value, rounded.</param>
internal sealed record CompatibilityFactor(string Name, int Weight, double Value, int Points) : IHasExample<CompatibilityFactor>
{
    public static CompatibilityFactor Example => new("interests", 50, 0.477, 24);
}

/// <summary>How well the caller and somebody else fit.</summary>
/// <param name="UserId">The other person.</param>
/// <param name="CompatibilityScore">0 to 100: the sum of the factors' points.</param>
/// <param name="Factors">What the score is made of.</param>
/// <param name="CommonInterests">What both are interested in.</param>
/// <param name="MutualConnections">With how many people both are connected.</param>
internal sealed record CompatibilityView(
    Guid UserId, int CompatibilityScore, IReadOnlyList<CompatibilityFactor> Factors, IReadOnlyList<string> CommonInterests, int MutualConnections)
    : IHasExample<CompatibilityView>
{
    public static CompatibilityView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000001"), 63,
        [
            CompatibilityFactor.Example, new("region", 17, 1, 17), new("mutual_connections", 22, 0.5, 11), new("badges", 11, 1, 11),
        ],
        ["chess"], 5);
}
