using Community.Contracts.Payments;
using Community.Platform.Access.Fleet;
using Community.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.People.Plans;

/// <summary>The entitlements of a user's plan.</summary>
public sealed class PlanLookup(ServiceDbContext db, OwnerClient owners, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>
    /// Whether the user has the entitlement. Before a refusal, payments is asked: a new owner of a plan must not be asked to buy one.
    /// </summary>
    public async Task<bool> AllowsAsync(Guid userId, string code, CancellationToken cancellationToken = default)
    {
        if (await HasAsync(userId, code, cancellationToken))
        {
            return true;
        }

        if (
            await owners.FindAsync<EntitlementSnapshot>("payments", $"/internal/entitlements/{userId}", cancellationToken)
                is not { Version: > 0 } held
            || held.UserId != userId
        )
        {
            return false;
        }

        // In its own transaction: the data is valid whatever the result of the request.
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ServiceDbContext>().ApplyEntitlementsAsync(held);
        return held.Entitlements.Contains(code, StringComparer.Ordinal) && !(held.Until <= clock.GetUtcNow());
    }

    /// <summary>Whether the user has the entitlement according to this service's projection: not for a refusal.</summary>
    public Task<bool> HasAsync(Guid userId, string code, CancellationToken cancellationToken = default)
    {
        var now = clock.GetUtcNow();
        return db.Set<Entitlement>()
            .AnyAsync(
                held => held.UserId == userId && held.Codes.Contains(code) && (held.EndsAt == null || held.EndsAt > now),
                cancellationToken
            );
    }
}
