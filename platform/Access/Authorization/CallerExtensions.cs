using System.Security.Claims;
using Community.Platform.Access.Authentication;

namespace Community.Platform.Access.Authorization;

/// <summary>Facts about the caller, read from the principal of the access token.</summary>
public static class CallerExtensions
{
    /// <summary>The caller's user id.</summary>
    /// <exception cref="InvalidOperationException">The caller is not signed in: the endpoint lacks its policy.</exception>
    public static Guid UserId(this ClaimsPrincipal caller) => caller.UserIdOrNull() ?? throw NotSignedIn();

    /// <summary>The caller's user id, or null for an anonymous caller.</summary>
    public static Guid? UserIdOrNull(this ClaimsPrincipal caller) =>
        caller.Identity is AccessTokenIdentity token ? token.UserId : caller.GuidOf(AccessTokenClaims.Subject);

    /// <summary>The session that the caller's token belongs to.</summary>
    /// <exception cref="InvalidOperationException">The caller is not signed in: the endpoint lacks its policy.</exception>
    public static Guid SessionId(this ClaimsPrincipal caller) =>
        (caller.Identity is AccessTokenIdentity token ? token.SessionId : caller.GuidOf(AccessTokenClaims.Session)) ?? throw NotSignedIn();

    /// <summary>When the caller last proved their identity in this session; null: the token does not say, or there is none.</summary>
    public static DateTimeOffset? AuthenticatedAt(this ClaimsPrincipal caller) =>
        caller.Identity is AccessTokenIdentity { AuthenticatedAt: { } seconds } ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>The scopes of a program of the user, which the gateway applies; null: all that the user may.</summary>
    public static IReadOnlyList<string>? Scopes(this ClaimsPrincipal caller) => (caller.Identity as AccessTokenIdentity)?.Scopes;

    /// <summary>Whether the caller's account is a bot's.</summary>
    public static bool IsBot(this ClaimsPrincipal caller) => caller.Identity is AccessTokenIdentity { IsBot: true };

    /// <summary>Whether the caller carries a valid access token (the fleet's own credential is not one).</summary>
    public static bool IsSignedIn(this ClaimsPrincipal caller) => caller.UserIdOrNull() is not null;

    /// <summary>Whether the caller is an administrator.</summary>
    public static bool IsAdmin(this ClaimsPrincipal caller) => caller.IsInRole(Roles.Admin);

    /// <summary>Whether the caller is a moderator or an administrator.</summary>
    public static bool IsModerator(this ClaimsPrincipal caller) => caller.IsInRole(Roles.Moderator) || caller.IsAdmin();

    /// <summary>Whether the caller is an organizer or an administrator.</summary>
    public static bool IsOrganizer(this ClaimsPrincipal caller) => caller.IsInRole(Roles.Organizer) || caller.IsAdmin();

    private static Guid? GuidOf(this ClaimsPrincipal caller, string claim) =>
        Guid.TryParseExact(caller.FindFirstValue(claim), "D", out var id) ? id : null;

    private static InvalidOperationException NotSignedIn() => new("The caller is not signed in.");
}
