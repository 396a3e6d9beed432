using Community.Contracts.Identity;
using Community.Platform.Access.Authorization;
using Community.Platform.Access.Fleet;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.People;

/// <summary>
/// Asks identity for a user that the bus has not delivered yet. Ids are UUIDv7, so identity is only asked for the id of an account of the
/// last minutes: an invented id costs nothing.
/// </summary>
public sealed class PeopleDirectory(
    ServiceDbContext db,
    OwnerClient owners,
    PeopleSource source,
    IServiceScopeFactory scopes,
    TimeProvider clock
)
{
    private static readonly TimeSpan Recent = TimeSpan.FromMinutes(10);

    /// <summary>Stores the user's profile here, if it is missing here and identity has it.</summary>
    /// <exception cref="ProblemException">503: identity is away.</exception>
    public async Task BringAsync(Guid id)
    {
        if (!Uuid7.IsRecent(id, clock.GetUtcNow(), Recent) || await IsKnownAsync(id))
        {
            return;
        }

        if (await owners.RequireAsync<PersonSnapshot>("identity", $"/internal/people/{id}") is { } snapshot && snapshot.UserId == id)
        {
            // In its own transaction: the data is valid whatever the result of the request.
            await using var scope = scopes.CreateAsyncScope();
            var own = scope.ServiceProvider.GetRequiredService<ServiceDbContext>();
            await own.InTransactionAsync(() => source.Apply(own, snapshot));
        }
    }

    private Task<bool> IsKnownAsync(Guid id) =>
        db
            .Database.SqlQuery<bool>(
                $"""SELECT EXISTS (SELECT FROM people WHERE id = {id} AND (profile_version > 0 OR is_erased)) AS "Value" """
            )
            .SingleAsync();
}

/// <summary>The callers of requests.</summary>
public static class KnownCallers
{
    /// <summary>
    /// Loads each caller's row before the handler begins, if the account is so new that the bus may not have delivered it. A handler reads
    /// the row inside its transaction, where no other service may be called (<see cref="TransactionGuard"/>). While identity is away, reads
    /// go on without it: most need no row.
    /// </summary>
    public static RouteGroupBuilder BringCallers(this RouteGroupBuilder api) =>
        api.AddEndpointFilter(
            async (call, next) =>
            {
                if (call.HttpContext.User.UserIdOrNull() is { } caller)
                {
                    var isRead = HttpMethods.IsGet(call.HttpContext.Request.Method) || HttpMethods.IsHead(call.HttpContext.Request.Method);
                    try
                    {
                        await call.HttpContext.RequestServices.GetRequiredService<PeopleDirectory>().BringAsync(caller);
                    }
                    catch (ProblemException) when (isRead) { }
                }

                return await next(call);
            }
        );
}
