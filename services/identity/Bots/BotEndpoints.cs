using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.ApiTokens;
using Community.Identity.Registration;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Community.Identity.Bots;

/// <summary>The caller's bots, and the API tokens that act for them.</summary>
internal static class BotEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var bots = api.MapGroup("/bots").WithTags("Bots").RequireSignedIn();
        bots.MapGet("", ListAsync).WithName("bots_feature_list");
        bots.MapPost("", CreateAsync).WithName("bots_feature_create").RequireRecentSignIn().Idempotent();
        bots.MapGet("/{id:guid}", GetAsync).WithName("bots_feature_get");
        bots.MapPatch("/{id:guid}", ChangeAsync).WithName("bots_feature_change");
        bots.MapDelete("/{id:guid}", DeleteAsync).WithName("bots_feature_delete").RequireRecentSignIn();
        bots.MapGet("/{id:guid}/tokens", ListTokensAsync).WithName("bots_feature_list_tokens").NotStored("shows the programs of a person");
        bots.MapPost("/{id:guid}/tokens", CreateTokenAsync).WithName("bots_feature_create_token").RequireRecentSignIn();
        bots.MapDelete("/{id:guid}/tokens/{token_id:guid}", RevokeTokenAsync).WithName("bots_feature_revoke_token");
    }

    /// <summary>Lists the caller's bots, the newest first, at most 10.</summary>
    private static async Task<Ok<BotList>> ListAsync(ClaimsPrincipal caller, BotStore bots, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var found = await bots.ListAsync(caller.UserId());
        return TypedResults.Ok(new BotList(found.ConvertAll(bot => BotView.Of(bot, now))));
    }

    /// <summary>Makes a bot: an account in which a program acts, and which belongs to the caller.</summary>
    /// <remarks>
    /// It has no password and no other login. A program acts in it with an API token, which POST /bots/{id}/tokens makes. All users see
    /// that it is a bot (<c>is_bot</c>). The caller needs a verified mail address or phone number, has at most 10 bots (409,
    /// <c>too_many_bots</c>) and makes at most 20 in a day (429, <c>too_many_bots_today</c>). It needs a login or a new proof within ten
    /// minutes.
    /// </remarks>
    /// <param name="request">The bot.</param>
    private static async Task<
        Results<Created<BotView>, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, ConflictProblem, TooManyRequestsProblem>
    > CreateAsync(BotRequest request, ClaimsPrincipal caller, BotStore bots, TimeProvider clock)
    {
        var bot = await bots.MakeAsync(caller.UserId(), caller.SessionId(), request);
        return TypedResults.Created($"/api/v1/bots/{bot.Id}", BotView.Of(bot, clock.GetUtcNow()));
    }

    /// <summary>Shows one of the caller's bots.</summary>
    /// <param name="id">The bot's id.</param>
    private static async Task<Results<Ok<BotView>, NotFoundProblem>> GetAsync(
        Guid id,
        ClaimsPrincipal caller,
        BotStore bots,
        TimeProvider clock
    ) => await bots.FindAsync(caller.UserId(), id) is { } bot ? TypedResults.Ok(BotView.Of(bot, clock.GetUtcNow())) : NoSuchBot();

    /// <summary>Changes the name and description of a bot. The bot sets its picture itself, by PUT /users/me/picture.</summary>
    /// <param name="id">The bot's id.</param>
    /// <param name="changes">The changes.</param>
    private static async Task<Results<Ok<BotView>, BadRequestProblem, UnauthorizedProblem, NotFoundProblem>> ChangeAsync(
        Guid id,
        BotChanges changes,
        ClaimsPrincipal caller,
        BotStore bots,
        TimeProvider clock
    ) =>
        await bots.ChangeAsync(caller.UserId(), caller.SessionId(), id, changes) is { } bot
            ? TypedResults.Ok(BotView.Of(bot, clock.GetUtcNow()))
            : NoSuchBot();

    /// <summary>Deletes a bot. Its account and data are erased in every service, permanently, as a person's are.</summary>
    /// <remarks>It needs a login or a new proof within ten minutes.</remarks>
    /// <param name="id">The bot's id.</param>
    private static async Task<Results<NoContent, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem>> DeleteAsync(
        Guid id,
        ClaimsPrincipal caller,
        BotStore bots
    ) => await bots.DeleteAsync(caller.UserId(), caller.SessionId(), id) ? TypedResults.NoContent() : NoSuchBot();

    /// <summary>Lists the API tokens of a bot, the newest first.</summary>
    /// <param name="id">The bot's id.</param>
    private static async Task<Results<Ok<ApiTokenList>, NotFoundProblem>> ListTokensAsync(
        Guid id,
        ClaimsPrincipal caller,
        BotStore bots,
        ApiTokenStore tokens
    ) => await bots.FindAsync(caller.UserId(), id) is not null ? TypedResults.Ok(await tokens.ListAsync(id)) : NoSuchBot();

    /// <summary>Makes an API token with which a program acts as the bot.</summary>
    /// <remarks>
    /// The token is shown only here. Its scopes limit its calls; <c>events:write</c> and <c>people:write</c> are not for bots, and a few
    /// operations are closed to them (403, <c>not_for_bots</c>). It ends with its expiry, by DELETE, with the suspension of the bot, and
    /// with everything that ends all sessions of the owner. It needs a login or a new proof within ten minutes.
    /// </remarks>
    /// <param name="id">The bot's id.</param>
    /// <param name="request">The token.</param>
    private static async Task<
        Results<Created<NewApiToken>, BadRequestProblem, UnauthorizedProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem>
    > CreateTokenAsync(Guid id, ApiTokenRequest request, ClaimsPrincipal caller, BotStore bots) =>
        await bots.MakeTokenAsync(caller.UserId(), caller.SessionId(), id, request) is { } made
            ? TypedResults.Created($"/api/v1/bots/{id}/tokens/{made.ApiToken.Id}", made)
            : NoSuchBot();

    /// <summary>Revokes an API token of a bot. It is refused everywhere within seconds.</summary>
    /// <param name="id">The bot's id.</param>
    /// <param name="tokenId">The token's id.</param>
    private static async Task<Results<NoContent, NotFoundProblem>> RevokeTokenAsync(
        Guid id,
        [FromRoute(Name = "token_id")] Guid tokenId,
        ClaimsPrincipal caller,
        BotStore bots,
        ApiTokenStore tokens
    ) =>
        await bots.FindAsync(caller.UserId(), id) is not null && await tokens.RevokeAsync(caller.UserId(), id, tokenId)
            ? TypedResults.NoContent()
            : Problem.NotFound("You have no bot with such an API token.");

    private static NotFoundProblem NoSuchBot() => Problem.NotFound("You have no such bot.", "no_such_bot");
}

/// <param name="Username">3 to 50 of a-z, 0-9, dot, hyphen, underscore; it never changes.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about what the bot does.</param>
internal sealed record BotRequest(
    [Username] string Username,
    [SingleLine, StringLength(255)] string? FullName = null,
    [StringLength(2000), MultiLine] string? Bio = null
) : IHasExample<BotRequest>, IHasRules<BotRequest>
{
    public static BotRequest Example => new("weather-bot", "Weather", "Writes every morning whether the hike takes place.");

    public static RequestRules<BotRequest> Rules { get; } =
        new RequestRules<BotRequest>().Add(nameof(Username), request => Credentials.ReservedFault(request.Username));
}

/// <summary>The fields of a bot that its owner may change.</summary>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about what the bot does.</param>
[ChangedElsewhere("username", "never changes")]
[ChangedElsewhere("picture_url", "is changed by PUT /users/me/picture with a token of the bot")]
internal sealed record BotChanges(
    [StringLength(255), SingleLine] Optional<string?> FullName,
    [StringLength(2000), MultiLine] Optional<string?> Bio
) : IHasExample<BotChanges>
{
    public static BotChanges Example => new("Weather", "Writes every morning whether the hike takes place.");
}

/// <summary>A bot as its owner sees it.</summary>
/// <param name="Id">The bot's id: that of a user.</param>
/// <param name="Username">The handle.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="Bio">A few words about what the bot does.</param>
/// <param name="Picture">The picture; null: there is none.</param>
/// <param name="IsActive">False while moderators have suspended the bot.</param>
/// <param name="SuspendedUntil">When a suspension ends by itself; null: it lasts until it is lifted, or there is none.</param>
/// <param name="CreatedAt">When the bot was made.</param>
internal sealed record BotView(
    Guid Id,
    string Username,
    string? FullName,
    string? Bio,
    PictureView? Picture,
    bool IsActive,
    DateTimeOffset? SuspendedUntil,
    DateTimeOffset CreatedAt
) : IHasExample<BotView>
{
    public static BotView Example =>
        new(
            Guid.Parse("01938e7c-7d33-7a61-8c02-5b1d9f4e6c2a"),
            "weather-bot",
            "Weather",
            "Writes every morning whether the hike takes place.",
            Picture: null,
            IsActive: true,
            SuspendedUntil: null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );

    public static BotView Of(User bot, DateTimeOffset now)
    {
        var isActive = bot.IsActive(now);
        return new(bot.Id, bot.Username, bot.FullName, bot.Bio, bot.Picture, isActive, isActive ? null : bot.SuspendedUntil, bot.CreatedAt);
    }
}

/// <param name="Items">The bots.</param>
internal sealed record BotList(IReadOnlyList<BotView> Items) : IHasExample<BotList>
{
    public static BotList Example => new([BotView.Example]);
}
