namespace Community.Payments.Refunds;

/// <summary>The acts of administrators here, for the audit record of the fleet.</summary>
internal static class StaffActs
{
    public const string PaymentsRead = "payments_read";
    public const string PaymentRefunded = "payment_refunded";
    public const string RefundPaidOut = "refund_paid_out";
}
