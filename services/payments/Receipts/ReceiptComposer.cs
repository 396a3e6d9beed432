using Community.Payments.Data;
using Community.Payments.Orders;
using Community.Payments.Refunds;
using Community.Platform.Access.Fleet;
using Community.Platform.Http.Localization;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Payments.Receipts;

/// <summary>Mails receipts, with the orders' state at the time of sending.</summary>
internal sealed class ReceiptComposer(
    IServiceScopeFactory scopes,
    OwnerClient owners,
    MailSignal signal,
    TimeProvider clock,
    ILogger<ReceiptComposer> logger
) : MailComposer<PaymentsDb, ReceiptMail>(scopes, owners, signal, clock, logger)
{
    protected override async Task<MailMessage?> ComposeAsync(
        PaymentsDb db,
        ReceiptMail queued,
        string address,
        CancellationToken cancellationToken
    )
    {
        var order = await db
            .Orders.AsNoTracking()
            .SingleOrDefaultAsync(order => order.Id == queued.OrderId && order.UserId == queued.UserId, cancellationToken);
        var payment = await db.Payments.AsNoTracking().SingleOrDefaultAsync(payment => payment.Id == queued.PaymentId, cancellationToken);
        if (order is null || payment is null)
        {
            return null;
        }

        var texts = new ReceiptTexts(order, payment, await LanguageAsync(db, queued.UserId, payment.Language, cancellationToken));
        if (queued.RefundId is null)
        {
            return texts.Payment().To(address);
        }

        var refund = await db.Refunds.AsNoTracking().SingleOrDefaultAsync(refund => refund.Id == queued.RefundId, cancellationToken);
        return refund?.Status == RefundStatus.Succeeded ? texts.Refund(refund).To(address) : null;
    }

    /// <summary>The language of this payment; else of the buyer's last payment with a known language; else English.</summary>
    private static async Task<string> LanguageAsync(PaymentsDb db, Guid userId, string? language, CancellationToken cancellationToken) =>
        language
        ?? await db
            .Payments.Where(payment => payment.Language != null)
            .Join(
                db.Orders.Where(order => order.UserId == userId),
                payment => payment.OrderId,
                order => order.Id,
                (payment, order) => payment
            )
            .OrderByDescending(payment => payment.CreatedAt)
            .Select(payment => payment.Language)
            .FirstOrDefaultAsync(cancellationToken)
        ?? TextLanguage.English;
}

/// <summary>A queued receipt for a buyer: for a payment that arrived, or for a refund that was sent.</summary>
internal sealed class ReceiptMail : QueuedMail
{
    /// <summary>One of <see cref="ReceiptKind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid OrderId { get; init; }

    public required Guid PaymentId { get; init; }

    /// <summary>The refund, if it is for one.</summary>
    public Guid? RefundId { get; init; }

    /// <summary>The receipt for a payment, or for a refund of it; null: the buyer is erased.</summary>
    public static ReceiptMail? About(Order order, Payment payment, Refund? refund, DateTimeOffset now) =>
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

/// <summary>Values of <see cref="ReceiptMail.Kind"/>.</summary>
internal static class ReceiptKind
{
    public const string Payment = "payment";
    public const string Refund = "refund";
}
