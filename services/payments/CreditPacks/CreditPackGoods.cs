using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Wallets;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.CreditPacks;

/// <summary>Puts bought credits into the buyer's wallet.</summary>
internal sealed class CreditPackGoods(PaymentsDb db) : IGoods
{
    public const string OfCreditPacks = "credit_pack";

    public string Purpose => OfCreditPacks;

    public async Task HandOverAsync(Order order, DateTimeOffset now)
    {
        // A person who was erased before the money arrived has no wallet any more.
        if (order.UserId is { } buyer)
        {
            var pack = CreditPack.All.Single(pack => pack.ReferenceId == order.ReferenceId);
            await db.IssueAsync(buyer, pack.Credits, OfCreditPacks, $"credit_pack:{order.Id}", order.Id, now);
        }
    }

    /// <summary>Takes the credits out of the wallet again: all of them, once, and only if none has been spent.</summary>
    public async Task<bool> TakeBackAsync(Order order, DateTimeOffset now)
    {
        if (order.UserId is not { } buyer)
        {
            return true;
        }

        var (wallet, reference) = (await db.LockWalletAsync(buyer, now), $"credit_pack_back:{order.Id}");
        if (
            await db
                .Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM ledger_transactions WHERE reference = {reference}) AS "Value" """)
                .SingleAsync()
        )
        {
            return true;
        }

        var credits = CreditPack.All.Single(pack => pack.ReferenceId == order.ReferenceId).Credits;
        if (wallet.Balance < credits)
        {
            return false;
        }

        await db.IssueAsync(buyer, -credits, OfCreditPacks, reference, order.Id, now);
        return true;
    }
}
