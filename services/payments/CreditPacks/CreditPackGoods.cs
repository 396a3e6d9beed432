using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Payments.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.CreditPacks;

/// <summary>
/// Puts bought credits into the buyer's wallet, and takes them out again if the money goes back: before an operator's refund, and after
/// a bank took the money or it was refunded at the provider.
/// </summary>
internal sealed class CreditPackGoods(PaymentsDb db) : IGoods, IWhenMoneyMoves
{
    public const string OfCreditPacks = "credit_pack";
    private const string Reversed = "credit_pack_reversed";

    public string Purpose => OfCreditPacks;

    public async Task<bool> HandOverAsync(Order order, DateTimeOffset now)
    {
        // If the person was erased before the money arrived, there is no wallet any more.
        if (order.UserId is not { } buyer)
        {
            return false;
        }

        await db.IssueAsync(buyer, CreditsOf(order), OfCreditPacks, $"credit_pack:{order.Id}", order.Id, now);
        return true;
    }

    /// <summary>Takes the credits out of the wallet again: all of them, once, and only if none has been spent.</summary>
    public async Task<bool> TakeBackAsync(Order order, DateTimeOffset now)
    {
        if (order.UserId is not { } buyer)
        {
            return true;
        }

        var wallet = await db.LockWalletAsync(buyer, now);
        if (await IsTakenBackAsync(order))
        {
            return true;
        }

        var credits = CreditsOf(order) - (await ReversedAsync(order)).Credits;
        if (wallet.Balance < credits)
        {
            return false;
        }

        if (credits > 0)
        {
            await db.IssueAsync(buyer, -credits, OfCreditPacks, TakenBack(order), order.Id, now);
        }

        return true;
    }

    /// <summary>
    /// Takes the credits whose money a bank holds or keeps, or that was refunded at the provider; the buyer gets them again when a dispute
    /// is won, unless an operator refunds the payment. Credits that are already spent stay with the buyer: a wallet is never below zero.
    /// </summary>
    public async Task MovedAsync(Order order, DateTimeOffset now)
    {
        if (order.Purpose != OfCreditPacks || order.UserId is not { } buyer || order.FulfilledAt is null)
        {
            return;
        }

        var payment = await db
            .Payments.AsNoTracking()
            .SingleAsync(payment => payment.OrderId == order.Id && payment.Status == PaymentStatus.Succeeded && !payment.IsSurplus);
        var refundedAtProvider = await db
            .Refunds.Where(refund =>
                refund.PaymentId == payment.Id && refund.Status == RefundStatus.Succeeded && refund.Reason == OrderState.RefundedAtProvider
            )
            .SumAsync(refund => refund.Amount);
        var gone = Math.Min(payment.Amount, payment.DisputingAmount + payment.DisputedAmount + refundedAtProvider);
        var (wallet, reversed) = (await db.LockWalletAsync(buyer, now), await ReversedAsync(order));
        if (await IsTakenBackAsync(order))
        {
            return;
        }

        // rounded up: a credit whose price came back in part is not kept
        var due = ((CreditsOf(order) * gone) + payment.Amount - 1) / payment.Amount;
        var taken = Math.Min(due - reversed.Credits, wallet.Balance);
        var isGivenBackOtherwise = payment.RefundingAmount > 0 || payment.RefundedAmount > payment.DisputedAmount + refundedAtProvider;
        if (taken > 0 || (taken < 0 && !isGivenBackOtherwise))
        {
            await db.IssueAsync(buyer, -taken, Reversed, $"{Reversed}:{order.Id}:{reversed.Times + 1}", order.Id, now);
        }
    }

    private static long CreditsOf(Order order) => CreditPack.All.Single(pack => pack.ReferenceId == order.ReferenceId).Credits;

    private static string TakenBack(Order order) => $"credit_pack_back:{order.Id}";

    private async Task<bool> IsTakenBackAsync(Order order) =>
        await db
            .Database.SqlQuery<bool>(
                $"""SELECT EXISTS (SELECT FROM ledger_transactions WHERE reference = {TakenBack(order)}) AS "Value" """
            )
            .SingleAsync();

    /// <summary>The credits of this order that are taken at present, and how often some were taken or given again.</summary>
    private async Task<Reversal> ReversedAsync(Order order) =>
        await db
            .Database.SqlQuery<Reversal>(
                $"""
                SELECT coalesce(-sum(entry.amount), 0)::bigint AS credits, count(*)::int AS times
                FROM ledger_transactions AS booked JOIN ledger_entries AS entry ON entry.transaction_id = booked.id
                WHERE booked.order_id = {order.Id} AND booked.kind = {Reversed} AND entry.wallet_id IS NOT NULL
                """
            )
            .SingleAsync();

    private sealed record Reversal(long Credits, int Times);
}
