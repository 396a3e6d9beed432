namespace Community.Payments.Disputes;

/// <summary>
/// A bank's dispute of a charge. Changed by <see cref="Orders.OrderState"/>, under the lock of the order; a dispute of no order of ours is
/// only stored.
/// </summary>
internal sealed class Dispute
{
    /// <summary>The provider's id.</summary>
    public required string Id { get; init; }

    /// <summary>The order; null: the charge belongs to no payment of ours.</summary>
    public Guid? OrderId { get; set; }

    public Guid? PaymentId { get; set; }

    public string? ChargeId { get; init; }

    /// <summary>In the smallest unit of <see cref="Currency"/>, above 0.</summary>
    public required long Amount { get; set; }

    /// <summary>ISO 4217 in upper case.</summary>
    public required string Currency { get; init; }

    /// <summary>The bank's reason, such as <c>fraudulent</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's status when it was last asked.</summary>
    public required string Status { get; set; }

    /// <summary>The amount that the bank holds now; 0 for an inquiry, and after the decision.</summary>
    public long WithdrawnAmount { get; set; }

    /// <summary>How often money was withdrawn.</summary>
    public int Withdrawals { get; set; }

    /// <summary>The dispute is lost: the buyer keeps the money.</summary>
    public bool IsLost { get; set; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>When the provider is asked if no webhook comes before; null: the dispute is over.</summary>
    public DateTimeOffset? NextCheckAt { get; set; }
}
