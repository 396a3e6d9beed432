using Community.Payments.Data;
using Community.Payments.Ledger;
using Community.Payments.Orders;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Grouping;

namespace Community.Payments.Wallets;

/// <summary>What became of paying with credits.</summary>
internal enum CreditOutcome
{
    Paid,
    NotFound,
    AlreadyPaid,
    NotOpen,

    /// <summary>The order has no price in credits.</summary>
    NotForCredits,

    Insufficient,

    /// <summary>A payment page is open for it; it must be closed first.</summary>
    SessionOpen,
}

/// <param name="Outcome">What became of it.</param>
/// <param name="Order">The order, as it is afterwards.</param>
/// <param name="Payment">The payment that was made; or the open page.</param>
/// <param name="Balance">Credits that are left.</param>
internal sealed record CreditResult(CreditOutcome Outcome, Order? Order = null, Payment? Payment = null, long Balance = 0);

/// <param name="OrderId">Which order is to be paid.</param>
/// <param name="KeyId">The request's Idempotency-Key (<c>IdempotencyKeyId</c>); null: it has none.</param>
/// <param name="Language">In which the buyer is written to; null: not known.</param>
internal sealed record CreditCommand(Guid OrderId, Guid? KeyId = null, string? Language = null);

/// <summary>
/// Pays orders out of wallets. Payments from one wallet commit in groups, so that a busy wallet costs a lock and a commit for each group.
/// The wallet is locked before the orders; only a webhook that pays an order and rewards the wallet's owner comes the other way round, and
/// may win a deadlock.
/// </summary>
internal sealed class CreditPayments(IServiceScopeFactory scopes, PaymentOptions options, TimeProvider clock)
    : GroupedTransactions<PaymentsDb, Guid, CreditCommand, CreditResult>(scopes, options.MaxGroup)
{
    /// <summary>Pays an order of this person's; returns when it has committed.</summary>
    public Task<CreditResult> PayAsync(Guid userId, CreditCommand command) => AskAsync(userId, command);

    protected override async Task<IReadOnlyList<CreditResult>> ApplyAsync(
        IServiceProvider services, PaymentsDb db, Guid userId, IReadOnlyList<CreditCommand> commands)
    {
        var orders = services.GetRequiredService<OrderTransaction>();
        var now = clock.GetKeptNow();
        var wallet = await db.LockWalletAsync(userId, now);
        var books = (await orders.LockAsync([.. commands.Select(command => command.OrderId).Distinct()])).ToDictionary(book => book.Order.Id);
        var balance = wallet.Balance;
        var results = new List<CreditResult>(commands.Count);
        foreach (var command in commands)
        {
            var result = Pay(books.GetValueOrDefault(command.OrderId), userId, wallet.Id, balance, now, command.KeyId, command.Language);
            balance = result.Balance;
            results.Add(result);
        }

        await orders.WriteAsync([.. books.Values]);
        return results;
    }

    /// <summary>Pays one order, if it can be, under the locks of its wallet and its own; the caller writes the book.</summary>
    /// <param name="book">The order; null: there is none.</param>
    /// <param name="userId">Who pays.</param>
    /// <param name="walletId">Their wallet.</param>
    /// <param name="balance">Credits in it, before.</param>
    /// <param name="now">The time of the payment.</param>
    /// <param name="keyId">What a repeat is recognised by: an order that was paid under the same key is paid, and not "already paid".</param>
    /// <param name="language">In which the buyer is written to; null: not known.</param>
    public static CreditResult Pay(OrderBook? book, Guid userId, Guid walletId, long balance, DateTimeOffset now, Guid? keyId = null, string? language = null)
    {
        if (book is null || book.Order.UserId != userId)
        {
            return new(CreditOutcome.NotFound, Balance: balance);
        }

        if (keyId is not null && book.Payments.FirstOrDefault(paid => paid.KeyId == keyId && paid.Status == PaymentStatus.Succeeded) is { } before)
        {
            return new(CreditOutcome.Paid, book.Order, before, balance);
        }

        if (Refusal(book, balance, now) is { } refusal)
        {
            return new(refusal, book.Order, book.Payments.FirstOrDefault(payment => payment.IsOpen), balance);
        }

        var price = book.Order.PriceCredits!.Value;
        var payment = new Payment
        {
            Id = Guid.CreateVersion7(now),
            OrderId = book.Order.Id,
            Method = PaymentMethods.Credits,
            Status = PaymentStatus.Creating,
            Amount = price,
            Currency = Accounts.Credits,
            WalletId = walletId,
            KeyId = keyId,
            Language = language,
            CreatedAt = now,
        };
        book.Add(payment);
        OrderMachine.Apply(book, new Pay(payment.Id, price), now);
        return new(CreditOutcome.Paid, book.Order, payment, balance - price);
    }

    private static CreditOutcome? Refusal(OrderBook book, long balance, DateTimeOffset now) => book.Order switch
    {
        { PaidAt: not null } => CreditOutcome.AlreadyPaid,
        { Status: not OrderStatus.Open } => CreditOutcome.NotOpen,
        var order when order.ExpiresAt <= now => CreditOutcome.NotOpen,
        { PriceCredits: null } => CreditOutcome.NotForCredits,
        var order when order.PriceCredits > balance => CreditOutcome.Insufficient,
        _ when book.Payments.Any(payment => payment.IsOpen) => CreditOutcome.SessionOpen,
        _ => null,
    };
}
