namespace Community.Contracts.Identity;

/// <summary>The public profile of a user: never a mail address, a phone number or a login time.</summary>
/// <param name="Username">Unique without case, 3 to 50 characters.</param>
/// <param name="FullName">The name shown, at most 255 characters.</param>
/// <param name="Bio">A few words about the person.</param>
/// <param name="Location">Free text, as the person writes it.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="City">The city used for discovery.</param>
/// <param name="Age">In years, 13 to 120.</param>
/// <param name="Gender">As the person puts it.</param>
/// <param name="Interests">At most 50, in lower case, without repeats.</param>
/// <param name="IdentityBadge">One of the ten badges of the profile, or null.</param>
/// <param name="PictureUrl">Where the picture is served, or null.</param>
/// <param name="CreatedAt">When the account was created, in UTC.</param>
/// <param name="IsBot">Whether a program acts in the account, and not a person; it never changes.</param>
public sealed record UserProfile(
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
    bool IsBot = false
);
