using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Platform.Access.Authorization;
using Community.Platform.Bus;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Users;

/// <summary>All users in their present state, for services whose projections begin later than the accounts.</summary>
internal static class PeopleSnapshotEndpoints
{
    private const int PageSize = 500;

    public static void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/internal/people", ReadAsync).RequireFleet().ExcludeFromDescription();
        endpoints.MapGet("/internal/people/{id:guid}", ShowAsync).RequireFleet().ExcludeFromDescription();
        endpoints.MapGet("/internal/people/{id:guid}/mail-address", ShowMailAddressAsync).RequireFleet().ExcludeFromDescription();
    }

    private static async Task<Ok<SnapshotPage<PersonSnapshot>>> ReadAsync(IdentityDb db, TimeProvider clock, Guid? after = null)
    {
        var users = await db
            .Users.AsNoTracking()
            .Where(user => after == null || user.Id > after)
            .OrderBy(user => user.Id)
            .Take(PageSize)
            .ToListAsync();
        var now = clock.GetUtcNow();
        return TypedResults.Ok(
            new SnapshotPage<PersonSnapshot>(
                [.. users.Select(user => SnapshotOf(user, now))],
                users.Count < PageSize ? null : users[^1].Id.ToString()
            )
        );
    }

    /// <summary>One user, for a service whose projection has not caught up.</summary>
    private static async Task<Results<Ok<PersonSnapshot>, NotFoundProblem>> ShowAsync(Guid id, IdentityDb db, TimeProvider clock) =>
        await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id) is { } user
            ? TypedResults.Ok(SnapshotOf(user, clock.GetUtcNow()))
            : Problem.NotFound("There is no such account.");

    /// <summary>The address to which a service may write to the user: it is verified, and the account is active.</summary>
    private static async Task<Results<Ok<MailAddressSnapshot>, NotFoundProblem>> ShowMailAddressAsync(
        Guid id,
        IdentityDb db,
        TimeProvider clock
    )
    {
        var user = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id);
        return user is { Email: { } address, EmailVerifiedAt: not null, ErasedAt: null } && !user.IsSuspended(clock.GetUtcNow())
            ? TypedResults.Ok(new MailAddressSnapshot(address))
            : Problem.NotFound("There is no verified address.");
    }

    private static PersonSnapshot SnapshotOf(User user, DateTimeOffset now)
    {
        var isErased = user.ErasedAt is not null;
        return new PersonSnapshot(
            user.Id,
            user.Version,
            isErased ? null : user.ToProfile(),
            user.Roles,
            user.IsGuest,
            user.IsSuspended(now),
            user.SuspendedUntil,
            isErased,
            user.IsVerified,
            isErased ? null : user.OwnerId
        );
    }
}
