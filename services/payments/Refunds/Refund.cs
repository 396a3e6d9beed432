namespace Community.Payments.Refunds;

/// <summary>Money or credits on their way back, or back.</summary>
internal sealed class Refund
{
    /// <summary>Also the idempotency key of the request to the provider.</summary>
    public required Guid Id { get; init; }

    public required Guid OrderId { get; init; }

    public required Guid PaymentId { get; init; }

    /// <summary>In the smallest unit of the payment's currency; above 0.</summary>
    public required long Amount { get; init; }

    /// <summary>Why, as a code.</summary>
    public required string Reason { get; init; }

    /// <summary>One of <see cref="RefundStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>The id of the provider's refund or dispute.</summary>
    public string? ProviderId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>How often the provider has been asked.</summary>
    public int Attempts { get; set; }

    public DateTimeOffset? NextAttemptAt { get; set; }

    /// <summary>Why the last attempt failed, for operators.</summary>
    public string? Failure { get; set; }

    /// <summary>How often the provider's refund failed: each try is another refund there.</summary>
    public int Tries { get; set; }

    /// <summary>How often the provider refused: it stores a refusal under the key, and did nothing.</summary>
    public int Refusals { get; set; }

    /// <summary>The provider's refunds that failed.</summary>
    public List<string> FailedProviderIds { get; set; } = [];

    /// <summary>Whether the seller was notified.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>One of <see cref="RefundWay"/>; null: by the provider.</summary>
    public string? SettledAs { get; set; }

    /// <summary>An operator's note about a payment by another way.</summary>
    public string? Note { get; set; }

    /// <summary>On its way, or to be tried again: the buyer does not have the money yet.</summary>
    public bool IsOwed => Status is RefundStatus.Pending or RefundStatus.Failed;

    /// <summary>The idempotency key of the present try.</summary>
    public string Key => Tries + Refusals == 0 ? Id.ToString() : $"{Id}:{Tries + Refusals}";
}

internal static class RefundStatus
{
    public const string Pending = "pending";
    public const string Succeeded = "succeeded";

    /// <summary>The money went back another way.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The buyer's bank did not take it. It is tried again, until it arrives or is settled another way.</summary>
    public const string Failed = "failed";
}

/// <summary>Ways to settle a refund that no bank took.</summary>
internal static class RefundWay
{
    public const string Credits = "credits";
    public const string PaidOut = "paid_out";
}
