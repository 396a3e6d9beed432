using Community.Contracts;
using Community.Contracts.Payments;
using Community.Payments.Ledger;
using Community.Payments.Refunds;

namespace Community.Payments.Orders;

/// <summary>
/// The one place where an order changes its status and money its owner. Plain and without input or output: it reads and writes an
/// <see cref="OrderBook"/>, under the order's lock. Commands may come in any order, any number of times, and days late.
/// <code>
/// open -> paid                            Pay        a payment arrived
/// open -> expired                         Expire     nobody paid in time; or a payment under way failed for good
/// open -> withdrawn                       Withdraw   the seller takes the offer back
/// expired, withdrawn -> paid              Pay        paid too late: the seller fulfils it or asks for a refund
/// paid -> fulfilled                       Fulfil     the seller has handed over
/// paid, fulfilled -> partially_refunded   GoBack     part of the money is back
/// paid, fulfilled, partially_refunded -> refunded    all of it is back
/// </code>
/// Invariants: every amount that arrived is unfulfilled, revenue, refunding, surplus or back, in the ledger as here; one payment
/// counts, any other goes back whole; never does more go back than arrived.
/// </summary>
internal static class OrderMachine
{
    public static OrderOutcome Apply(OrderBook book, OrderCommand command, DateTimeOffset now) => command switch
    {
        Pay pay => Pay(book, pay, now),
        Orders.Fulfil => Fulfil(book, now),
        Withdraw withdraw => Withdraw(book, withdraw.Reason, now),
        Orders.Expire => Expire(book, now),
        NoteFailure failure => OfOpen(book, failure.PaymentId, payment => payment.FailureCode = failure.Code),
        CloseSession close => OfOpen(book, close.PaymentId, payment => Close(payment, close.Code)),
        FailPayment fail => Fail(book, fail, now),
        AskRefund ask => Ask(book, ask, now),
        ConfirmRefund confirm => Confirm(book, confirm, now),
        CancelRefund cancel => Cancel(book, cancel, now),
        NoteRefund refund => GoneBack(book, refund.PaymentId, refund.ProviderId, refund.Amount, "refunded_at_provider", isDispute: false, now),
        NoteDispute dispute => GoneBack(book, dispute.PaymentId, dispute.ProviderId, dispute.Amount, "disputed", isDispute: true, now),
        _ => throw new InvalidOperationException($"There is no command {command.GetType().Name}."),
    };

    private static OrderOutcome Pay(OrderBook book, Pay pay, DateTimeOffset now)
    {
        if (book.Find(pay.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (payment.Status == PaymentStatus.Succeeded)
        {
            return OrderOutcome.Repeated;
        }

        var isSurplus = book.Paid is not null;
        (payment.Status, payment.Amount, payment.IsSurplus, payment.SucceededAt) = (PaymentStatus.Succeeded, pay.Amount, isSurplus, now);
        (payment.PaymentIntent, payment.FailureCode, payment.NextCheckAt) = (pay.PaymentIntent ?? payment.PaymentIntent, null, null);
        book.Postings.Add(new($"payment:{payment.Id}", "payment",
            new(Outside(payment), isSurplus ? Accounts.Surplus : Accounts.Unfulfilled, payment.Currency, payment.Amount), book.Order.Id, payment.WalletId));
        if (isSurplus)
        {
            SendBack(book, payment, payment.Amount, "paid_twice", Accounts.Surplus, now);
            return OrderOutcome.Done;
        }

        (book.Order.Status, book.Order.PaidAt, book.Order.EndReason) = (OrderStatus.Paid, now, null);
        CloseSessions(book, now);
        book.JustPaidBy = payment;
        Announce(book, (order, version) => new PaymentSucceeded(
            NewId(now), now, order.Id, version, BuyerOf(order), order.Purpose, order.ReferenceId, payment.Amount, payment.Currency, payment.Method,
            order.Description));
        return OrderOutcome.Done;
    }

    private static OrderOutcome Fulfil(OrderBook book, DateTimeOffset now)
    {
        if (book.Order.FulfilledAt is not null)
        {
            return OrderOutcome.Repeated;
        }

        if (book.Paid is not { } payment)
        {
            return OrderOutcome.NotPaid;
        }

        book.Order.FulfilledAt = now;
        book.Order.Version++;
        if (book.Order.Status == OrderStatus.Paid)
        {
            book.Order.Status = OrderStatus.Fulfilled;
        }

        if (payment.Remaining > 0)
        {
            book.Postings.Add(new($"fulfilment:{book.Order.Id}", "fulfilment",
                new(Accounts.Unfulfilled, Accounts.Revenue, payment.Currency, payment.Remaining), book.Order.Id));
        }

        return OrderOutcome.Done;
    }

    private static OrderOutcome Withdraw(OrderBook book, string reason, DateTimeOffset now)
    {
        if (book.Order.Status != OrderStatus.Open)
        {
            return OrderOutcome.Repeated;
        }

        (book.Order.Status, book.Order.EndReason) = (OrderStatus.Withdrawn, reason);
        book.Order.Version++;
        CloseSessions(book, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome Expire(OrderBook book, DateTimeOffset now)
    {
        if (book.Order.Status != OrderStatus.Open || book.Order.ExpiresAt > now)
        {
            return OrderOutcome.Repeated;
        }

        (book.Order.Status, book.Order.EndReason) = (OrderStatus.Expired, "not_paid_in_time");
        CloseSessions(book, now);
        Announce(book, (order, version) => new OrderExpired(NewId(now), now, order.Id, version, BuyerOf(order), order.Purpose, order.ReferenceId, order.Description,
            order.AmountCents, order.Currency));
        return OrderOutcome.Done;
    }

    private static OrderOutcome Fail(OrderBook book, FailPayment fail, DateTimeOffset now)
    {
        var outcome = OfOpen(book, fail.PaymentId, payment => Close(payment, fail.Code));
        if (outcome == OrderOutcome.Done && book.Order.Status == OrderStatus.Open)
        {
            (book.Order.Status, book.Order.EndReason) = (OrderStatus.Expired, "payment_failed");
            Announce(book, (order, version) => new PaymentFailed(
                NewId(now), now, order.Id, version, BuyerOf(order), order.Purpose, order.ReferenceId, fail.Code, order.Description,
                order.AmountCents, order.Currency));
        }

        return outcome;
    }

    private static OrderOutcome Ask(OrderBook book, AskRefund ask, DateTimeOffset now)
    {
        if (book.Paid is not { } payment)
        {
            // The seller will not deliver. Who pays all the same is asked about again.
            return Withdraw(book, ask.Reason, now) == OrderOutcome.Done ? OrderOutcome.Done : OrderOutcome.NotPaid;
        }

        var amount = Math.Min(ask.Amount ?? payment.Remaining, payment.Remaining);
        if (amount <= 0)
        {
            return OrderOutcome.Repeated;
        }

        SendBack(book, payment, amount, ask.Reason, HeldIn(book.Order, payment), now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome Confirm(OrderBook book, ConfirmRefund confirm, DateTimeOffset now)
    {
        if (book.FindRefund(confirm.RefundId) is not { } refund || book.Find(refund.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (refund.Status != RefundStatus.Pending)
        {
            return OrderOutcome.Repeated;
        }

        refund.ProviderId = confirm.ProviderId;
        payment.RefundingAmount -= refund.Amount;
        book.Postings.Add(new($"refunded:{refund.Id}", "refund", new(Accounts.Refunding, Outside(payment), payment.Currency, refund.Amount), book.Order.Id, payment.WalletId));
        GoBack(book, payment, refund, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome Cancel(OrderBook book, CancelRefund cancel, DateTimeOffset now)
    {
        if (book.FindRefund(cancel.RefundId) is not { } refund || book.Find(refund.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (refund.Status != RefundStatus.Pending)
        {
            return OrderOutcome.Repeated;
        }

        Undo(book, payment, refund, cancel.Reason, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome GoneBack(OrderBook book, Guid paymentId, string providerId, long amount, string reason, bool isDispute, DateTimeOffset now)
    {
        if (book.Find(paymentId) is not { Status: PaymentStatus.Succeeded } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (book.Refunds.Any(refund => refund.ProviderId == providerId))
        {
            return OrderOutcome.Repeated;
        }

        // The same money cannot go back twice: what we had asked for and the provider cannot make any more makes room.
        var undone = 0L;
        foreach (var pending in book.Refunds.Where(refund => refund.PaymentId == paymentId && refund.Status == RefundStatus.Pending).Reverse().ToArray())
        {
            if (payment.Remaining >= amount)
            {
                break;
            }

            Undo(book, payment, pending, reason, now);
            undone += pending.Amount;
        }

        amount = Math.Min(amount, payment.Remaining);
        if (amount <= 0)
        {
            return OrderOutcome.Repeated;
        }

        var refund = NewRefund(book.Order, payment, amount, reason, now);
        refund.ProviderId = providerId;
        book.Add(refund);
        payment.DisputedAmount += isDispute ? amount : 0;
        book.Postings.Add(new($"refunded:{refund.Id}", isDispute ? "dispute" : "refund",
            new(HeldIn(book.Order, payment), Outside(payment), payment.Currency, amount), book.Order.Id));
        GoBack(book, payment, refund, now);
        if (Math.Min(undone - amount, payment.Remaining) is > 0 and var rest)
        {
            SendBack(book, payment, rest, "rest_of_refund", HeldIn(book.Order, payment), now);
        }

        return OrderOutcome.Done;
    }

    // --- steps ------------------------------------------------------------------------------------------------------

    /// <summary>Credits are back at once; money when the provider says so.</summary>
    private static void SendBack(OrderBook book, Payment payment, long amount, string reason, string from, DateTimeOffset now)
    {
        var refund = NewRefund(book.Order, payment, amount, reason, now);
        book.Add(refund);
        if (payment.Method == PaymentMethods.Credits)
        {
            book.Postings.Add(new($"refunded:{refund.Id}", "refund", new(from, Accounts.Wallet, payment.Currency, amount), book.Order.Id, payment.WalletId));
            GoBack(book, payment, refund, now);
            return;
        }

        refund.NextAttemptAt = now;
        payment.RefundingAmount += amount;
        book.Order.Version++;
        book.Postings.Add(new($"refunding:{refund.Id}", "refund", new(from, Accounts.Refunding, payment.Currency, amount), book.Order.Id));
    }

    private static void GoBack(OrderBook book, Payment payment, Refund refund, DateTimeOffset now)
    {
        (refund.Status, refund.FinishedAt, refund.NextAttemptAt, refund.Failure) = (RefundStatus.Succeeded, now, null, null);
        payment.RefundedAmount += refund.Amount;
        if (payment.IsSurplus)
        {
            book.Order.Version++;
            return;
        }

        book.Order.RefundedAmount += refund.Amount;
        var isWhole = book.Order.RefundedAmount >= payment.Amount;
        (book.Order.Status, book.Order.RefundedAt) = (isWhole ? OrderStatus.Refunded : OrderStatus.PartiallyRefunded, now);
        Announce(book, (order, version) => new PaymentRefunded(
            NewId(now), now, order.Id, version, BuyerOf(order), order.Purpose, order.ReferenceId, refund.Amount, payment.Currency,
            order.Description, refund.Reason));
    }

    private static void Undo(OrderBook book, Payment payment, Refund refund, string reason, DateTimeOffset now)
    {
        (refund.Status, refund.FinishedAt, refund.NextAttemptAt, refund.Failure) = (RefundStatus.Cancelled, now, null, reason);
        payment.RefundingAmount -= refund.Amount;
        book.Order.Version++;
        book.Postings.Add(new($"refund_cancelled:{refund.Id}", "refund_cancelled",
            new(Accounts.Refunding, HeldIn(book.Order, payment), payment.Currency, refund.Amount), book.Order.Id));
    }

    private static Refund NewRefund(Order order, Payment payment, long amount, string reason, DateTimeOffset now) => new()
    {
        Id = NewId(now),
        OrderId = order.Id,
        PaymentId = payment.Id,
        Amount = amount,
        Reason = reason,
        Status = RefundStatus.Pending,
        CreatedAt = now,
    };

    private static OrderOutcome OfOpen(OrderBook book, Guid paymentId, Action<Payment> change)
    {
        switch (book.Find(paymentId))
        {
            case null:
                return OrderOutcome.NotFound;
            case { IsOpen: true } payment:
                change(payment);
                return OrderOutcome.Done;
            default:
                return OrderOutcome.Repeated;
        }
    }

    private static void Close(Payment payment, string code) =>
        (payment.Status, payment.FailureCode, payment.NextCheckAt) = (PaymentStatus.Failed, payment.FailureCode ?? code, null);

    /// <summary>Nobody is to pay any more: the reconciler closes what is still open at the provider, at once.</summary>
    private static void CloseSessions(OrderBook book, DateTimeOffset now)
    {
        foreach (var payment in book.Payments.Where(payment => payment.IsOpen))
        {
            payment.NextCheckAt = now;
        }
    }

    private static string HeldIn(Order order, Payment payment) =>
        payment.IsSurplus ? Accounts.Surplus : order.FulfilledAt is null ? Accounts.Unfulfilled : Accounts.Revenue;

    private static string Outside(Payment payment) => payment.Method == PaymentMethods.Credits ? Accounts.Wallet : Accounts.Customers;

    private static void Announce(OrderBook book, Func<Order, long, IIntegrationEvent> integrationEvent)
    {
        book.Order.Version++;
        book.Events.Add(integrationEvent(book.Order, book.Order.Version));
    }

    /// <summary>Nobody is told the person's id once it is erased; the seller knows the order by its own.</summary>
    private static Guid BuyerOf(Order order) => order.UserId ?? Guid.Empty;

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
