using Community.Payments.Data;
using Community.Platform.Mail;

namespace Community.Payments.Receipts;

/// <summary>Receipts by mail: for payments and for refunds.</summary>
internal static class ReceiptsFeature
{
    public static WebApplicationBuilder AddReceipts(this WebApplicationBuilder builder) =>
        builder.AddQueuedMails<PaymentsDb, ReceiptComposer>();
}
