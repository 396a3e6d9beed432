using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Platform.Mail;

namespace Community.Payments.Receipts;

/// <summary>A queued receipt for a buyer: for a payment that arrived, or for a refund that was sent.</summary>
internal sealed class ReceiptNotice : QueuedNotice
{
    /// <summary>One of <see cref="ReceiptKind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid OrderId { get; init; }

    public required Guid PaymentId { get; init; }

    /// <summary>The refund, if it is for one.</summary>
    public Guid? RefundId { get; init; }

    /// <summary>The receipt for a payment, or for a refund of it; null: the buyer is erased.</summary>
    public static ReceiptNotice? About(Order order, Payment payment, Refund? refund, DateTimeOffset now) =>
        order.UserId is not { } buyer
            ? null
            : new()
            {
                Id = Guid.CreateVersion7(now),
                UserId = buyer,
                Kind = refund is null ? ReceiptKind.Payment : ReceiptKind.Refund,
                OrderId = order.Id,
                PaymentId = payment.Id,
                RefundId = refund?.Id,
                CreatedAt = now,
                NextAt = now,
            };
}

/// <summary>Values of <see cref="ReceiptNotice.Kind"/>.</summary>
internal static class ReceiptKind
{
    public const string Payment = "payment";
    public const string Refund = "refund";
}
