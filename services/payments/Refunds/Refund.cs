namespace Community.Payments.Refunds;

/// <summary>Money or credits on their way back, or back.</summary>
internal sealed class Refund
{
    /// <summary>Also the idempotency key under which the provider is asked.</summary>
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    public required Guid PaymentId { get; init; }

    /// <summary>In the smallest unit of the payment's currency; above 0.</summary>
    public required long Amount { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>One of <see cref="RefundStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>The provider's refund or dispute.</summary>
    public string? ProviderId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How often the provider has been asked.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed, for operators.</summary>
    public string? Failure { get; set; }
}

internal static class RefundStatus
{
    public const string Pending = "pending";
    public const string Succeeded = "succeeded";

    /// <summary>The money had gone back another way.</summary>
    public const string Cancelled = "cancelled";
}
