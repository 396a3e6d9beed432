using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Community.Platform.Access.Authorization;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.ApiTokens;

/// <summary>Tokens for programs of users, with scopes.</summary>
internal static class ApiTokenEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var mine = api.MapGroup("/users/me/api-tokens").WithTags("API tokens").RequireSignedIn();
        mine.MapGet("", ListAsync).WithName("api_tokens_feature_list").NotStored("shows the programs of a person");
        mine.MapPost("", CreateAsync).WithName("api_tokens_feature_create").RequireRecentSignIn();
        mine.MapDelete("/{id:guid}", RevokeAsync).WithName("api_tokens_feature_revoke");
    }

    public static void MapExchange(IEndpointRouteBuilder endpoints) =>
        endpoints.MapPost("/internal/api-tokens/exchange", ExchangeAsync).RequireFleet().Quietly().ExcludeFromDescription();

    /// <summary>Lists the caller's API tokens, the newest first.</summary>
    private static async Task<Ok<ApiTokenList>> ListAsync(ClaimsPrincipal caller, ApiTokenStore tokens) =>
        TypedResults.Ok(await tokens.ListAsync(caller.UserId()));

    /// <summary>Makes an API token for a program of the caller.</summary>
    /// <remarks>
    /// The token is shown only here. Send it as <c>Authorization: Bearer cmt_…</c>. Its scopes limit its calls. It has the caller's rights
    /// as an attendee and organizer, never those of a moderator or administrator. It ends with its expiry, by DELETE, and with everything
    /// that ends all sessions of the caller. It needs a login or a new proof within ten minutes.
    /// </remarks>
    private static Task<
        Results<Created<NewApiToken>, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, ConflictProblem>
    > CreateAsync(ApiTokenRequest request, ClaimsPrincipal caller, IdentityDb db, ApiTokenStore tokens) =>
        db.InTransactionAsync<Results<Created<NewApiToken>, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, ConflictProblem>>(
            async () =>
            {
                var user = await db.LockCallerAsync(caller.UserId(), caller.SessionId());
                if (user.IsGuest)
                {
                    return Problem.Conflict("A guest has no API tokens. Make it a full account first.", "guest_account");
                }

                var made = await tokens.MakeAsync(user, user, request);
                return TypedResults.Created($"/api/v1/users/me/api-tokens/{made.ApiToken.Id}", made);
            }
        );

    /// <summary>Revokes one of the caller's API tokens. It is refused everywhere within seconds.</summary>
    /// <param name="id">The token's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem>> RevokeAsync(Guid id, ClaimsPrincipal caller, ApiTokenStore tokens) =>
        await tokens.RevokeAsync(caller.UserId(), caller.UserId(), id)
            ? TypedResults.NoContent()
            : Problem.NotFound("You have no such API token.");

    /// <summary>Gives the gateway an access token for an API token.</summary>
    private static async Task<Results<Ok<ExchangedToken>, NotFound>> ExchangeAsync(
        ExchangeRequest request,
        IdentityDb db,
        AccessTokenIssuer issuer,
        TimeProvider clock
    )
    {
        var (hash, now) = (ApiToken.HashOf(request.Token), clock.GetUtcNow());
        var found = await (
            from token in db.ApiTokens
            join session in db.Sessions on token.Id equals session.Id
            join user in db.Users on token.UserId equals user.Id
            where
                token.Hash == hash
                && session.EndedAt == null
                && session.ExpiresAt > now
                && user.ErasedAt == null
                && (user.SuspendedAt == null || user.SuspendedUntil <= now)
                && (
                    user.OwnerId == null
                    || db.Users.Any(owner =>
                        owner.Id == user.OwnerId && owner.ErasedAt == null && (owner.SuspendedAt == null || owner.SuspendedUntil <= now)
                    )
                )
            select new
            {
                token.Id,
                token.UserId,
                token.Scopes,
                user.Roles,
                user.OwnerId,
                session.ExpiresAt,
            }
        ).SingleOrDefaultAsync();
        if (found is null)
        {
            return TypedResults.NotFound();
        }

        await db.ApiTokens.Where(token => token.Id == found.Id).ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsedAt, now));
        return TypedResults.Ok(
            new ExchangedToken(
                issuer.IssueForProgram(found.UserId, found.Id, found.Roles, found.Scopes, isBot: found.OwnerId is not null, found.ExpiresAt)
            )
        );
    }
}

/// <param name="Name">The user's name for it, such as the program.</param>
/// <param name="Scopes">Such as <c>events:read</c>; a scope with <c>write</c> does not include <c>read</c>.</param>
/// <param name="ExpiresAt">At most 366 days ahead; 90 days by default.</param>
internal sealed record ApiTokenRequest(
    [SingleLine, StringLength(100, MinimumLength = 1)] string Name,
    [MinLength(1), MaxLength(20), ScopeName] IReadOnlyList<string> Scopes,
    [InFuture] DateTimeOffset? ExpiresAt = null
) : IHasExample<ApiTokenRequest>
{
    public static ApiTokenRequest Example => new("Calendar of my team", ["events:read"]);
}

/// <summary>A scope that exists.</summary>
internal sealed class ScopeNameAttribute : TextRuleAttribute
{
    public override Fault? FaultOf(string text) => Fault.UnlessOneOf(ApiTokenScopes.All, text);
}

/// <param name="Id">The token's id.</param>
/// <param name="Name">The user's name for it.</param>
/// <param name="Prefix">Its first letters.</param>
/// <param name="Scopes">Its scopes, such as <c>events:read</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
/// <param name="LastUsedAt">When it was last used, to the minute.</param>
internal sealed record ApiTokenView(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? LastUsedAt
) : IHasExample<ApiTokenView>
{
    public static ApiTokenView Example =>
        new(
            Guid.Parse("01938e7c-6b21-7d4f-8b55-3a7c9e2f8ba1"),
            "Calendar of my team",
            "cmt_8Jx2",
            ["events:read"],
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2027, 2, 19, 8, 30, 0, TimeSpan.Zero),
            LastUsedAt: null
        );
}

/// <param name="Token">The token, shown only once.</param>
/// <param name="ApiToken">The token as lists show it.</param>
internal sealed record NewApiToken(string Token, ApiTokenView ApiToken) : IHasExample<NewApiToken>
{
    public static NewApiToken Example => new("cmt_8Jx2…", ApiTokenView.Example);
}

/// <param name="Items">The tokens.</param>
internal sealed record ApiTokenList(IReadOnlyList<ApiTokenView> Items) : IHasExample<ApiTokenList>
{
    public static ApiTokenList Example => new([ApiTokenView.Example]);
}

internal sealed record ExchangeRequest([StringLength(100)] string Token);

internal sealed record ExchangedToken(string AccessToken);
