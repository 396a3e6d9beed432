using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Payments.Stripe;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Webhooks;

/// <summary>
/// Finds the meaning of an object of the provider for our orders, and asks the provider for its present state: an event may be days old. It
/// reads without a transaction and holds no connection while the provider answers; <see cref="StripeFacts"/> then applies the finding. An
/// object of no order of ours has no meaning.
/// </summary>
internal sealed class StripeLookup(PaymentsDb db, IStripe stripe)
{
    private const string OrderId = "order_id";
    private const string PaymentId = "payment_id";
    private const string RefundId = "refund_id";

    /// <summary>The metadata by which the provider's objects are recognized.</summary>
    public static Dictionary<string, string> MetadataOf(Payment payment) =>
        new(StringComparer.Ordinal) { [OrderId] = payment.OrderId.ToString(), [PaymentId] = payment.Id.ToString() };

    /// <summary>The metadata by which a refund is recognized.</summary>
    public static Dictionary<string, string> MetadataOf(Refund refund) => new(StringComparer.Ordinal) { [RefundId] = refund.Id.ToString() };

    /// <summary>The state of a payment page.</summary>
    public static Finding Of(StripeCheckoutSession session) =>
        Named(session.Metadata) switch
        {
            { } named when session.PaymentStatus == "paid" => Finding.Of(
                named.OrderId,
                new Pay(named.PaymentId, session.AmountTotal ?? 0, session.PaymentIntentId)
            ),
            { } named when session.Status == "expired" => Finding.Of(named.OrderId, new CloseSession(named.PaymentId)),
            _ => Finding.Nothing,
        };

    /// <summary>A delayed payment has failed.</summary>
    public static Finding OfFailed(StripeCheckoutSession session) =>
        Named(session.Metadata) is { } named && session.PaymentStatus != "paid"
            ? Finding.Of(named.OrderId, new FailPayment(named.PaymentId, "async_payment_failed"))
            : Finding.Nothing;

    /// <summary>An attempt failed; the buyer may try again.</summary>
    public static Finding OfFailed(StripePaymentIntent intent) =>
        Named(intent.Metadata) is { } named
            ? Finding.Of(
                named.OrderId,
                new NoteFailure(named.PaymentId, intent.LastPaymentErrorDeclineCode ?? intent.LastPaymentErrorCode ?? "declined")
            )
            : Finding.Nothing;

    /// <summary>The refunds of a charge, finished or failed.</summary>
    /// <exception cref="StripeUnavailableException">The provider cannot be asked at the moment.</exception>
    public async Task<Finding> OfAsync(StripeCharge charge, CancellationToken cancellationToken)
    {
        var owner = await FindOwnerAsync(charge, cancellationToken);
        return owner is { PaymentIntent: not null } ? await OfRefundsAsync(owner, cancellationToken) : Finding.Nothing;
    }

    /// <summary>The state of a refund, and of all other refunds of its payment.</summary>
    /// <inheritdoc cref="OfAsync(StripeCharge, CancellationToken)"/>
    public async Task<Finding> OfAsync(StripeRefund refund, CancellationToken cancellationToken)
    {
        if (StripeIds.IsId(refund.PaymentIntentId) && await KnownAsync(refund.PaymentIntentId, cancellationToken) is { } owner)
        {
            return await OfRefundsAsync(owner, cancellationToken);
        }

        return await GetChargeAsync(refund.ChargeId, cancellationToken) is { } charge
            ? await OfAsync(charge, cancellationToken)
            : Finding.Nothing;
    }

    /// <summary>
    /// The present state of a dispute. A dispute of a charge that is not ours is found too, with no order: it is stored and reported.
    /// </summary>
    /// <inheritdoc cref="OfAsync(StripeCharge, CancellationToken)"/>
    public async Task<Finding> OfDisputeAsync(string disputeId, CancellationToken cancellationToken)
    {
        if (!StripeIds.IsId(disputeId) || await GetAsync(() => stripe.GetDisputeAsync(disputeId, cancellationToken)) is not { } dispute)
        {
            return Finding.Nothing;
        }

        var facts = new DisputeFacts(
            dispute.Id,
            dispute.ChargeId,
            dispute.Amount,
            dispute.Currency.ToUpperInvariant(),
            dispute.Reason,
            dispute.Status,
            dispute.IsWithdrawn,
            dispute.IsClosed
        );
        var owner = StripeIds.IsId(dispute.PaymentIntentId) ? await KnownAsync(dispute.PaymentIntentId, cancellationToken) : null;
        owner ??= await GetChargeAsync(dispute.ChargeId, cancellationToken) is { } charge
            ? await FindOwnerAsync(charge, cancellationToken)
            : null;
        return owner is null || !string.Equals(owner.Currency, facts.Currency, StringComparison.Ordinal)
            ? new([], facts)
            : Finding.Of(owner.OrderId, [.. owner.Before, new NoteDispute(owner.PaymentId, facts)]);
    }

    /// <summary>All refunds of a payment in their present state: ours by their id, others as they are.</summary>
    /// <inheritdoc cref="OfAsync(StripeCharge, CancellationToken)"/>
    public Task<Finding> OfRefundsAsync(Payment payment, CancellationToken cancellationToken) =>
        OfRefundsAsync(new Owner(payment.OrderId, payment.Id, payment.PaymentIntent, payment.Currency, []), cancellationToken);

    private async Task<Finding> OfRefundsAsync(Owner owner, CancellationToken cancellationToken)
    {
        var commands = new List<OrderCommand>(owner.Before);
        // The oldest first: a failed try comes before the next one.
        foreach (var refund in (await stripe.ListRefundsAsync(owner.PaymentIntent!, cancellationToken)).Reverse())
        {
            var ours = Guid.TryParse(refund.Metadata.GetValueOrDefault(RefundId), out var id) ? id : (Guid?)null;
            if (refund.Status is "failed" or "canceled")
            {
                commands.Add(new FailRefund(ours, refund.Id, refund.FailureReason ?? refund.Status));
            }
            else if (refund.Status == "succeeded")
            {
                commands.Add(
                    ours is { } known ? new ConfirmRefund(known, refund.Id) : new NoteRefund(owner.PaymentId, refund.Id, refund.Amount)
                );
            }
            else if (ours is { } pending)
            {
                // Its id prevents a second refund under another key, after a failure that the provider stores under the first one.
                commands.Add(new NotePending(pending, refund.Id));
            }
        }

        return Finding.Of(owner.OrderId, [.. commands]);
    }

    /// <summary>
    /// Our payment of a charge. The charge may become known before the page that it was made on; it proves that money arrived.
    /// </summary>
    private async Task<Owner?> FindOwnerAsync(StripeCharge charge, CancellationToken cancellationToken)
    {
        if (StripeIds.IsId(charge.PaymentIntentId) && await KnownAsync(charge.PaymentIntentId, cancellationToken) is { } known)
        {
            return known;
        }

        return
            charge.Paid
            && Named(charge.Metadata) is { } named
            && await db
                .Payments.AsNoTracking()
                .SingleOrDefaultAsync(p => p.Id == named.PaymentId && p.OrderId == named.OrderId, cancellationToken)
                is { } payment
            ? new(
                named.OrderId,
                named.PaymentId,
                charge.PaymentIntentId,
                payment.Currency,
                [new Pay(named.PaymentId, charge.Amount, charge.PaymentIntentId)]
            )
            : null;
    }

    private Task<Owner?> KnownAsync(string paymentIntent, CancellationToken cancellationToken) =>
        db
            .Payments.AsNoTracking()
            .Where(payment => payment.PaymentIntent == paymentIntent)
            .Select(payment => new Owner(payment.OrderId, payment.Id, payment.PaymentIntent, payment.Currency, Array.Empty<OrderCommand>()))
            .SingleOrDefaultAsync(cancellationToken);

    private Task<StripeCharge?> GetChargeAsync(string? chargeId, CancellationToken cancellationToken) =>
        StripeIds.IsId(chargeId)
            ? GetAsync(() => stripe.GetChargeAsync(chargeId, cancellationToken))
            : Task.FromResult<StripeCharge?>(null);

    /// <summary>Null: the provider has no such object. It is of another account, or of a test that was wiped.</summary>
    private static async Task<T?> GetAsync<T>(Func<Task<T>> get)
        where T : class
    {
        try
        {
            return await get();
        }
        catch (StripeRefusedException missing) when (missing.IsMissing)
        {
            return null;
        }
    }

    private static (Guid OrderId, Guid PaymentId)? Named(IReadOnlyDictionary<string, string> metadata) =>
        Guid.TryParse(metadata.GetValueOrDefault(OrderId), out var order)
        && Guid.TryParse(metadata.GetValueOrDefault(PaymentId), out var payment)
            ? (order, payment)
            : null;

    /// <summary>Our payment of an object at the provider.</summary>
    /// <param name="OrderId">The order.</param>
    /// <param name="PaymentId">Its payment.</param>
    /// <param name="PaymentIntent">The provider's.</param>
    /// <param name="Currency">ISO 4217 in upper case.</param>
    /// <param name="Before">A command that must be applied first.</param>
    private sealed record Owner(Guid OrderId, Guid PaymentId, string? PaymentIntent, string Currency, OrderCommand[] Before);
}

/// <summary>The meaning of an object of the provider for our orders.</summary>
/// <param name="Commands">To be applied in this order; all are of one order.</param>
/// <param name="Unmatched">A dispute that belongs to no payment of ours.</param>
internal sealed record Finding(IReadOnlyList<(Guid OrderId, OrderCommand Command)> Commands, DisputeFacts? Unmatched = null)
{
    public static Finding Nothing { get; } = new([]);

    public static Finding Of(Guid orderId, params OrderCommand[] commands) => new([.. commands.Select(command => (orderId, command))]);
}
