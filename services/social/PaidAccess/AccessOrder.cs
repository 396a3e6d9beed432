namespace Community.Social.PaidAccess;

/// <summary>An order for access to a paid community: unlimited, or for a month.</summary>
internal sealed class AccessOrder
{
    public required Guid Id { get; init; }

    public required Guid CommunityId { get; init; }

    /// <summary>After the user was erased, a new id that refers to no user.</summary>
    public required Guid UserId { get; set; }

    /// <summary>Rises with each integration event for payments.</summary>
    public long Version { get; set; }

    /// <summary>One of <see cref="AccessOrderStatus"/>; only <see cref="AccessOrders"/> changes it.</summary>
    public required string Status { get; set; }

    /// <summary>One of <see cref="Billing"/>.</summary>
    public required string Billing { get; init; }

    public required string Description { get; init; }

    /// <summary>The price of the offer, in minor units.</summary>
    public required long AmountCents { get; init; }

    public required string Currency { get; init; }

    public long? PriceCredits { get; init; }

    /// <summary>The end of the paid time when the order was offered, from which it continues; null: there was none.</summary>
    public DateTimeOffset? Follows { get; init; }

    public required DateTimeOffset OfferedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The reason why the offer ended, or why a refund was requested.</summary>
    public string? EndReason { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>The amount received, in minor units of <see cref="PaidCurrency"/>, or in credits.</summary>
    public long? PaidAmount { get; set; }

    /// <summary>ISO 4217, or <c>credits</c>.</summary>
    public string? PaidCurrency { get; set; }

    public DateTimeOffset? FulfilledAt { get; set; }

    public DateTimeOffset? RefundRequestedAt { get; set; }

    public long RefundedAmount { get; set; }

    public DateTimeOffset? RefundedAt { get; set; }

    public bool IsOpen(DateTimeOffset now) => Status == AccessOrderStatus.Open && ExpiresAt > now;

    public AccessOrder Copy() => (AccessOrder)MemberwiseClone();
}

internal static class AccessOrderStatus
{
    /// <summary>Offered and not paid yet.</summary>
    public const string Open = "open";

    /// <summary>The offer ended unpaid. A late payment can still fulfil it.</summary>
    public const string Ended = "ended";

    /// <summary>Paid, and the access was given.</summary>
    public const string Fulfilled = "fulfilled";

    /// <summary>Paid, and a refund was requested.</summary>
    public const string Refunding = "refunding";

    /// <summary>The money was refunded.</summary>
    public const string Refunded = "refunded";
}

/// <summary>How a community is paid for.</summary>
internal static class Billing
{
    public const string OneTime = "one_time";
    public const string Monthly = "monthly";
}

/// <summary>The sum of a user's fulfilled orders, stored so that the sweep finds access that ends.</summary>
internal sealed class AccessGrant
{
    public required Guid CommunityId { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>Null: unlimited.</summary>
    public DateTimeOffset? PaidUntil { get; set; }

    /// <summary>The end for which a renewal was offered.</summary>
    public DateTimeOffset? RenewalOfferedFor { get; set; }
}
