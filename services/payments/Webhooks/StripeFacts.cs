using Community.Payments.Data;
using Community.Payments.Orders;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>
/// Applies the findings of <see cref="StripeLookup"/> to orders, whatever their source: a webhook, the reconciler, an answer. Each fact is
/// a state, not a change, so that facts may come in any order and again. Runs in the open transaction; the provider was asked before it
/// began.
/// </summary>
internal sealed partial class StripeFacts(PaymentsDb db, OrderStore orders, TimeProvider clock, ILogger<StripeFacts> logger)
{
    /// <summary>Applies a finding.</summary>
    public async Task ApplyAsync(Finding finding)
    {
        foreach (var (orderId, command) in finding.Commands)
        {
            if (command is NoteDispute { Dispute.Id: var dispute, PaymentId: var payment })
            {
                // A dispute that was stored without an order now has one.
                await db.Database.ExecuteSqlAsync(
                    $"UPDATE disputes SET order_id = {orderId}, payment_id = {payment} WHERE id = {dispute} AND payment_id IS NULL"
                );
            }

            await orders.ApplyAsync(orderId, command);
        }

        if (finding.Unmatched is { } unmatched)
        {
            await KeepAsync(unmatched);
        }
    }

    /// <summary>A dispute of no payment of ours moves nothing here; the proof shows it to operators until it is over.</summary>
    private async Task KeepAsync(DisputeFacts facts)
    {
        var dispute = OrderState.DisputeOf(facts, clock.GetUtcNow());
        var written = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO disputes (id, charge_id, amount, currency, reason, status, opened_at, closed_at, next_check_at)
            VALUES ({dispute.Id}, {dispute.ChargeId}, {dispute.Amount}, {dispute.Currency}, {dispute.Reason}, {dispute.Status}, {dispute.OpenedAt},
                {dispute.ClosedAt}, {dispute.NextCheckAt})
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, amount = excluded.amount,
                closed_at = coalesce(disputes.closed_at, excluded.closed_at), next_check_at = excluded.next_check_at
            WHERE disputes.payment_id IS NULL
            """
        );
        if (written == 1)
        {
            Log.Unmatched(logger, facts.Id, facts.ChargeId, facts.Status);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Dispute {DisputeId} of charge {ChargeId} belongs to no payment of ours: {Status}")]
        public static partial void Unmatched(ILogger logger, string disputeId, string? chargeId, string status);
    }
}
