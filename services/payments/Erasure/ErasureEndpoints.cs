using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Subscriptions;
using Community.Platform.Access.Authorization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Erasure;

/// <summary>This service's part in erasing a person, and in exporting a person's data.</summary>
internal static class ErasureEndpoints
{
    public static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/internal/people/{id:guid}/export", ExportAsync).RequireFleet().ExcludeFromDescription();

    private static async Task<Ok<ExportedPerson>> ExportAsync(Guid id, PaymentsDb db)
    {
        var orders = await db.Orders.AsNoTracking().Where(order => order.UserId == id).OrderBy(order => order.CreatedAt).ToListAsync();
        var ids = orders.ConvertAll(order => order.Id);
        var payments = (await db.Payments.AsNoTracking().Where(payment => ids.Contains(payment.OrderId)).ToListAsync()).ToLookup(p =>
            p.OrderId
        );
        var refunds = (await db.Refunds.AsNoTracking().Where(refund => ids.Contains(refund.OrderId)).ToListAsync()).ToLookup(r =>
            r.OrderId
        );
        var entries = await db
            .Database.SqlQuery<ExportedEntry>(
                $"""
                SELECT e.amount, e.balance_after, t.kind, t.order_id, t.at FROM wallets w
                JOIN ledger_entries e ON e.wallet_id = w.id JOIN ledger_transactions t ON t.id = e.transaction_id
                WHERE w.user_id = {id} ORDER BY e.id
                """
            )
            .ToListAsync();
        return TypedResults.Ok(
            new ExportedPerson(
                orders.ConvertAll(order => OrderView.Of(order, payments[order.Id], refunds[order.Id])),
                await db.Wallets.Where(wallet => wallet.UserId == id).Select(wallet => wallet.Balance).SingleOrDefaultAsync(),
                entries,
                await db.CurrentSubscriptionAsync(id) is { } subscription
                    ? new(
                        subscription.Plan,
                        subscription.Status,
                        subscription.CreatedAt,
                        subscription.CurrentPeriodEnd,
                        subscription.EndedAt
                    )
                    : null,
                await db
                    .PlanGrants.Where(grant => grant.UserId == id)
                    .OrderBy(grant => grant.StartsAt)
                    .Select(grant => new ExportedGrant(grant.Plan, grant.StartsAt, grant.Until))
                    .ToListAsync(),
                await db
                    .Boosts.Where(boost => boost.UserId == id)
                    .Select(boost => (DateTimeOffset?)boost.BoostedUntil)
                    .SingleOrDefaultAsync(),
                await db
                    .Referrals.Where(referral => referral.ReferrerId == id || referral.ReferredId == id)
                    .OrderBy(referral => referral.CreatedAt)
                    .Select(referral => new ExportedReferral(
                        referral.ReferrerId == id,
                        referral.CreditsEarned,
                        referral.CreatedAt,
                        referral.ConvertedAt
                    ))
                    .ToListAsync()
            )
        );
    }
}

/// <summary>Everything that this service holds of a person.</summary>
/// <param name="Orders">The person's orders, paid and unpaid.</param>
/// <param name="Credits">The wallet's balance.</param>
/// <param name="WalletEntries">The changes of the wallet.</param>
/// <param name="Subscription">The subscription that is running or about to begin.</param>
/// <param name="Grants">Plans that were given.</param>
/// <param name="BoostedUntil">The end of the person's boost.</param>
/// <param name="Referrals">The person's referrals, on either side; the other person is not named.</param>
internal sealed record ExportedPerson(
    IReadOnlyList<OrderView> Orders,
    long Credits,
    IReadOnlyList<ExportedEntry> WalletEntries,
    ExportedSubscription? Subscription,
    IReadOnlyList<ExportedGrant> Grants,
    DateTimeOffset? BoostedUntil,
    IReadOnlyList<ExportedReferral> Referrals
);

internal sealed record ExportedSubscription(
    string Plan,
    string Status,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CurrentPeriodEnd,
    DateTimeOffset? EndedAt
);

internal sealed record ExportedGrant(string Plan, DateTimeOffset StartsAt, DateTimeOffset? Until);

internal sealed record ExportedReferral(bool AsReferrer, long CreditsEarned, DateTimeOffset CreatedAt, DateTimeOffset? ConvertedAt);

internal sealed record ExportedEntry(long Amount, long BalanceAfter, string Kind, Guid? OrderId, DateTimeOffset At);
