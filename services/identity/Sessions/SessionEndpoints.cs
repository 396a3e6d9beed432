using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.SignIns;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sessions;

/// <summary>The caller's sessions: refreshing, listing and ending them.</summary>
internal static class SessionEndpoints
{
    private const int MaxShown = 100;

    public static void Map(IEndpointRouteBuilder api)
    {
        var auth = api.MapGroup("/auth").WithTags("Sessions");
        auth.MapPost("/refresh", RefreshAsync).AllowAnonymous().WithSessionMode();
        auth.MapPost("/logout", LogoutAsync).RequireSignedIn().WithSessionMode();
        auth.MapPost("/logout-all", LogoutAllAsync).RequireSignedIn().WithSessionMode();
        auth.MapGet("/sessions", ListAsync).NotStored("shows addresses and devices").RequireSignedIn();
        auth.MapDelete("/sessions/{id:guid}", EndAsync).RequireSignedIn().WithSessionMode();
        api.MapSignIns();
    }

    /// <summary>Exchanges a refresh token for new tokens.</summary>
    /// <remarks>
    /// Each refresh token is valid once. The token that was just replaced gets the same successor again for 10 seconds (a lost answer, two
    /// tabs). A use after that time, or of an older token, counts as the replay of a stolen token, and the whole session ends. With
    /// <c>X-Session: cookie</c> and no token in the body, the token is the browser's cookie. A token in the body moves into the cookie.
    /// </remarks>
    private static async Task<Results<Ok<RefreshedTokens>, BadRequestProblem, UnauthorizedProblem>> RefreshAsync(
        HttpContext http,
        SessionRefresh refresh,
        [FromBody(EmptyBodyBehavior = EmptyBodyBehavior.Allow)] RefreshRequest? request = null
    )
    {
        if ((request?.RefreshToken ?? SessionCookie.Read(http)) is { } presented && await refresh.RefreshAsync(presented) is { } tokens)
        {
            return TypedResults.Ok(tokens);
        }

        if (request?.RefreshToken is null && !SessionCookie.IsAsked(http))
        {
            return Problem.Invalid("refresh_token", Fault.Required);
        }

        SessionCookie.Clear(http);
        return Problem.Unauthorized("The refresh token is unknown, used or expired. Log in again.", "invalid_refresh_token");
    }

    /// <summary>Ends the caller's session.</summary>
    /// <remarks>Its access token is refused everywhere within seconds, its refresh token at once.</remarks>
    private static async Task<NoContent> LogoutAsync(ClaimsPrincipal caller, IdentityDb db, SessionEnd end)
    {
        await EndOneAsync(caller.UserId(), caller.SessionId(), EndReasons.Logout, db, end);
        return TypedResults.NoContent();
    }

    /// <summary>Ends all sessions of the caller, this one and those of API tokens included.</summary>
    private static async Task<NoContent> LogoutAllAsync(ClaimsPrincipal caller, IdentityDb db, SessionEnd end)
    {
        var userId = caller.UserId();
        await db.InTransactionAsync(async () =>
        {
            await db.LockUserAsync(userId);
            await end.EndAllAsync(userId, EndReasons.LogoutAll);
            await db.SaveChangesAsync();
        });
        return TypedResults.NoContent();
    }

    /// <summary>Lists the caller's live sessions, the most recently used first, at most 100. POST /auth/logout-all ends them all.</summary>
    private static async Task<Ok<SessionList>> ListAsync(ClaimsPrincipal caller, IdentityDb db, TimeProvider clock)
    {
        var userId = caller.UserId();
        var current = caller.SessionId();
        var now = clock.GetUtcNow();
        var live = await db
            .Sessions.AsNoTracking()
            .Where(s => s.UserId == userId && s.EndedAt == null && s.ExpiresAt > now && !db.ApiTokens.Any(t => t.Id == s.Id))
            .OrderByDescending(s => s.LastUsedAt)
            .ThenBy(s => s.Id)
            .Select(s => new SessionView(s.Id, s.UserAgent, s.IpAddress, s.CreatedAt, s.LastUsedAt, s.ExpiresAt, s.Id == current))
            .Take(MaxShown)
            .ToListAsync();
        return TypedResults.Ok(new SessionList(live));
    }

    /// <summary>Ends one of the caller's sessions, such as that of a lost phone.</summary>
    /// <param name="id">The session's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem>> EndAsync(
        Guid id,
        ClaimsPrincipal caller,
        IdentityDb db,
        SessionEnd end
    ) =>
        await EndOneAsync(caller.UserId(), id, EndReasons.EndedElsewhere, db, end)
            ? TypedResults.NoContent()
            : Problem.NotFound("You have no such session.");

    private static Task<bool> EndOneAsync(Guid userId, Guid sessionId, string reason, IdentityDb db, SessionEnd end) =>
        db.InTransactionAsync(async () =>
        {
            // Locked, so that two calls which end it at once, or a concurrent refresh, publish one end.
            var session = await db
                .Sessions.FromSql($"SELECT * FROM sessions WHERE id = {sessionId} AND user_id = {userId} AND ended_at IS NULL FOR UPDATE")
                .SingleOrDefaultAsync();
            if (session is null)
            {
                return false;
            }

            end.End(session, reason);
            await db.SaveChangesAsync();
            return true;
        });
}

/// <param name="RefreshToken">The newest refresh token; absent if it is the cookie's (<c>X-Session: cookie</c>).</param>
internal sealed record RefreshRequest(string? RefreshToken = null) : IHasExample<RefreshRequest>
{
    public static RefreshRequest Example => new("AZOOfFoQfD6aRC9rjR56kFq2n8Ls1YvQ3tZ0cXw7uKbE5mJpRgHdTfVyNiOaWxUk");
}

/// <param name="AccessToken">A JWT for <c>Authorization: Bearer</c>.</param>
/// <param name="RefreshToken">The successor; the token in the request is used up. Null with <c>X-Session: cookie</c>.</param>
/// <param name="TokenType">Always <c>Bearer</c>.</param>
/// <param name="ExpiresIn">Seconds until the access token expires.</param>
/// <param name="NeedsSecondFactor">Whether the account's roles need a second factor, which this session does not have.</param>
internal sealed record RefreshedTokens(
    string AccessToken,
    string? RefreshToken,
    string TokenType = "Bearer",
    int ExpiresIn = AccessTokenIssuer.LifetimeSeconds,
    bool NeedsSecondFactor = false
) : IHasExample<RefreshedTokens>
{
    public static RefreshedTokens Example =>
        new("eyJhbGciOiJFUzI1NiIs…", "AZOOfFoQfD6aRC9rjR56kGr3o9Mt2ZwR4uA1dYx8vLcF6nKqShIeUgWzOjPbXyVl");
}

/// <param name="Id">The session's id.</param>
/// <param name="UserAgent">The User-Agent of the client that logged in.</param>
/// <param name="IpAddress">The address from which it logged in.</param>
/// <param name="CreatedAt">When it logged in.</param>
/// <param name="LastUsedAt">When it last refreshed.</param>
/// <param name="ExpiresAt">When it ends unless it refreshes.</param>
/// <param name="IsCurrent">Whether this request belongs to it.</param>
internal sealed record SessionView(
    Guid Id,
    string? UserAgent,
    string? IpAddress,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    bool IsCurrent
) : IHasExample<SessionView>
{
    public static SessionView Example =>
        new(
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            "Community/1.4 (Android 16)",
            "203.0.113.7",
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 9, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 28, 9, 30, 0, TimeSpan.Zero),
            IsCurrent: true
        );
}

/// <param name="Items">The live sessions.</param>
internal sealed record SessionList(IReadOnlyList<SessionView> Items) : IHasExample<SessionList>
{
    public static SessionList Example => new([SessionView.Example]);
}
