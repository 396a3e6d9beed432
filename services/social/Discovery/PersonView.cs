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
    IReadOnlyList<string> CommonInterests) : IHasExample<PersonView>
{
    public static PersonView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-000000000001"), "maya", "Maya Haddad", "Trail runner, bad at chess.", "Near the harbour",
        "Dubai", "Dubai", 31, "female", ["chess", "running"], "Explorer", null, new DateTimeOffset(2026, 5, 1, 9, 30, 0, TimeSpan.Zero), ["chess"]);
}
