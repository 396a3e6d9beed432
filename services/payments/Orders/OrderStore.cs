using Community.Payments.Data;
using Community.Payments.Erasure;
using Community.Payments.Ledger;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Orders;

/// <summary>
/// Applies commands to orders in the open transaction: locks the orders, reads everything that belongs to them, lets <c>OrderState</c>
/// decide, and writes the changes. The holder of an order's lock is alone with it, so that any number of webhooks, requests and instances
/// go one after the other.
/// </summary>
internal sealed partial class OrderStore(
    PaymentsDb db,
    IEnumerable<IGoods> goods,
    IEnumerable<IWhenMoneyMoves> hooks,
    MailSignal mails,
    TimeProvider clock
)
{
    /// <summary>
    /// Applies one command. Must run in a transaction; see <see cref="Platform.Data.ServiceDbContext.InTransactionAsync"/>.
    /// </summary>
    public async Task<OrderOutcome> ApplyAsync(Guid orderId, OrderCommand command)
    {
        if (await LockAsync(orderId) is not { } state)
        {
            return OrderOutcome.NotFound;
        }

        var outcome = OrderState.Apply(state, command, clock.GetUtcNow());
        await WriteAsync([state]);
        return outcome;
    }

    /// <summary>
    /// Applies a command that withdraws an offer. If the order is not known yet, the withdrawal is stored. Must run in a transaction.
    /// </summary>
    public async Task ApplyOrNoteAsync(Guid orderId, OrderCommand command, string reason)
    {
        if (await ApplyAsync(orderId, command) != OrderOutcome.NotFound)
        {
            return;
        }

        // The request may arrive at this moment: of the two transactions, the second one sees the first.
        await LockIdAsync(db, orderId);
        if (await ApplyAsync(orderId, command) == OrderOutcome.NotFound)
        {
            await NoteEarlyWithdrawalAsync(db, orderId, reason, clock.GetUtcNow());
        }
    }

    /// <summary>Applies an operator's refund; payments' own goods are taken back first. False: the goods are used up.</summary>
    public async Task<bool> RefundAsync(OrderState state, AskRefund ask)
    {
        var now = clock.GetUtcNow();
        foreach (var own in goods.Where(own => own.Purpose == state.Order.Purpose))
        {
            if (!await own.TakeBackAsync(state.Order, now))
            {
                return false;
            }
        }

        OrderState.Apply(state, ask, now);
        await WriteAsync([state]);
        return true;
    }

    /// <summary>Locks an order and reads everything that belongs to it; null if there is none.</summary>
    public async Task<OrderState?> LockAsync(Guid orderId) => (await LockAsync([orderId])).SingleOrDefault();

    /// <summary>The same for several orders, in the order of their ids: every transaction that locks several uses this order.</summary>
    public async Task<IReadOnlyList<OrderState>> LockAsync(Guid[] orderIds)
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

        var payments = (
            await db.Payments.Where(payment => orderIds.Contains(payment.OrderId)).OrderBy(payment => payment.Id).ToListAsync()
        ).ToLookup(p => p.OrderId);
        // Most orders never had a successful payment, and so have no refund.
        var refunds = payments.SelectMany(ofOrder => ofOrder).Any(payment => payment.Status == PaymentStatus.Succeeded)
            ? (await db.Refunds.Where(refund => orderIds.Contains(refund.OrderId)).OrderBy(refund => refund.Id).ToListAsync()).ToLookup(r =>
                r.OrderId
            )
            : Array.Empty<Refunds.Refund>().ToLookup(r => r.OrderId);
        var disputes = payments
            .SelectMany(ofOrder => ofOrder)
            .Any(payment => payment is { Status: PaymentStatus.Succeeded } and not { Method: PaymentMethods.Credits })
            ? (
                await db.Disputes.Where(dispute => orderIds.Contains(dispute.OrderId!.Value)).OrderBy(dispute => dispute.Id).ToListAsync()
            ).ToLookup(d => d.OrderId!.Value)
            : Array.Empty<Disputes.Dispute>().ToLookup(d => d.OrderId!.Value);
        return [.. orders.Select(order => new OrderState(order, [.. payments[order.Id]], [.. refunds[order.Id]], [.. disputes[order.Id]]))];
    }

    /// <summary>Writes the changes of OrderState, hands over payments' own goods, and publishes the events.</summary>
    public async Task WriteAsync(IReadOnlyList<OrderState> states)
    {
        var now = clock.GetUtcNow();
        foreach (var state in states)
        {
            db.Payments.AddRange(state.NewPayments);
            db.Refunds.AddRange(state.NewRefunds);
            db.Disputes.AddRange(state.NewDisputes);
        }

        CountChanges(states);
        await db.SaveChangesAsync();
        await db.PostAsync([.. states.SelectMany(state => state.Postings)], now);
        foreach (var state in states)
        {
            await HandOverAsync(state, now);
            await RunHooksAsync(state, now);
            db.Receipts.AddRange(state.Receipts);
            foreach (var integrationEvent in state.Events)
            {
                db.Publish(integrationEvent);
            }

            if (state.Receipts.Count > 0)
            {
                db.AfterCommit(mails.Wake);
            }

            state.Written();
        }

        CountChanges(states);
        await db.SaveChangesAsync();
    }

    /// <summary>Counts the orders whose state the next save changes.</summary>
    private void CountChanges(IReadOnlyList<OrderState> states)
    {
        foreach (var state in states)
        {
            var status = db.Entry(state.Order).Property(order => order.Status);
            if (status.OriginalValue != status.CurrentValue)
            {
                var changed = status.CurrentValue;
                db.AfterCommit(() => OrderMetrics.Changed(changed));
            }
        }
    }

    private async Task HandOverAsync(OrderState state, DateTimeOffset now)
    {
        if (state.JustPaidBy is null)
        {
            return;
        }

        foreach (var own in goods.Where(own => own.Purpose == state.Order.Purpose))
        {
            state.Postings.Clear();
            OrderState.Apply(state, await own.HandOverAsync(state.Order, now) ? new Fulfil() : new AskRefund(PersonErasure.Reason), now);
            db.Refunds.AddRange(state.NewRefunds.Where(refund => db.Entry(refund).State == EntityState.Detached));
            await db.PostAsync(state.Postings, now);
        }
    }

    private async Task RunHooksAsync(OrderState state, DateTimeOffset now)
    {
        if (!state.HasMovedBack && state.JustPaidBy is null)
        {
            return;
        }

        foreach (var hook in hooks.Where(_ => state.Paid is not { Method: PaymentMethods.Credits }))
        {
            await hook.MovedAsync(state.Order, now);
        }
    }
}

/// <summary>Goods that payments itself sells.</summary>
internal interface IGoods
{
    string Purpose { get; }

    /// <summary>
    /// Gives the buyer the paid goods, in the payment's transaction. Called once for an order. False: the buyer was erased before the money
    /// arrived, and nothing was changed.
    /// </summary>
    Task<bool> HandOverAsync(Order order, DateTimeOffset now);

    /// <summary>
    /// Takes the goods back before an operator's refund, in the refund's transaction. False: they are used up, and nothing was changed.
    /// </summary>
    Task<bool> TakeBackAsync(Order order, DateTimeOffset now);
}

/// <summary>Called when money of an order arrives, goes back or comes back again, in the same transaction. Credits are no money.</summary>
internal interface IWhenMoneyMoves
{
    /// <summary>Called once for each change of the order, after it is written.</summary>
    Task MovedAsync(Order order, DateTimeOffset now);
}

internal static class OrderScopes
{
    /// <summary>Applies a command in a scope and a transaction of its own: for background work.</summary>
    public static async Task<OrderOutcome> ApplyAsync(this IServiceScopeFactory scopes, Guid orderId, OrderCommand command)
    {
        await using var scope = scopes.CreateAsyncScope();
        var orders = scope.ServiceProvider.GetRequiredService<OrderStore>();
        return await scope.ServiceProvider.GetRequiredService<PaymentsDb>().InTransactionAsync(() => orders.ApplyAsync(orderId, command));
    }
}
