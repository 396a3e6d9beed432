using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using Community.Identity.Blocks;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Caching;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Profiles;

/// <summary>Reading and changing profiles.</summary>
internal static class ProfileEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/auth/me", MeAsync)
            .NotStored("shows the caller's mail address and phone number")
            .WithTags("Profiles")
            .RequireSignedIn();
        api.MapGet("/identity-badges", ListBadges).CachedFor(seconds: 300).WithTags("Profiles").AllowAnonymous();

        var users = api.MapGroup("/users").WithTags("Profiles");
        users
            .MapGet("/me", MeAsync)
            .NotStored("shows the caller's mail address and phone number")
            .WithName("profile_users_me")
            .RequireSignedIn();
        users.MapPatch("/me", ChangeAsync).RequireSignedIn();
        users.MapGet("/by-ids", GetManyAsync).RequireSignedIn();
        users.MapGet("/{id:guid}", GetAsync).AllowAnonymous();
        users.MapGet("/by-username/{username}", GetByUsernameAsync).AllowAnonymous();
        users.MapPictures();
    }

    /// <summary>Shows the caller's account and profile.</summary>
    private static async Task<Results<Ok<UserView>, UnauthorizedProblem>> MeAsync(ClaimsPrincipal caller, UserReader users) =>
        await users.FindAsync(caller.UserId()) is { } me
            ? TypedResults.Ok(me)
            : Problem.Unauthorized("This account was deleted. Log in with another account.");

    /// <summary>Changes the caller's profile.</summary>
    /// <remarks>
    /// A merge patch (RFC 7396): absent members stay as they are, null clears a member. Members that are not listed, such as roles, id or
    /// email, are refused (400).
    /// </remarks>
    private static Task<Results<Ok<UserView>, UnauthorizedProblem>> ChangeAsync(
        ProfileChanges changes,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock
    ) =>
        db.InTransactionAsync<Results<Ok<UserView>, UnauthorizedProblem>>(async () =>
        {
            if (await db.LockUserAsync(caller.UserId()) is not { } user)
            {
                return Problem.Unauthorized("This account was deleted. Log in with another account.");
            }

            var before = user.ToProfile();
            changes.ApplyTo(user);
            if (user.ToProfile() != before)
            {
                db.PublishProfile(user, clock.GetUtcNow());
            }

            await db.SaveChangesAsync();
            return TypedResults.Ok(UserView.Of(user, clock.GetUtcNow()));
        });

    /// <summary>Shows the profiles of several users as others see them, in the order of the ids.</summary>
    /// <remarks>Users whom <c>GET /users/{id}</c> would not show are left out, and a repeated id counts once.</remarks>
    /// <param name="query">The users.</param>
    private static async Task<Results<Ok<UserList>, BadRequestProblem>> GetManyAsync(
        [AsParameters] UsersQuery query,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        var (now, ids) = (clock.GetUtcNow(), query.Ids);
        var found = await db.VisibleTo(caller, now)
            .Where(user => ids.Contains(user.Id))
            .ToDictionaryAsync(user => user.Id, cancellationToken);
        return TypedResults.Ok(new UserList([.. ids.Distinct().Where(found.ContainsKey).Select(id => PublicUserView.Of(found[id], now))]));
    }

    /// <summary>Shows a user's profile as others see it.</summary>
    /// <remarks>
    /// If the user blocks the caller, or the caller blocks the user, the profile is not found. Without a token it is found if the user
    /// allows it (<c>is_on_web</c>), and has neither age nor gender.
    /// </remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<PublicUserView>, NotFoundProblem>> GetAsync(
        Guid id,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock
    ) => Shown(await db.VisibleTo(caller, clock.GetUtcNow()).SingleOrDefaultAsync(user => user.Id == id), caller, clock);

    /// <summary>Shows the profile of the user with a username, in any case.</summary>
    /// <remarks>
    /// If the user blocks the caller, or the caller blocks the user, the profile is not found. Without a token it is found if the user
    /// allows it (<c>is_on_web</c>), and has neither age nor gender.
    /// </remarks>
    /// <param name="username">The username.</param>
    private static async Task<Results<Ok<PublicUserView>, NotFoundProblem>> GetByUsernameAsync(
        string username,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock
    )
    {
        if (!Identifiers.TryParseUsername(username, out var name))
        {
            return Shown(user: null, caller, clock);
        }

        var key = Identifiers.UsernameKey(name);
        return Shown(await db.VisibleTo(caller, clock.GetUtcNow()).SingleOrDefaultAsync(user => user.UsernameKey == key), caller, clock);
    }

    /// <summary>Lists the identity badges that a profile may have.</summary>
    private static Ok<BadgeList> ListBadges() => TypedResults.Ok(new BadgeList(IdentityBadges.All));

    private static Results<Ok<PublicUserView>, NotFoundProblem> Shown(User? user, ClaimsPrincipal caller, TimeProvider clock)
    {
        if (user is null)
        {
            return Problem.NotFound("There is no such person.");
        }

        var view = PublicUserView.Of(user, clock.GetUtcNow());
        return TypedResults.Ok(caller.UserIdOrNull() is null ? view with { Age = null, Gender = null } : view);
    }
}

/// <summary>Users by their ids.</summary>
/// <param name="Ids">1 to 100 ids: <c>ids=…&amp;ids=…</c>.</param>
internal sealed record UsersQuery([property: FromQuery(Name = "ids"), MinLength(1), MaxLength(100)] Guid[] Ids);

/// <param name="Items">The users.</param>
internal sealed record UserList(IReadOnlyList<PublicUserView> Items) : IHasExample<UserList>
{
    public static UserList Example => new([PublicUserView.Example]);
}

/// <param name="Items">The badges.</param>
internal sealed record BadgeList(IReadOnlyList<string> Items) : IHasExample<BadgeList>
{
    public static BadgeList Example => new(IdentityBadges.All);
}
