using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>
/// Says to orders what the provider's objects say, whoever brought them: a webhook, the reconciler, an answer. Each says how
/// something stands, not what changed, so that they may come in any order and again. What belongs to no order of ours is passed over.
/// Runs in the transaction that is open.
/// </summary>
internal sealed class StripeFacts(PaymentsDb db, OrderTransaction orders, StripeClient stripe)
{
    private const string OrderId = "order_id";
    private const string PaymentId = "payment_id";
    private const string RefundId = "refund_id";

    /// <summary>By which the provider's objects are known again.</summary>
    public static Dictionary<string, string> MetadataOf(Payment payment) => new(StringComparer.Ordinal)
    {
        [OrderId] = payment.OrderId.ToString(),
        [PaymentId] = payment.Id.ToString(),
    };

    /// <summary>By which a refund is known again.</summary>
    public static Dictionary<string, string> MetadataOf(Refund refund) => new(StringComparer.Ordinal) { [RefundId] = refund.Id.ToString() };

    /// <summary>How a payment page stands.</summary>
    public async Task ApplyAsync(StripeCheckoutSession session)
    {
        if (Named(session.Metadata) is not { } named)
        {
            return;
        }

        if (session.PaymentStatus == "paid")
        {
            await orders.ApplyAsync(named.OrderId, new Pay(named.PaymentId, session.AmountTotal ?? 0, session.PaymentIntentId));
        }
        else if (session.Status == "expired")
        {
            await orders.ApplyAsync(named.OrderId, new CloseSession(named.PaymentId, "session_expired"));
        }
    }

    /// <summary>A payment that took its time has failed.</summary>
    public async Task ApplyFailedAsync(StripeCheckoutSession session)
    {
        if (Named(session.Metadata) is { } named && session.PaymentStatus != "paid")
        {
            await orders.ApplyAsync(named.OrderId, new FailPayment(named.PaymentId, "async_payment_failed"));
        }
    }

    /// <summary>A try failed; the buyer may try again.</summary>
    public async Task ApplyFailedAsync(StripePaymentIntent intent)
    {
        if (Named(intent.Metadata) is { } named)
        {
            await orders.ApplyAsync(named.OrderId, new NoteFailure(named.PaymentId, intent.LastPaymentErrorDeclineCode ?? intent.LastPaymentErrorCode ?? "declined"));
        }
    }

    /// <summary>How much of a charge has gone back.</summary>
    public async Task ApplyAsync(StripeCharge charge, CancellationToken cancel)
    {
        if (charge.PaymentIntentId is { } intent && await FindAsync(charge) is { } payment && charge.AmountRefunded > 0)
        {
            await ApplyRefundsAsync(payment.OrderId, payment.Id, intent, cancel);
        }
    }

    /// <summary>The buyer's bank took money back.</summary>
    public async Task ApplyAsync(StripeDispute dispute, CancellationToken cancel)
    {
        if (dispute.ChargeId is null || await FindAsync(await stripe.GetChargeAsync(dispute.ChargeId, cancel)) is not { } payment)
        {
            return;
        }

        await orders.ApplyAsync(payment.OrderId, new NoteDispute(payment.Id, dispute.Id, dispute.Amount));
    }

    /// <summary>Asks the provider for all refunds of a payment, and applies them: ours by their id, others as they are.</summary>
    public async Task ApplyRefundsAsync(Guid orderId, Guid paymentId, string paymentIntent, CancellationToken cancel)
    {
        foreach (var refund in await stripe.ListRefundsAsync(paymentIntent, cancel))
        {
            if (refund.Status is "failed" or "canceled")
            {
                continue;
            }

            OrderCommand command = Guid.TryParse(refund.Metadata.GetValueOrDefault(RefundId), out var ours)
                ? new ConfirmRefund(ours, refund.Id)
                : new NoteRefund(paymentId, refund.Id, refund.Amount);
            if (refund.Status == "succeeded")
            {
                await orders.ApplyAsync(orderId, command);
            }
        }
    }

    /// <summary>
    /// Our payment of a charge. The charge may be heard of before the page that it was made on; it says itself that money arrived.
    /// </summary>
    private async Task<Payment?> FindAsync(StripeCharge charge)
    {
        if (await db.Payments.AsNoTracking().SingleOrDefaultAsync(payment => payment.PaymentIntent == charge.PaymentIntentId) is { } known)
        {
            return known;
        }

        if (!charge.Paid || Named(charge.Metadata) is not { } named)
        {
            return null;
        }

        await orders.ApplyAsync(named.OrderId, new Pay(named.PaymentId, charge.Amount, charge.PaymentIntentId));
        return await db.Payments.AsNoTracking().SingleOrDefaultAsync(payment => payment.Id == named.PaymentId && payment.OrderId == named.OrderId);
    }

    private static (Guid OrderId, Guid PaymentId)? Named(IReadOnlyDictionary<string, string> metadata) =>
        Guid.TryParse(metadata.GetValueOrDefault(OrderId), out var order) && Guid.TryParse(metadata.GetValueOrDefault(PaymentId), out var payment)
            ? (order, payment)
            : null;
}
