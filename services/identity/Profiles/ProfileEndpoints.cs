using System.Security.Claims;
using Community.Identity.Blocks;
using Community.Identity.Data;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Profiles;

/// <summary>Reading and changing profiles.</summary>
internal static class ProfileEndpoints
{
    public static void MapProfiles(this IEndpointRouteBuilder api)
    {
        api.MapGet("/auth/me", MeAsync).WithTags("Profiles").RequireSignedIn();
        api.MapGet("/identity-badges", ListBadges).WithTags("Profiles").AllowAnonymous();

        var users = api.MapGroup("/users").WithTags("Profiles");
        users.MapGet("/me", MeAsync).WithName("profile_users_me").RequireSignedIn();
        users.MapPatch("/me", ChangeAsync).RequireSignedIn();
        users.MapGet("/{id:guid}", GetAsync).RequireSignedIn();
        users.MapGet("/by-username/{username}", GetByUsernameAsync).RequireSignedIn();
        users.MapPictures();
    }

    public static IServiceCollection AddProfiles(this IServiceCollection services)
    {
        services.AddSingleton<UserReader>();
        return services.AddDroppedObjects(new ObjectReference("users", "picture_key"));
    }

    /// <summary>Shows the caller's account and profile.</summary>
    private static async Task<Results<Ok<UserView>, UnauthorizedProblem>> MeAsync(ClaimsPrincipal caller, UserReader users) =>
        await users.FindAsync(caller.UserId()) is { } me
            ? TypedResults.Ok(me)
            : Problem.Unauthorized("This account was deleted. Log in with another account.");

    /// <summary>Changes the caller's profile.</summary>
    /// <remarks>
    /// A merge patch (RFC 7396): absent members stay as they are, null clears a member. Members that are not listed, such as roles, id or
    /// email, are ignored.
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

    /// <summary>Shows a user's profile as others see it.</summary>
    /// <remarks>If the user blocks the caller, or the caller blocks the user, the profile is not found.</remarks>
    /// <param name="id">The user's id.</param>
    private static async Task<Results<Ok<PublicUserView>, NotFoundProblem>> GetAsync(
        Guid id,
        ClaimsPrincipal caller,
        IdentityDb db,
        TimeProvider clock
    ) => Shown(await db.VisibleTo(caller).SingleOrDefaultAsync(user => user.Id == id), clock);

    /// <summary>Shows the profile of the user with a username, in any case.</summary>
    /// <remarks>If the user blocks the caller, or the caller blocks the user, the profile is not found.</remarks>
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
            return Shown(user: null, clock);
        }

        var key = Identifiers.UsernameKey(name);
        return Shown(await db.VisibleTo(caller).SingleOrDefaultAsync(user => user.UsernameKey == key), clock);
    }

    /// <summary>Lists the identity badges that a profile may have.</summary>
    private static Ok<BadgeList> ListBadges() => TypedResults.Ok(new BadgeList(IdentityBadges.All));

    private static Results<Ok<PublicUserView>, NotFoundProblem> Shown(User? user, TimeProvider clock) =>
        user is null ? Problem.NotFound("There is no such person.") : TypedResults.Ok(PublicUserView.Of(user, clock.GetUtcNow()));
}

/// <param name="Items">The badges.</param>
internal sealed record BadgeList(IReadOnlyList<string> Items) : IHasExample<BadgeList>
{
    public static BadgeList Example => new(IdentityBadges.All);
}
