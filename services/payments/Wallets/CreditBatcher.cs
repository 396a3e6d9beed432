using Community.Payments.Data;
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
            var result = Credits.Pay(
                states.GetValueOrDefault(command.OrderId),
                userId,
                wallet.Id,
                balance,
                now,
                command.KeyId,
                command.Language
            );
            balance = result.Balance;
            results.Add(result);
        }

        await orders.WriteAsync([.. states.Values]);
        return results;
    }
}
