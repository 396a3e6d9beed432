using Community.Companion.Data;
using Community.Contracts.Payments;
using Community.Platform.Access.Fleet;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Plans;

/// <summary>Looks up the entitlements of a person's plan.</summary>
internal sealed class PlanLookup(CompanionDb db, OwnerLookup owners, IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <summary>
    /// Whether the person has the entitlement. Before a no, payments is asked: a user who has just bought a plan must not be told to buy one.
    /// </summary>
    public async Task<bool> AllowsAsync(Guid userId, string code, CancellationToken cancel = default)
    {
        if (await HasAsync(userId, code, cancel))
        {
            return true;
        }

        if (await owners.FindAsync<EntitlementSnapshot>("payments", $"/internal/entitlements/{userId}", cancel) is not { Version: > 0 } held
            || held.UserId != userId)
        {
            return false;
        }

        // In a transaction of its own: the entitlements stay valid even if the request fails.
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<CompanionDb>().ApplyEntitlementsAsync(held);
        return held.Entitlements.Contains(code, StringComparer.Ordinal) && !(held.Until <= clock.GetUtcNow());
    }

    /// <summary>Whether the person has the entitlement, as far as is known here: only for convenience, not for a refusal.</summary>
    public Task<bool> HasAsync(Guid userId, string code, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        return db.Entitlements.AnyAsync(held => held.UserId == userId && held.Codes.Contains(code) && (held.EndsAt == null || held.EndsAt > now), cancel);
    }
}
