using Community.Payments.Refunds;
using Community.Platform.Http.OpenApi;

namespace Community.Payments.Orders;

/// <summary>An order as its buyer sees it.</summary>
/// <param name="Id">The order's id.</param>
/// <param name="Purpose">The kind of goods.</param>
/// <param name="ReferenceId">The seller's own id of the goods.</param>
/// <param name="Description">The goods, in words.</param>
/// <param name="AmountCents">In the currency's smallest unit; 0: payable with credits only.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PriceCredits">The price in credits; null: not payable with credits.</param>
/// <param name="Status">
/// open, paid, fulfilled, expired, withdrawn, refunded, partially_refunded or refund_failed (the bank sent the refund back: it is still
/// owed to the buyer).
/// </param>
/// <param name="RefundedAmount">The amount that has gone back, in the unit of the payment.</param>
/// <param name="ExpiresAt">Until when it can be paid.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="PaidAt">When it was paid.</param>
/// <param name="RefundedAt">When money or credits last went back.</param>
/// <param name="Payments">Its payments and attempts, the oldest first.</param>
/// <param name="PaymentMethods">
/// The ways in which the order can be paid while it is open: card, alipay, wechat_pay and credits, as its amount and currency allow.
/// </param>
/// <param name="Refunds">Its refunds: finished, on their way, or failed; the oldest first.</param>
internal sealed record OrderView(
    Guid Id,
    string Purpose,
    Guid ReferenceId,
    string Description,
    long AmountCents,
    string Currency,
    long? PriceCredits,
    string Status,
    long RefundedAmount,
    DateTimeOffset ExpiresAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? PaidAt,
    DateTimeOffset? RefundedAt,
    IReadOnlyList<PaymentView> Payments,
    IReadOnlyList<string> PaymentMethods,
    IReadOnlyList<RefundView> Refunds
) : IHasExample<OrderView>
{
    public static OrderView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"),
            "event_ticket",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            "Rooftop Sunset",
            2500,
            "USD",
            250,
            OrderStatus.Fulfilled,
            0,
            new(2026, 11, 21, 8, 45, 0, TimeSpan.Zero),
            new(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 32, 0, TimeSpan.Zero),
            null,
            [PaymentView.Example],
            [],
            []
        );

    public static OrderView Of(Order order, IEnumerable<Payment> payments, IEnumerable<Refund> refunds) =>
        new(
            order.Id,
            order.Purpose,
            order.ReferenceId,
            order.Description,
            order.AmountCents,
            order.Currency,
            order.PriceCredits,
            order.Status,
            order.RefundedAmount,
            order.ExpiresAt,
            order.CreatedAt,
            order.PaidAt,
            order.RefundedAt,
            [.. payments.OrderBy(p => p.Id).Select(PaymentView.Of)],
            order.Status == OrderStatus.Open ? order.PayableWith() : [],
            [.. refunds.OrderBy(refund => refund.Id).Select(RefundView.Of)]
        );
}

/// <summary>Money or credits on their way back, or back.</summary>
/// <param name="Id">The refund's id.</param>
/// <param name="Amount">In the smallest unit of the payment's currency.</param>
/// <param name="Status">
/// pending, succeeded, or failed: the bank did not take it, and <c>POST /payments/refunds/{id}/take-as-credits</c> gives credits instead.
/// </param>
/// <param name="Way">credits or paid_out, if it did not go back the way it came.</param>
/// <param name="CreatedAt">When it was requested.</param>
/// <param name="FinishedAt">When it was back.</param>
internal sealed record RefundView(Guid Id, long Amount, string Status, string? Way, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt)
    : IHasExample<RefundView>
{
    public static RefundView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            2500,
            RefundStatus.Succeeded,
            null,
            new(2026, 11, 22, 8, 31, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 22, 8, 31, 2, TimeSpan.Zero)
        );

    public static RefundView Of(Refund refund) =>
        new(refund.Id, refund.Amount, refund.Status, refund.SettledAs, refund.CreatedAt, refund.FinishedAt);
}

/// <summary>A payment, or an attempt at one.</summary>
/// <param name="Id">The payment's id.</param>
/// <param name="OrderId">The order that it pays.</param>
/// <param name="PaymentMethod">card, alipay, wechat_pay or credits.</param>
/// <param name="Status">
/// pending, succeeded, failed, closed (the page was replaced or has expired; nothing was charged), refunded, partially_refunded or
/// disputed.
/// </param>
/// <param name="AmountCents">In the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217, or <c>credits</c>.</param>
/// <param name="RefundedAmount">The amount that has gone back.</param>
/// <param name="FailureCode">Why the last try failed.</param>
/// <param name="CheckoutUrl">The page where it can be paid, while it is pending.</param>
/// <param name="CreatedAt">When it was begun.</param>
/// <param name="SucceededAt">When it arrived.</param>
internal sealed record PaymentView(
    Guid Id,
    Guid OrderId,
    string PaymentMethod,
    string Status,
    long AmountCents,
    string Currency,
    long RefundedAmount,
    string? FailureCode,
    string? CheckoutUrl,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SucceededAt
) : IHasExample<PaymentView>
{
    public static PaymentView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b1"),
            Orders.PaymentMethods.Card,
            PaymentStatus.Succeeded,
            2500,
            "USD",
            0,
            null,
            null,
            new(2026, 11, 21, 8, 31, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 32, 0, TimeSpan.Zero)
        );

    public static PaymentView Of(Payment payment) =>
        new(
            payment.Id,
            payment.OrderId,
            payment.Method,
            StatusOf(payment),
            payment.Amount,
            payment.Currency,
            payment.RefundedAmount,
            payment.FailureCode,
            payment.IsOpen ? payment.SessionUrl : null,
            payment.CreatedAt,
            payment.SucceededAt
        );

    private static string StatusOf(Payment payment) =>
        payment switch
        {
            { IsOpen: true } => PaymentStatus.Pending,
            { DisputingAmount: > 0 } or { DisputedAmount: > 0 } => "disputed",
            { RefundedAmount: var refunded, Amount: var amount } when refunded >= amount => OrderStatus.Refunded,
            { RefundedAmount: > 0 } => OrderStatus.PartiallyRefunded,
            _ => payment.Status,
        };
}
