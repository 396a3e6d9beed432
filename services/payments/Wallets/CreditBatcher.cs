using Community.Payments.Data;
using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.Platform.Data;
using Community.Platform.Data.Grouping;

namespace Community.Payments.Wallets;

/// <summary>
/// Pays orders out of wallets. Payments from one wallet commit in batches, so that a busy wallet costs one lock and one commit for each
/// batch. The wallet is locked before the orders. Only a webhook that pays an order and rewards the wallet's owner locks in the opposite
/// order, and may cause a deadlock, which it may win.
/// </summary>
internal sealed class CreditBatcher(IServiceScopeFactory scopes, PaymentOptions options, TimeProvider clock)
    : GroupCommit<PaymentsDb, Guid, CreditCommand, CreditResult>(scopes, options.MaxGroup)
{
    /// <summary>Pays an order of this user; returns after the commit.</summary>
    public Task<CreditResult> PayAsync(Guid userId, CreditCommand command) => AskAsync(userId, command);

    protected override async Task<IReadOnlyList<CreditResult>> ApplyAsync(
        IServiceProvider services,
        PaymentsDb db,
        Guid userId,
        IReadOnlyList<CreditCommand> commands
    )
    {
        var orders = services.GetRequiredService<OrderStore>();
        var now = clock.GetKeptNow();
        var wallet = await db.LockWalletAsync(userId, now);
        var states = (await orders.LockAsync([.. commands.Select(command => command.OrderId).Distinct()])).ToDictionary(state =>
            state.Order.Id
        );
        var balance = wallet.Balance;
        var results = new List<CreditResult>(commands.Count);
        foreach (var command in commands)
        {
            var result = Pay(states.GetValueOrDefault(command.OrderId), userId, wallet.Id, balance, now, command.KeyId, command.Language);
            balance = result.Balance;
            results.Add(result);
        }

        await orders.WriteAsync([.. states.Values]);
        return results;
    }

    /// <summary>Pays one order, if possible, under the locks of its wallet and its own; the caller writes the state.</summary>
    /// <param name="state">The order; null: there is none.</param>
    /// <param name="userId">The buyer.</param>
    /// <param name="walletId">The buyer's wallet.</param>
    /// <param name="balance">The credits in it, before.</param>
    /// <param name="now">The time of the payment.</param>
    /// <param name="keyId">
    /// Recognizes a repeat: an order that was paid under the same key is answered as paid now, not as "already paid".
    /// </param>
    /// <param name="language">The language of mails to the buyer; null: not known.</param>
    public static CreditResult Pay(
        OrderState? state,
        Guid userId,
        Guid walletId,
        long balance,
        DateTimeOffset now,
        Guid? keyId = null,
        string? language = null
    )
    {
        if (state is null || state.Order.UserId != userId)
        {
            return new(CreditOutcome.NotFound, Balance: balance);
        }

        if (
            keyId is not null
            && state.Payments.FirstOrDefault(paid => paid.KeyId == keyId && paid.Status == PaymentStatus.Succeeded) is { } before
        )
        {
            return new(CreditOutcome.Paid, state.Order, before, balance);
        }

        if (Refusal(state, balance, now) is { } refusal)
        {
            return new(refusal, state.Order, state.Payments.FirstOrDefault(payment => payment.IsOpen), balance);
        }

        var price = state.Order.PriceCredits!.Value;
        var payment = new Payment
        {
            Id = Guid.CreateVersion7(now),
            OrderId = state.Order.Id,
            Method = PaymentMethods.Credits,
            Status = PaymentStatus.Creating,
            Amount = price,
            Currency = Accounts.Credits,
            WalletId = walletId,
            KeyId = keyId,
            Language = language,
            CreatedAt = now,
        };
        state.Add(payment);
        OrderState.Apply(state, new Pay(payment.Id, price), now);
        return new(CreditOutcome.Paid, state.Order, payment, balance - price);
    }

    private static CreditOutcome? Refusal(OrderState state, long balance, DateTimeOffset now) =>
        state.Order switch
        {
            { PaidAt: not null } => CreditOutcome.AlreadyPaid,
            { Status: not OrderStatus.Open } => CreditOutcome.NotOpen,
            var order when order.ExpiresAt <= now => CreditOutcome.NotOpen,
            { PriceCredits: null } => CreditOutcome.NotForCredits,
            var order when order.PriceCredits > balance => CreditOutcome.Insufficient,
            _ when state.Payments.Any(payment => payment.IsOpen) => CreditOutcome.SessionOpen,
            _ => null,
        };
}
