using Community.Contracts.Payments;
using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Subscriptions;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Plans;

/// <summary>Maintains the table of the users' entitlements, and publishes its changes. Works in the open transaction.</summary>
internal static class EntitlementStore
{
    /// <summary>
    /// Decides again which plan is in force, after something it depends on was saved or has ended, and publishes a change once. An erased
    /// user has none.
    /// </summary>
    public static async Task RefreshEntitlementsAsync(this PaymentsDb db, Guid userId, DateTimeOffset now)
    {
        if (!await db.HoldAsync(userId))
        {
            return;
        }

        // Reads and locks the row, so that two changes at once end in the combined result.
        var row = (
            await db
                .Entitlements.FromSql(
                    $"""
                    INSERT INTO entitlements (user_id, plan, version) VALUES ({userId}, {Plan.Free.Code}, 0)
                    ON CONFLICT (user_id) DO UPDATE SET user_id = excluded.user_id RETURNING *
                    """
                )
                .AsNoTracking()
                .ToListAsync()
        ).Single();
        var held = await db.PlanInForceAsync(userId, now);
        if (row.Plan == held.Plan.Code && row.Until == held.Until)
        {
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"UPDATE entitlements SET plan = {held.Plan.Code}, until = {held.Until}, version = version + 1 WHERE user_id = {userId}"
        );
        db.Publish(
            new EntitlementsChanged(
                Guid.CreateVersion7(now),
                now,
                userId,
                row.Version + 1,
                held.Plan.Code,
                held.Plan.Entitlements,
                held.Until
            )
        );
        await db.SaveChangesAsync();
    }

    /// <summary>The plan that a person has at this moment.</summary>
    public static async Task<PlanInForce> PlanInForceAsync(this PaymentsDb db, Guid userId, DateTimeOffset now) =>
        PlanInForce.Decide(
            await db.CurrentSubscriptionAsync(userId),
            await db.PlanGrants.AsNoTracking().Where(grant => grant.UserId == userId && grant.RevokedAt == null).ToListAsync(),
            now
        );

    /// <summary>Gives a plan, once for each reference.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="userId">Its owner.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="until">When it ends; null: never.</param>
    /// <param name="reference">The reason, unique for each grant.</param>
    /// <param name="now">The present.</param>
    public static async Task GrantAsync(
        this PaymentsDb db,
        Guid userId,
        Plan plan,
        DateTimeOffset? until,
        string reference,
        DateTimeOffset now
    )
    {
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO plan_grants (id, user_id, plan, reference, starts_at, until) VALUES ({Guid.CreateVersion7(
                now
            )}, {userId}, {plan.Code}, {reference}, {now}, {until})
            ON CONFLICT (reference) DO UPDATE SET revoked_at = NULL
            """
        );
        await db.RefreshEntitlementsAsync(userId, now);
    }

    /// <summary>Takes a given plan back. If it is given again for the same reference, it ends at the time of the first grant.</summary>
    public static async Task RevokeAsync(this PaymentsDb db, Guid userId, string reference, DateTimeOffset now)
    {
        if (
            await db.Database.ExecuteSqlAsync(
                $"UPDATE plan_grants SET revoked_at = {now} WHERE reference = {reference} AND revoked_at IS NULL"
            ) > 0
        )
        {
            await db.RefreshEntitlementsAsync(userId, now);
        }
    }
}
