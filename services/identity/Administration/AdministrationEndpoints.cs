using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Administration;

/// <summary>
/// Administrators' endpoints: roles, suspensions and keys. Also the endpoint by which a user becomes an organizer.
/// </summary>
internal static class AdministrationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var administration = api.MapGroup("").WithTags("Administration").RequireAdmin();
        administration.MapGet("/users", ListAsync).NotStored("shows mail addresses and phone numbers of others");
        administration.MapPut("/users/{id:guid}/roles", SetRolesAsync).RequireRecentSignIn().RecordsAct(AuditActions.RolesChanged);
        administration.MapPost("/users/{id:guid}/suspend", SuspendAsync).RequireRecentSignIn().RecordsAct(AuditActions.Suspended);
        administration.MapDelete("/users/{id:guid}/suspend", LiftAsync).RequireRecentSignIn().RecordsAct(AuditActions.SuspensionLifted);
        administration
            .MapPost("/auth/signing-keys/rotate", RotateKeysAsync)
            .RequireRecentSignIn()
            .RecordsAct(AuditActions.SigningKeyRotated);
        administration
            .MapPost("/users/{id:guid}/second-factor/remove", RemoveSecondFactorAsync)
            .RequireRecentSignIn()
            .RecordsAct(AuditActions.SecondFactorRemoved);
        api.MapPost("/users/me/organizer", BecomeOrganizerAsync).RequireSignedIn().WithTags("Profiles");
    }

    /// <summary>Lists accounts, the newest first.</summary>
    /// <param name="q">Part of a username, full name or mail address.</param>
    /// <param name="role">Only accounts with this role.</param>
    private static async Task<Ok<Page<UserView>>> ListAsync(
        [AsParameters] PageQuery page,
        IdentityDb db,
        TimeProvider clock,
        [StringLength(100)] string? q = null,
        [StringLength(20)] string? role = null
    )
    {
        var users = db.Users.AsNoTracking().Where(user => user.ErasedAt == null);
        if (!string.IsNullOrWhiteSpace(q))
        {
            var pattern = LikePattern.Containing(q.Trim());
            // Without the last argument ILIKE has no escape character, and a % that the caller typed would find nothing.
            users = users.Where(user =>
                EF.Functions.ILike(user.Username, pattern, "\\")
                || EF.Functions.ILike(user.FullName!, pattern, "\\")
                || EF.Functions.ILike(user.Email!, pattern, "\\")
            );
        }

        if (role is not null)
        {
            users = users.Where(user => user.Roles.Contains(role));
        }

        var now = clock.GetUtcNow();
        var found = await users.OrderByDescending(user => user.CreatedAt).ThenBy(user => user.Id).ToPageAsync(page);
        return TypedResults.Ok(
            new Page<UserView>(
                [.. found.Items.Select(user => UserView.Of(user, now))],
                found.Total,
                found.Number,
                found.Pages,
                found.NextCursor
            )
        );
    }

    /// <summary>Sets a user's roles.</summary>
    /// <remarks>
    /// Replaces all of them. Taking a role away ends the user's sessions, so that tokens which still carry the role are refused within
    /// seconds. The role of the last administrator cannot be taken away. Moderators and administrators have their rights only in sessions
    /// that were begun with a second factor or a passkey. It needs a login or a new proof within ten minutes.
    /// </remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<UserView>, NotFoundProblem, ConflictProblem>> SetRolesAsync(
        Guid id,
        RolesRequest request,
        ClaimsPrincipal caller,
        AccountControl control
    ) => await control.SetRolesAsync(caller.UserId(), caller.SessionId(), id, request.Roles);

    /// <summary>Suspends a user: no login, no refresh, and all sessions end.</summary>
    /// <remarks>It needs a login or a new proof within ten minutes.</remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<UserView>, NotFoundProblem, ConflictProblem, BadRequestProblem>> SuspendAsync(
        Guid id,
        SuspendRequest request,
        ClaimsPrincipal caller,
        AccountControl control
    ) => await control.SuspendAsync(caller.UserId(), caller.SessionId(), id, request);

    /// <summary>Lifts a suspension. If the user is not suspended, nothing changes.</summary>
    /// <remarks>It needs a login or a new proof within ten minutes.</remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<UserView>, NotFoundProblem>> LiftAsync(Guid id, ClaimsPrincipal caller, AccountControl control) =>
        await control.LiftAsync(caller.UserId(), caller.SessionId(), id);

    /// <summary>Removes a lost second factor of a user.</summary>
    /// <remarks>
    /// First make sure that the request is by the owner of the account. All sessions of the user end, the user is told by mail, and the
    /// reason is in the audit log. The user logs in with the password and sets up a new second factor. It needs a login or a new proof
    /// within ten minutes.
    /// </remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem, ConflictProblem>> RemoveSecondFactorAsync(
        Guid id,
        LostFactorRequest request,
        ClaimsPrincipal caller,
        AccountControl control
    ) => await control.RemoveSecondFactorAsync(caller.UserId(), caller.SessionId(), id, request.Reason);

    /// <summary>Makes a new signing key. All sessions continue: older keys verify tokens until the tokens have expired.</summary>
    /// <remarks>It needs a login or a new proof within ten minutes.</remarks>
    /// <param name="immediate">Whether the key signs at once. Otherwise it signs ten minutes after it was published.</param>
    private static async Task<Ok<RotatedKey>> RotateKeysAsync(ClaimsPrincipal caller, KeyRing keys, IdentityDb db, bool immediate = false)
    {
        var key = await keys.RotateAsync(db, caller.UserId(), caller.SessionId(), immediate);
        return TypedResults.Ok(new RotatedKey(key.Kid, key.SignsFrom));
    }

    /// <summary>Makes the caller an organizer, so that they can create events.</summary>
    /// <remarks>The answer has an access token with the new role; tokens made before don't carry it.</remarks>
    private static async Task<Results<Ok<OrganizerTokens>, NotFoundProblem>> BecomeOrganizerAsync(
        ClaimsPrincipal caller,
        IdentityDb db,
        AccountControl control,
        AccessTokenIssuer tokens
    )
    {
        var sessionId = caller.SessionId();
        if (
            await control.MakeOrganizerAsync(caller.UserId()) is not { } user
            || await db.Sessions.AsNoTracking().SingleOrDefaultAsync(session => session.Id == sessionId) is not { } session
        )
        {
            return Problem.NotFound();
        }

        return TypedResults.Ok(new OrganizerTokens(user, tokens.Issue(user.Id, sessionId, user.Roles, session.Proof)));
    }
}

/// <param name="Roles">Out of attendee, organizer, moderator, admin; at least one.</param>
internal sealed record RolesRequest([MinLength(1), MaxLength(4), RoleName] IReadOnlyList<string> Roles) : IHasExample<RolesRequest>
{
    public static RolesRequest Example => new(["attendee", "organizer"]);
}

/// <summary>A role that exists.</summary>
internal sealed class RoleNameAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(Roles.All.Order(StringComparer.Ordinal), text);
}

/// <param name="Reason">For the audit log and other administrators; the user does not see it.</param>
/// <param name="Until">When the suspension ends by itself; null: when it is lifted.</param>
internal sealed record SuspendRequest([SingleLine, StringLength(500)] string Reason, [InFuture] DateTimeOffset? Until = null)
    : IHasExample<SuspendRequest>
{
    public static SuspendRequest Example => new("Repeated spam after two warnings", new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero));
}

/// <param name="Reason">How the owner was recognised, for the audit log.</param>
internal sealed record LostFactorRequest([SingleLine, StringLength(500, MinimumLength = 1)] string Reason) : IHasExample<LostFactorRequest>
{
    public static LostFactorRequest Example => new("Lost phone; recognised by a call to the number on file");
}

/// <param name="Kid">The new key's id.</param>
/// <param name="SignsFrom">When it begins to sign.</param>
internal sealed record RotatedKey(string Kid, DateTimeOffset SignsFrom) : IHasExample<RotatedKey>
{
    public static RotatedKey Example => new("01938e7c5a107c3e9a442f6b8d1e7a90", new DateTimeOffset(2026, 11, 21, 8, 40, 0, TimeSpan.Zero));
}

/// <param name="User">The account.</param>
/// <param name="AccessToken">A token with the new role, for the same session.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
internal sealed record OrganizerTokens(
    UserView User,
    string AccessToken,
    string TokenType = "Bearer",
    int ExpiresIn = AccessTokenIssuer.LifetimeSeconds
) : IHasExample<OrganizerTokens>
{
    public static OrganizerTokens Example => new(UserView.Example, "eyJhbGciOiJFUzI1NiIs…");
}
