using Community.Platform.Http.OpenApi;
using Community.Platform.Storage;

namespace Community.Identity.Users;

/// <summary>An account as its owner and administrators see it.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The handle.</param>
/// <param name="Email">The mail address.</param>
/// <param name="Phone">The phone number in E.164.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about the person.</param>
/// <param name="Location">Free text.</param>
/// <param name="Region">The region used for discovery.</param>
/// <param name="City">The city used for discovery.</param>
/// <param name="Age">In years.</param>
/// <param name="Gender">In the user's own words.</param>
/// <param name="Interests">In lower case.</param>
/// <param name="IdentityBadge">One of the ten badges.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="LinkedinUrl">A profile on linkedin.com.</param>
/// <param name="GithubUrl">A profile on github.com.</param>
/// <param name="Roles">Platform roles: attendee, organizer, moderator, admin.</param>
/// <param name="IsActive">False while suspended.</param>
/// <param name="IsVerified">Whether a mail address or phone number is verified.</param>
/// <param name="IsGuest">Whether the account has no credentials yet.</param>
/// <param name="CreatedAt">When the account was created.</param>
/// <param name="LastLoginAt">When a session was last started.</param>
/// <param name="IsOnWeb">Whether the profile can be read without signing in. PATCH /users/me changes it.</param>
/// <param name="Picture">The picture with its size, placeholder and description; null: there is none.</param>
/// <param name="IsBot">Whether a program acts in this account, and not a person.</param>
/// <param name="OwnerId">The person whose bot this account is; null: it is a person's own.</param>
internal sealed record UserView(
    Guid Id,
    string Username,
    string? Email,
    string? Phone,
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
    string? LinkedinUrl,
    string? GithubUrl,
    IReadOnlyList<string> Roles,
    bool IsActive,
    bool IsVerified,
    bool IsGuest,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastLoginAt,
    bool IsOnWeb,
    PictureView? Picture,
    bool IsBot,
    Guid? OwnerId
) : IHasExample<UserView>
{
    public static UserView Example =>
        new(
            Guid.Parse("01938e7c-5a10-7c3e-9a44-2f6b8d1e7a90"),
            "amal",
            "amal@example.org",
            "+971501234567",
            "Amal Haddad",
            "I bake, and I build small robots.",
            "Dubai Marina",
            "Dubai",
            "Dubai",
            29,
            "female",
            ["baking", "robotics"],
            "Builder",
            PictureView.Example.Url,
            "https://www.linkedin.com/in/amal-example",
            "https://github.com/amal-example",
            ["attendee", "organizer"],
            IsActive: true,
            IsVerified: true,
            IsGuest: false,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            IsOnWeb: false,
            PictureView.Example,
            IsBot: false,
            OwnerId: null
        );

    public static UserView Of(User user, DateTimeOffset now) =>
        new(
            user.Id,
            user.Username,
            user.Email,
            user.Phone,
            user.FullName,
            user.Bio,
            user.Location,
            user.Region,
            user.City,
            user.Age,
            user.Gender,
            user.Interests,
            user.IdentityBadge,
            user.PictureUrl,
            user.LinkedinUrl,
            user.GithubUrl,
            user.Roles,
            user.IsActive(now),
            user.IsVerified,
            user.IsGuest,
            user.CreatedAt,
            user.LastLoginAt,
            user.IsOnWeb,
            user.Picture,
            user.IsBot,
            user.OwnerId
        );
}

/// <summary>An account as other users see it: no mail address, phone number or login time.</summary>
/// <inheritdoc cref="UserView"/>
internal sealed record PublicUserView(
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
    string? LinkedinUrl,
    string? GithubUrl,
    IReadOnlyList<string> Roles,
    bool IsActive,
    bool IsVerified,
    bool IsGuest,
    DateTimeOffset CreatedAt,
    PictureView? Picture,
    bool IsBot
) : IHasExample<PublicUserView>
{
    public static PublicUserView Example =>
        new(
            Guid.Parse("01938e7c-5a10-7c3e-9a44-2f6b8d1e7a90"),
            "amal",
            "Amal Haddad",
            "I bake, and I build small robots.",
            "Dubai Marina",
            "Dubai",
            "Dubai",
            29,
            "female",
            ["baking", "robotics"],
            "Builder",
            PictureView.Example.Url,
            "https://www.linkedin.com/in/amal-example",
            "https://github.com/amal-example",
            ["attendee", "organizer"],
            IsActive: true,
            IsVerified: true,
            IsGuest: false,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            PictureView.Example,
            IsBot: false
        );

    public static PublicUserView Of(User user, DateTimeOffset now) =>
        new(
            user.Id,
            user.Username,
            user.FullName,
            user.Bio,
            user.Location,
            user.Region,
            user.City,
            user.Age,
            user.Gender,
            user.Interests,
            user.IdentityBadge,
            user.PictureUrl,
            user.LinkedinUrl,
            user.GithubUrl,
            user.Roles,
            user.IsActive(now),
            user.IsVerified,
            user.IsGuest,
            user.CreatedAt,
            user.Picture,
            user.IsBot
        );
}
