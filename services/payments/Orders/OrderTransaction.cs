using Community.Payments.Data;
using Community.Payments.Ledger;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>
/// Applies commands to orders in the open transaction: locks the orders, reads everything that belongs to them, lets <c>OrderMachine</c> decide, and writes
/// the changes. The holder of an order's lock is alone with it, so that any number of webhooks, requests and instances go one after the other.
/// </summary>
internal sealed class OrderTransaction(PaymentsDb db, IEnumerable<IGoods> goods, IEnumerable<IWhenMoneyMoves> hooks, MailSignal mails, TimeProvider clock)
{
    /// <summary>Applies one command. Must run in a transaction; see <see cref="Platform.Data.ServiceDbContext.InTransactionAsync"/>.</summary>
    public async Task<OrderOutcome> ApplyAsync(Guid orderId, OrderCommand command)
    {
        if (await LockAsync(orderId) is not { } book)
        {
            return OrderOutcome.NotFound;
        }

        var outcome = OrderMachine.Apply(book, command, clock.GetUtcNow());
        await WriteAsync([book]);
        return outcome;
    }

    /// <summary>Applies an operator's refund; payments' own goods are taken back first. False: the goods are used up.</summary>
    public async Task<bool> RefundAsync(OrderBook book, AskRefund ask)
    {
        var now = clock.GetUtcNow();
        foreach (var own in goods.Where(own => own.Purpose == book.Order.Purpose))
        {
            if (!await own.TakeBackAsync(book.Order, now))
            {
                return false;
            }
        }

        OrderMachine.Apply(book, ask, now);
        await WriteAsync([book]);
        return true;
    }

    /// <summary>Locks an order and reads everything that belongs to it; null if there is none.</summary>
    public async Task<OrderBook?> LockAsync(Guid orderId) => (await LockAsync([orderId])).SingleOrDefault();

    /// <summary>The same for several orders, in the order of their ids: every transaction that locks several uses this order.</summary>
    public async Task<IReadOnlyList<OrderBook>> LockAsync(Guid[] orderIds)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("Orders are changed in a transaction only.");
        }

        var orders = await db.Orders.FromSql($"SELECT * FROM orders WHERE id = ANY ({orderIds}) ORDER BY id FOR UPDATE").ToListAsync();
        if (orders.Count == 0)
        {
            return [];
        }

        var payments = (await db.Payments.Where(payment => orderIds.Contains(payment.OrderId)).OrderBy(payment => payment.Id).ToListAsync()).ToLookup(p => p.OrderId);
        // Most orders never had a successful payment, and so have no refund.
        var refunds = payments.SelectMany(ofOrder => ofOrder).Any(payment => payment.Status == PaymentStatus.Succeeded)
            ? (await db.Refunds.Where(refund => orderIds.Contains(refund.OrderId)).OrderBy(refund => refund.Id).ToListAsync()).ToLookup(r => r.OrderId)
            : Array.Empty<Refunds.Refund>().ToLookup(r => r.OrderId);
        var disputes = payments.SelectMany(ofOrder => ofOrder).Any(payment => payment is { Status: PaymentStatus.Succeeded } and not { Method: PaymentMethods.Credits })
            ? (await db.Disputes.Where(dispute => orderIds.Contains(dispute.OrderId!.Value)).OrderBy(dispute => dispute.Id).ToListAsync()).ToLookup(d => d.OrderId!.Value)
            : Array.Empty<Disputes.Dispute>().ToLookup(d => d.OrderId!.Value);
        return [.. orders.Select(order => new OrderBook(order, [.. payments[order.Id]], [.. refunds[order.Id]], [.. disputes[order.Id]]))];
    }

    /// <summary>Writes the changes of OrderMachine, hands over payments' own goods, and publishes the events.</summary>
    public async Task WriteAsync(IReadOnlyList<OrderBook> books)
    {
        var now = clock.GetUtcNow();
        foreach (var book in books)
        {
            db.Payments.AddRange(book.NewPayments);
            db.Refunds.AddRange(book.NewRefunds);
            db.Disputes.AddRange(book.NewDisputes);
        }

        await db.SaveChangesAsync();
        await db.PostAsync([.. books.SelectMany(book => book.Postings)], now);
        foreach (var book in books)
        {
            await HandOverAsync(book, now);
            await TellHooksAsync(book, now);
            db.Receipts.AddRange(book.Receipts);
            foreach (var integrationEvent in book.Events)
            {
                db.Publish(integrationEvent);
            }

            if (book.Receipts.Count > 0)
            {
                db.AfterCommit(mails.Wake);
            }

            book.Written();
        }

        await db.SaveChangesAsync();
    }

    private async Task HandOverAsync(OrderBook book, DateTimeOffset now)
    {
        if (book.JustPaidBy is null)
        {
            return;
        }

        foreach (var own in goods.Where(own => own.Purpose == book.Order.Purpose))
        {
            await own.HandOverAsync(book.Order, now);
            book.Postings.Clear();
            OrderMachine.Apply(book, new Fulfil(), now);
            await db.PostAsync(book.Postings, now);
        }

    }

    private async Task TellHooksAsync(OrderBook book, DateTimeOffset now)
    {
        if (!book.HasMovedBack && book.JustPaidBy is null)
        {
            return;
        }

        foreach (var hook in hooks.Where(_ => book.Paid is not { Method: PaymentMethods.Credits }))
        {
            await hook.MovedAsync(book.Order, now);
        }
    }
}

/// <summary>Goods that payments itself sells.</summary>
internal interface IGoods
{
    /// <summary>The purpose of its orders.</summary>
    string Purpose { get; }

    /// <summary>Gives the buyer the paid goods, in the payment's transaction. Called once for an order.</summary>
    Task HandOverAsync(Order order, DateTimeOffset now);

    /// <summary>Takes the goods back before an operator's refund, in the refund's transaction. False: they are used up, and nothing was changed.</summary>
    Task<bool> TakeBackAsync(Order order, DateTimeOffset now);
}

/// <summary>Called when money of an order arrives, goes back or comes back again, in the same transaction. Credits are no money.</summary>
internal interface IWhenMoneyMoves
{
    /// <summary>Called once for each change of the order, after it is written.</summary>
    Task MovedAsync(Order order, DateTimeOffset now);
}
