using Community.Contracts;
using Community.Contracts.Payments;
using Community.Payments.Disputes;
using Community.Payments.Ledger;
using Community.Payments.Refunds;

namespace Community.Payments.Orders;

/// <summary>
/// The one place where an order changes its status and money its owner. Pure, without input or output; used under the order's lock.
/// Commands may come in any order, any number of times, and days late.
/// <code>
/// open -> paid                            Pay        a payment arrived
/// open -> expired                         Expire     not paid in time; or a payment under way failed for good
/// open -> withdrawn                       Withdraw   the seller withdraws the offer
/// expired, withdrawn -> paid              Pay        paid too late: the seller fulfils it or requests a refund
/// paid -> fulfilled                       Fulfil     the seller has handed over
/// paid, fulfilled -> partially_refunded   GoBack     part of the money is back
/// paid, fulfilled, partially_refunded -> refunded    all of it is back
/// refunded, partially_refunded -> refund_failed      a bank sent some of it back: it is owed to the buyer
/// </code>
/// Invariants: every amount that arrived is unfulfilled, revenue, refunding, surplus or back, in the ledger as here; one payment counts,
/// and any other goes back whole; never more goes back than arrived. A dispute changes none of that until it is lost: meanwhile the bank's
/// amount is in an account of its own (<see cref="Accounts.Disputed"/>).
/// </summary>
internal sealed partial class OrderState
{
    /// <summary>The reason of a refund that was made at the provider without a request of ours.</summary>
    public const string RefundedAtProvider = "refunded_at_provider";

    // A bank that sent a refund back is asked again after 1, 2, 4 and 8 days.
    private const int MostTries = 4;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromDays(1);

    // Used if the provider does not answer; the sender then puts the refund off further.
    private static readonly TimeSpan RetryAgain = TimeSpan.FromSeconds(5);

    // The provider's webhooks may be lost, and disputes take weeks.
    private static readonly TimeSpan DisputeCheck = TimeSpan.FromHours(12);

    public static OrderOutcome Apply(OrderState state, OrderCommand command, DateTimeOffset now) =>
        command switch
        {
            Pay pay => Pay(state, pay, now),
            Orders.Fulfil => Fulfil(state, now),
            Withdraw withdraw => Withdraw(state, withdraw.Reason, now),
            Orders.Expire => Expire(state, now),
            NoteFailure failure => OfOpen(state, failure.PaymentId, payment => payment.FailureCode = failure.Code),
            CloseSession close => OfOpen(state, close.PaymentId, payment => Close(payment, close.Code)),
            FailRefund fail => FailRefund(state, fail, now),
            RetryRefund retry => Retry(state, retry, now),
            SettleRefund settle => Settle(state, settle, now),
            FailPayment fail => Fail(state, fail, now),
            AskRefund ask => Ask(state, ask, now),
            ConfirmRefund confirm => Confirm(state, confirm, now),
            NotePending pending => NotePending(state, pending),
            CancelRefund cancel => Cancel(state, cancel, now),
            NoteRefund refund => GoneBack(
                state,
                refund.PaymentId,
                refund.ProviderId,
                refund.Amount,
                RefundedAtProvider,
                dispute: null,
                now
            ),
            NoteDispute dispute => Dispute(state, dispute.PaymentId, dispute.Dispute, now),
            _ => throw new InvalidOperationException($"There is no command {command.GetType().Name}."),
        };

    private static OrderOutcome Pay(OrderState state, Pay pay, DateTimeOffset now)
    {
        if (state.Find(pay.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (payment.Status == PaymentStatus.Succeeded)
        {
            return OrderOutcome.Repeated;
        }

        var isSurplus = state.Paid is not null;
        (payment.Status, payment.Amount, payment.IsSurplus, payment.SucceededAt) = (PaymentStatus.Succeeded, pay.Amount, isSurplus, now);
        (payment.PaymentIntent, payment.FailureCode, payment.NextCheckAt) = (pay.PaymentIntent ?? payment.PaymentIntent, null, null);
        state.Postings.Add(
            new(
                $"payment:{payment.Id}",
                "payment",
                new(Outside(payment), isSurplus ? Accounts.Surplus : Accounts.Unfulfilled, payment.Currency, payment.Amount),
                state.Order.Id,
                payment.WalletId
            )
        );
        if (isSurplus)
        {
            SendBack(state, payment, payment.Amount, "paid_twice", Accounts.Surplus, now);
            return OrderOutcome.Done;
        }

        (state.Order.Status, state.Order.PaidAt, state.Order.EndReason) = (OrderStatus.Paid, now, null);
        CloseSessions(state, now);
        state.JustPaidBy = payment;
        state.WriteReceipt(payment, refund: null, now);
        Announce(
            state,
            (order, version) =>
                new PaymentSucceeded(
                    NewId(now),
                    now,
                    order.Id,
                    version,
                    BuyerOf(order),
                    order.Purpose,
                    order.ReferenceId,
                    payment.Amount,
                    payment.Currency,
                    payment.Method,
                    order.Description
                )
        );
        return OrderOutcome.Done;
    }

    private static OrderOutcome Fulfil(OrderState state, DateTimeOffset now)
    {
        if (state.Order.FulfilledAt is not null)
        {
            return OrderOutcome.Repeated;
        }

        if (state.Paid is not { } payment)
        {
            return OrderOutcome.NotPaid;
        }

        state.Order.FulfilledAt = now;
        state.Order.Version++;
        if (state.Order.Status == OrderStatus.Paid)
        {
            state.Order.Status = OrderStatus.Fulfilled;
        }

        if (payment.Remaining > 0)
        {
            state.Postings.Add(
                new(
                    $"fulfilment:{state.Order.Id}",
                    "fulfilment",
                    new(Accounts.Unfulfilled, Accounts.Revenue, payment.Currency, payment.Remaining),
                    state.Order.Id
                )
            );
        }

        return OrderOutcome.Done;
    }

    private static OrderOutcome Withdraw(OrderState state, string reason, DateTimeOffset now)
    {
        if (state.Order.Status != OrderStatus.Open)
        {
            return OrderOutcome.Repeated;
        }

        (state.Order.Status, state.Order.EndReason) = (OrderStatus.Withdrawn, reason);
        state.Order.Version++;
        CloseSessions(state, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome Expire(OrderState state, DateTimeOffset now)
    {
        if (state.Order.Status != OrderStatus.Open || state.Order.ExpiresAt > now)
        {
            return OrderOutcome.Repeated;
        }

        (state.Order.Status, state.Order.EndReason) = (OrderStatus.Expired, "not_paid_in_time");
        CloseSessions(state, now);
        Announce(
            state,
            (order, version) =>
                new OrderExpired(
                    NewId(now),
                    now,
                    order.Id,
                    version,
                    BuyerOf(order),
                    order.Purpose,
                    order.ReferenceId,
                    order.Description,
                    order.AmountCents,
                    order.Currency
                )
        );
        return OrderOutcome.Done;
    }

    private static OrderOutcome Fail(OrderState state, FailPayment fail, DateTimeOffset now)
    {
        var outcome = OfOpen(state, fail.PaymentId, payment => Close(payment, fail.Code));
        if (outcome == OrderOutcome.Done && state.Order.Status == OrderStatus.Open)
        {
            (state.Order.Status, state.Order.EndReason) = (OrderStatus.Expired, "payment_failed");
            Announce(
                state,
                (order, version) =>
                    new PaymentFailed(
                        NewId(now),
                        now,
                        order.Id,
                        version,
                        BuyerOf(order),
                        order.Purpose,
                        order.ReferenceId,
                        fail.Code,
                        order.Description,
                        order.AmountCents,
                        order.Currency
                    )
            );
        }

        return outcome;
    }

    private static OrderOutcome Ask(OrderState state, AskRefund ask, DateTimeOffset now)
    {
        if (state.Paid is not { } payment)
        {
            // The seller will not deliver. If the order is paid all the same, the seller is asked again.
            return Withdraw(state, ask.Reason, now) == OrderOutcome.Done ? OrderOutcome.Done : OrderOutcome.NotPaid;
        }

        var amount = Math.Min(ask.Amount ?? payment.Remaining, payment.Remaining);
        if (amount <= 0)
        {
            return OrderOutcome.Repeated;
        }

        SendBack(state, payment, amount, ask.Reason, HeldIn(state.Order, payment), now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome Confirm(OrderState state, ConfirmRefund confirm, DateTimeOffset now)
    {
        if (state.FindRefund(confirm.RefundId) is not { } refund || state.Find(refund.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        // A confirmation of an earlier try, read before that try failed.
        if (!refund.IsOwed || (confirm.ProviderId is { } id && refund.FailedProviderIds.Contains(id)))
        {
            return OrderOutcome.Repeated;
        }

        refund.ProviderId = confirm.ProviderId;
        payment.RefundingAmount -= refund.Amount;
        state.Postings.Add(
            new(
                $"refunded:{refund.Key}",
                "refund",
                new(Accounts.Refunding, Outside(payment), payment.Currency, refund.Amount),
                state.Order.Id,
                payment.WalletId
            )
        );
        GoBack(state, payment, refund, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome NotePending(OrderState state, NotePending pending)
    {
        if (state.FindRefund(pending.RefundId) is not { } refund)
        {
            return OrderOutcome.NotFound;
        }

        if (refund is not { Status: RefundStatus.Pending, ProviderId: null } || refund.FailedProviderIds.Contains(pending.ProviderId))
        {
            return OrderOutcome.Repeated;
        }

        refund.ProviderId = pending.ProviderId;
        return OrderOutcome.Done;
    }

    private static OrderOutcome Cancel(OrderState state, CancelRefund cancel, DateTimeOffset now)
    {
        if (state.FindRefund(cancel.RefundId) is not { } refund || state.Find(refund.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (!refund.IsOwed)
        {
            return OrderOutcome.Repeated;
        }

        Undo(state, payment, refund, cancel.Reason, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome GoneBack(
        OrderState state,
        Guid paymentId,
        string providerId,
        long amount,
        string reason,
        Dispute? dispute,
        DateTimeOffset now
    )
    {
        if (state.Find(paymentId) is not { Status: PaymentStatus.Succeeded } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (state.Refunds.Any(refund => refund.ProviderId == providerId || refund.FailedProviderIds.Contains(providerId)))
        {
            return OrderOutcome.Repeated;
        }

        // The same money cannot go back twice: pending refunds that the provider can no longer make are undone, to make room.
        // The seller knows of the undone ones already.
        var (undone, announced) = (0L, 0L);
        foreach (var pending in state.Refunds.Where(refund => refund.PaymentId == paymentId && refund.IsOwed).Reverse().ToArray())
        {
            if (payment.Remaining >= amount)
            {
                break;
            }

            Undo(state, payment, pending, reason, now);
            undone += pending.Amount;
            announced += pending.IsAnnounced ? pending.Amount : 0;
        }

        amount = Math.Min(amount, payment.Remaining);
        if (amount <= 0)
        {
            return OrderOutcome.Repeated;
        }

        var refund = NewRefund(state.Order, payment, amount, reason, now);
        refund.ProviderId = providerId;
        state.Add(refund);
        payment.DisputedAmount += dispute is null ? 0 : amount;
        state.Postings.Add(
            new(
                $"refunded:{refund.Id}",
                dispute is null ? "refund" : "dispute",
                new(HeldIn(state.Order, payment), dispute is null ? Outside(payment) : Accounts.Disputed, payment.Currency, amount),
                state.Order.Id
            )
        );
        GoBack(state, payment, refund, now, hasReceipt: dispute is null, announced);
        var rest = Math.Max(0, Math.Min(undone - amount, payment.Remaining));
        var known = Math.Clamp(announced - amount, 0, rest);
        SendRestBack(state, payment, known, isAnnounced: true, now);
        SendRestBack(state, payment, rest - known, isAnnounced: false, now);

        return OrderOutcome.Done;
    }

    private static OrderOutcome FailRefund(OrderState state, FailRefund fail, DateTimeOffset now)
    {
        var refund = state.Refunds.FirstOrDefault(refund => refund.Id == fail.RefundId || refund.ProviderId == fail.ProviderId);
        if (refund is null || state.Find(refund.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (
            refund.FailedProviderIds.Contains(fail.ProviderId)
            || (refund.ProviderId is { } present && present != fail.ProviderId)
            || refund.Status == RefundStatus.Cancelled
            || refund.SettledAs is not null
        )
        {
            return OrderOutcome.Repeated;
        }

        if (refund.Status == RefundStatus.Succeeded)
        {
            payment.RefundedAmount -= refund.Amount;
            payment.RefundingAmount += refund.Amount;
            state.Order.RefundedAmount -= payment.IsSurplus ? 0 : refund.Amount;
            state.Postings.Add(
                new(
                    $"refund_failed:{refund.Key}",
                    "refund_failed",
                    new(Outside(payment), Accounts.Refunding, payment.Currency, refund.Amount),
                    state.Order.Id
                )
            );
        }

        refund.FailedProviderIds = [.. refund.FailedProviderIds, fail.ProviderId];
        (refund.Status, refund.FinishedAt, refund.ProviderId, refund.Failure) = (RefundStatus.Failed, null, null, fail.Failure);
        // Another try at once would end the same way; after the last one the buyer or an operator settles it.
        refund.NextAttemptAt = refund.Tries < MostTries ? now + FirstRetry * (1 << refund.Tries) : null;
        refund.Tries++;
        state.HasMovedBack = true;
        state.Order.Version++;
        SetStatus(state, now);
        return OrderOutcome.Done;
    }

    private static OrderOutcome Retry(OrderState state, RetryRefund retry, DateTimeOffset now)
    {
        if (state.FindRefund(retry.RefundId) is not { } refund)
        {
            return OrderOutcome.NotFound;
        }

        if (refund.Status != RefundStatus.Failed)
        {
            return OrderOutcome.Repeated;
        }

        (refund.Status, refund.Attempts, refund.NextAttemptAt) = (RefundStatus.Pending, 1, now + RetryAgain);
        state.Order.Version++;
        return OrderOutcome.Done;
    }

    private static OrderOutcome Settle(OrderState state, SettleRefund settle, DateTimeOffset now)
    {
        if (state.FindRefund(settle.RefundId) is not { } refund || state.Find(refund.PaymentId) is not { } payment)
        {
            return OrderOutcome.NotFound;
        }

        if (refund.Status != RefundStatus.Failed)
        {
            return OrderOutcome.Repeated;
        }

        (refund.SettledAs, refund.Note) = (settle.Way, settle.Note);
        payment.RefundingAmount -= refund.Amount;
        state.Postings.Add(
            new(
                $"refund_settled:{refund.Id}",
                "refund_settled",
                new(
                    Accounts.Refunding,
                    settle.Way == RefundWay.Credits ? Accounts.Exchanged : Accounts.PaidOut,
                    payment.Currency,
                    refund.Amount
                ),
                state.Order.Id
            )
        );
        GoBack(state, payment, refund, now);
        return OrderOutcome.Done;
    }

    /// <summary>Applies a dispute's state: the amount that the bank holds, and after a loss, the amount that has gone back.</summary>
    private static OrderOutcome Dispute(OrderState state, Guid paymentId, DisputeFacts facts, DateTimeOffset now)
    {
        if (state.Find(paymentId) is not { Status: PaymentStatus.Succeeded } payment)
        {
            return OrderOutcome.NotFound;
        }

        var dispute = state.Disputes.FirstOrDefault(known => known.Id == facts.Id);
        if (dispute is null)
        {
            dispute = DisputeOf(facts, now);
            (dispute.OrderId, dispute.PaymentId) = (state.Order.Id, payment.Id);
            state.Add(dispute);
        }

        if (dispute.ClosedAt is not null && !facts.IsClosed)
        {
            // This state was read before the dispute was decided.
            return OrderOutcome.Repeated;
        }

        dispute.Status = facts.Status;
        dispute.ClosedAt = facts.IsClosed ? dispute.ClosedAt ?? now : null;
        if (dispute.IsLost)
        {
            dispute.NextCheckAt = null;
            return OrderOutcome.Repeated;
        }

        if (facts.IsWithdrawn && dispute.WithdrawnAmount == 0)
        {
            (dispute.Amount, dispute.WithdrawnAmount) = (facts.Amount, facts.Amount);
            dispute.Withdrawals++;
            Hold(state, payment, facts.Amount);
            state.Postings.Add(
                new(
                    $"dispute_withdrawn:{dispute.Id}:{dispute.Withdrawals}",
                    "dispute",
                    new(Accounts.Disputed, Outside(payment), payment.Currency, facts.Amount),
                    state.Order.Id
                )
            );
        }
        else if (!facts.IsWithdrawn && dispute.WithdrawnAmount > 0)
        {
            Hold(state, payment, -dispute.WithdrawnAmount);
            state.Postings.Add(
                new(
                    $"dispute_reinstated:{dispute.Id}:{dispute.Withdrawals}",
                    "dispute",
                    new(Outside(payment), Accounts.Disputed, payment.Currency, dispute.WithdrawnAmount),
                    state.Order.Id
                )
            );
            dispute.WithdrawnAmount = 0;
        }

        if (facts.IsLost && dispute.WithdrawnAmount > 0)
        {
            Lose(state, payment, dispute, now);
        }

        // A dispute is won before the bank's money is back: the webhook that says so may be lost.
        dispute.NextCheckAt = facts.IsClosed && dispute.WithdrawnAmount == 0 ? null : now + DisputeCheck;
        return OrderOutcome.Done;
    }

    /// <summary>
    /// The buyer keeps the bank's amount: it has gone back, in place of pending refunds. If money had gone back before, that part is lost.
    /// </summary>
    private static void Lose(OrderState state, Payment payment, Dispute dispute, DateTimeOffset now)
    {
        var (amount, before) = (dispute.WithdrawnAmount, payment.RefundedAmount);
        Hold(state, payment, -amount);
        (dispute.IsLost, dispute.WithdrawnAmount) = (true, 0);
        GoneBack(state, payment.Id, dispute.Id, amount, "disputed", dispute, now);
        if (amount - (payment.RefundedAmount - before) is > 0 and var lost)
        {
            state.Postings.Add(
                new(
                    $"dispute_loss:{dispute.Id}",
                    "dispute",
                    new(Accounts.Losses, Accounts.Disputed, payment.Currency, lost),
                    state.Order.Id
                )
            );
        }
    }

    private static void Hold(OrderState state, Payment payment, long amount)
    {
        payment.DisputingAmount += amount;
        state.HasMovedBack = true;
        state.Order.Version++;
    }

    /// <summary>A dispute in its first known state.</summary>
    public static Dispute DisputeOf(DisputeFacts facts, DateTimeOffset now) =>
        new()
        {
            Id = facts.Id,
            ChargeId = facts.ChargeId,
            Amount = facts.Amount,
            Currency = facts.Currency,
            Reason = facts.Reason,
            Status = facts.Status,
            OpenedAt = now,
            ClosedAt = facts.IsClosed ? now : null,
            NextCheckAt = facts.IsClosed ? null : now + DisputeCheck,
        };

    // --- steps ------------------------------------------------------------------------------------------------------

    private static void SendRestBack(OrderState state, Payment payment, long amount, bool isAnnounced, DateTimeOffset now)
    {
        if (amount > 0)
        {
            SendBack(state, payment, amount, "rest_of_refund", HeldIn(state.Order, payment), now, isAnnounced);
        }
    }

    /// <summary>Credits are back at once; money when the provider confirms it.</summary>
    private static void SendBack(
        OrderState state,
        Payment payment,
        long amount,
        string reason,
        string from,
        DateTimeOffset now,
        bool isAnnounced = false
    )
    {
        var refund = NewRefund(state.Order, payment, amount, reason, now);
        refund.IsAnnounced = isAnnounced;
        state.Add(refund);
        if (payment.Method == PaymentMethods.Credits)
        {
            state.Postings.Add(
                new(
                    $"refunded:{refund.Id}",
                    "refund",
                    new(from, Accounts.Wallet, payment.Currency, amount),
                    state.Order.Id,
                    payment.WalletId
                )
            );
            GoBack(state, payment, refund, now);
            return;
        }

        refund.NextAttemptAt = now;
        state.HasMovedBack = true;
        payment.RefundingAmount += amount;
        state.Order.Version++;
        state.Postings.Add(
            new($"refunding:{refund.Id}", "refund", new(from, Accounts.Refunding, payment.Currency, amount), state.Order.Id)
        );
    }

    /// <summary>Books money or credits that are back.</summary>
    /// <param name="state">The order.</param>
    /// <param name="payment">The payment that they belong to.</param>
    /// <param name="refund">The refund.</param>
    /// <param name="now">The present.</param>
    /// <param name="hasReceipt">Whether the buyer gets a receipt; of a dispute the buyer's bank tells them.</param>
    /// <param name="announced">The part of the amount that was announced to the seller before, in place of undone refunds.</param>
    private static void GoBack(
        OrderState state,
        Payment payment,
        Refund refund,
        DateTimeOffset now,
        bool hasReceipt = true,
        long announced = 0
    )
    {
        (refund.Status, refund.FinishedAt, refund.NextAttemptAt, refund.Failure) = (RefundStatus.Succeeded, now, null, null);
        if (hasReceipt)
        {
            state.WriteReceipt(payment, refund, now);
        }

        payment.RefundedAmount += refund.Amount;
        state.HasMovedBack = true;
        if (payment.IsSurplus)
        {
            state.Order.Version++;
            return;
        }

        state.Order.RefundedAmount += refund.Amount;
        SetStatus(state, now);
        var isAnnounced = refund.IsAnnounced || announced >= refund.Amount;
        refund.IsAnnounced = true;
        if (isAnnounced)
        {
            // The money had arrived once before; the seller was notified then.
            state.Order.Version++;
            return;
        }

        Announce(
            state,
            (order, version) =>
                new PaymentRefunded(
                    NewId(now),
                    now,
                    order.Id,
                    version,
                    BuyerOf(order),
                    order.Purpose,
                    order.ReferenceId,
                    refund.Amount - announced,
                    payment.Currency,
                    order.Description,
                    refund.Reason
                )
        );
    }

    private static void Undo(OrderState state, Payment payment, Refund refund, string reason, DateTimeOffset now)
    {
        (refund.Status, refund.FinishedAt, refund.NextAttemptAt, refund.Failure) = (RefundStatus.Cancelled, now, null, reason);
        payment.RefundingAmount -= refund.Amount;
        state.HasMovedBack = true;
        state.Order.Version++;
        SetStatus(state, now);
        state.Postings.Add(
            new(
                $"refund_cancelled:{refund.Id}",
                "refund_cancelled",
                new(Accounts.Refunding, HeldIn(state.Order, payment), payment.Currency, refund.Amount),
                state.Order.Id
            )
        );
    }

    /// <summary>Sets the status of a paid order, from the refunds of the payment that counts, and from failed refunds.</summary>
    private static void SetStatus(OrderState state, DateTimeOffset now)
    {
        if (state.Paid is not { } payment)
        {
            return;
        }

        var order = state.Order;
        var refundedAt = order.RefundedAmount > 0 ? now : order.RefundedAt;
        (order.Status, order.RefundedAt) = order switch
        {
            _ when state.Refunds.Any(refund => refund.PaymentId == payment.Id && refund.IsOwed && refund.Tries > 0) => (
                OrderStatus.RefundFailed,
                order.RefundedAt
            ),
            { RefundedAmount: var refunded } when refunded >= payment.Amount => (OrderStatus.Refunded, refundedAt),
            { RefundedAmount: > 0 } => (OrderStatus.PartiallyRefunded, refundedAt),
            { FulfilledAt: not null } => (OrderStatus.Fulfilled, order.RefundedAt),
            _ => (OrderStatus.Paid, order.RefundedAt),
        };
    }

    private static Refund NewRefund(Order order, Payment payment, long amount, string reason, DateTimeOffset now) =>
        new()
        {
            Id = NewId(now),
            OrderId = order.Id,
            PaymentId = payment.Id,
            Amount = amount,
            Reason = reason,
            Status = RefundStatus.Pending,
            CreatedAt = now,
        };

    private static OrderOutcome OfOpen(OrderState state, Guid paymentId, Action<Payment> change)
    {
        switch (state.Find(paymentId))
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

    private static void Close(Payment payment, string? code) =>
        (payment.Status, payment.FailureCode, payment.NextCheckAt) = (
            code is null ? PaymentStatus.Closed : PaymentStatus.Failed,
            payment.FailureCode ?? code,
            null
        );

    /// <summary>No session may be paid any more: the reconciler closes the sessions that are still open at the provider, at once.</summary>
    private static void CloseSessions(OrderState state, DateTimeOffset now)
    {
        foreach (var payment in state.Payments.Where(payment => payment.IsOpen))
        {
            payment.NextCheckAt = now;
        }
    }

    private static string HeldIn(Order order, Payment payment) =>
        payment.IsSurplus ? Accounts.Surplus
        : order.FulfilledAt is null ? Accounts.Unfulfilled
        : Accounts.Revenue;

    private static string Outside(Payment payment) => payment.Method == PaymentMethods.Credits ? Accounts.Wallet : Accounts.Customers;

    private static void Announce(OrderState state, Func<Order, long, IIntegrationEvent> integrationEvent)
    {
        state.Order.Version++;
        state.Events.Add(integrationEvent(state.Order, state.Order.Version));
    }

    /// <summary>After the erasure, the person's id is not published; the seller knows the order by its own id.</summary>
    private static Guid BuyerOf(Order order) => order.UserId ?? Guid.Empty;

    private static Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);
}
