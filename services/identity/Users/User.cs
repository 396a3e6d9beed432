using Community.Contracts.Identity;
using Community.Platform.Storage;

namespace Community.Identity.Users;

/// <summary>A user's account and profile. Every published change carries <see cref="Version"/>.</summary>
internal sealed class User
{
    public required Guid Id { get; init; }

    /// <summary>Rises with each published change. It is also the concurrency token: of two changes at once, one fails.</summary>
    public long Version { get; private set; } = 1;

    public required string Username { get; set; }

    /// <summary>The key that makes a username unique (<see cref="Identifiers.UsernameKey"/>).</summary>
    public required string UsernameKey { get; set; }

    public string? Email { get; set; }

    public string? EmailKey { get; set; }

    public DateTimeOffset? EmailVerifiedAt { get; set; }

    /// <summary>E.164, such as <c>+971501234567</c>.</summary>
    public string? Phone { get; set; }

    public DateTimeOffset? PhoneVerifiedAt { get; set; }

    /// <summary>A PHC string; null for guests and for accounts with an identity provider alone.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Since when a login with the password needs a code of an authenticator app, too; null: it does not.</summary>
    public DateTimeOffset? SecondFactorSince { get; set; }

    public string? FullName { get; set; }

    public string? Bio { get; set; }

    public string? Location { get; set; }

    public string? Region { get; set; }

    public string? City { get; set; }

    public int? Age { get; set; }

    public string? Gender { get; set; }

    public string[] Interests { get; set; } = [];

    public string? IdentityBadge { get; set; }

    /// <summary>The picture's key in the object store.</summary>
    public string? PictureKey { get; set; }

    /// <summary>The alternative text: the content of the picture in words.</summary>
    public string? PictureAlt { get; set; }

    public string? LinkedinUrl { get; set; }

    public string? GithubUrl { get; set; }

    /// <summary>The profile can be read without signing in.</summary>
    public bool IsOnWeb { get; set; }

    public required string[] Roles { get; set; }

    public bool IsGuest { get; set; }

    /// <summary>The person whose bot this account is; null: it is a person's own.</summary>
    public Guid? OwnerId { get; init; }

    /// <summary>Whether a program acts in this account. It has no login: only API tokens that its owner makes.</summary>
    public bool IsBot => OwnerId is not null;

    public DateTimeOffset? SuspendedAt { get; set; }

    /// <summary>When a suspension ends by itself. Null while <see cref="SuspendedAt"/> is set: it lasts until it is lifted.</summary>
    public DateTimeOffset? SuspendedUntil { get; set; }

    public string? SuspensionReason { get; set; }

    /// <summary>The moderators' sanction that caused the suspension; null: an administrator imposed it.</summary>
    public Guid? SanctionId { get; set; }

    public required string ReferralCode { get; init; }

    public Guid? ReferredBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastLoginAt { get; set; }

    public DateTimeOffset? ErasedAt { get; set; }

    public bool IsVerified => EmailVerifiedAt is not null || PhoneVerifiedAt is not null;

    public bool IsSuspended(DateTimeOffset now) => SuspendedAt is not null && (SuspendedUntil is null || SuspendedUntil > now);

    public bool IsActive(DateTimeOffset now) => ErasedAt is null && !IsSuspended(now);

    /// <summary>The version of a change that will be published.</summary>
    public long NextVersion() => ++Version;

    /// <summary>The part of the account that others may see.</summary>
    public UserProfile ToProfile() =>
        new(Username, FullName, Bio, Location, Region, City, Age, Gender, Interests, IdentityBadge, PictureUrl, CreatedAt, IsBot);

    /// <summary>The path of the picture at the gateway; a path is valid under any host name.</summary>
    public string? PictureUrl => PictureUrlOf(Id, PictureKey);

    /// <summary>The picture with its size; null: there is none.</summary>
    public PictureView? Picture => PictureView.Of(PictureUrl, PictureKey, PictureAlt);

    /// <summary>The version gives each picture its own URL, which browsers may cache.</summary>
    public static string? PictureUrlOf(Guid id, string? key) =>
        key is null ? null : $"/api/v1/users/{id}/picture?v={ObjectKey.VersionOf(key)}";
}
