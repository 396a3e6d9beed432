using System.Text.Json.Serialization;
using Community.StripeSandbox.Catalog;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Subscriptions;

/// <summary>
/// A subscription (https://docs.stripe.com/api/subscriptions/object). Its period is on its item, as since version 2025-03-31, and on the
/// subscription itself, as before.
/// </summary>
internal sealed record Subscription : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "subscription";

    /// <summary>When its periods begin, Unix seconds.</summary>
    public required long BillingCycleAnchor { get; init; }

    /// <summary>When it will end, Unix seconds.</summary>
    public long? CancelAt => CancelAtPeriodEnd ? CurrentPeriodEnd : null;

    /// <summary>Whether it ends with its period instead of renewing.</summary>
    public bool CancelAtPeriodEnd { get; init; }

    /// <summary>When its cancellation was requested, Unix seconds.</summary>
    public long? CanceledAt { get; init; }

    /// <summary>Why it ended or will end.</summary>
    public CancellationDetails CancellationDetails { get; init; } = new(null);

    /// <summary>The payment method is charged automatically.</summary>
    public string CollectionMethod => "charge_automatically";

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>End of the paid period, Unix seconds.</summary>
    public long CurrentPeriodEnd => Items.Data[0].CurrentPeriodEnd;

    /// <summary>Beginning of the paid period, Unix seconds.</summary>
    public long CurrentPeriodStart => Items.Data[0].CurrentPeriodStart;

    /// <summary>The customer's id.</summary>
    public required string Customer { get; init; }

    /// <summary>The payment method to charge.</summary>
    public required string DefaultPaymentMethod { get; init; }

    /// <summary>The seller's note.</summary>
    public string? Description { get; init; }

    /// <summary>None here.</summary>
    public IReadOnlyList<string> Discounts => [];

    /// <summary>When it ended, Unix seconds.</summary>
    public long? EndedAt { get; init; }

    /// <summary>The subscribed items: always one.</summary>
    public required StripeList<SubscriptionItem> Items { get; init; }

    /// <summary>The id of the newest invoice.</summary>
    public string? LatestInvoice { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>When it began, Unix seconds.</summary>
    public long StartDate => Created;

    /// <summary><c>active</c>, <c>past_due</c> or <c>canceled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>No trials here.</summary>
    public long? TrialEnd => null;

    /// <inheritdoc cref="TrialEnd"/>
    public long? TrialStart => null;

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("customer", Customer)];

    /// <summary>Its one item.</summary>
    [JsonIgnore]
    public SubscriptionItem Item => Items.Data[0];

    /// <summary>Whether it is over.</summary>
    [JsonIgnore]
    public bool HasEnded => Status == "canceled";

    /// <summary>A copy with its item changed.</summary>
    public Subscription WithItem(Func<SubscriptionItem, SubscriptionItem> change) =>
        this with
        {
            Items = Items with { Data = [change(Item)] },
        };
}

/// <summary>Why a subscription ended or will end.</summary>
internal sealed record CancellationDetails(string? Reason)
{
    /// <summary>Not collected.</summary>
    public string? Comment => null;

    /// <summary>Not collected.</summary>
    public string? Feedback => null;
}

/// <summary>An item of a subscription (https://docs.stripe.com/api/subscription_items/object).</summary>
internal sealed record SubscriptionItem
{
    /// <summary><c>si_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its type.</summary>
    public string Object => "subscription_item";

    /// <summary>Unix seconds.</summary>
    public required long Created { get; init; }

    /// <summary>End of the paid period, Unix seconds.</summary>
    public required long CurrentPeriodEnd { get; init; }

    /// <summary>Beginning of the paid period, Unix seconds.</summary>
    public required long CurrentPeriodStart { get; init; }

    /// <summary>None here.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Wire.Metadata.None;

    /// <summary>Its price.</summary>
    public required Price Price { get; init; }

    /// <summary>The quantity.</summary>
    public required long Quantity { get; init; }

    /// <summary>The subscription's id.</summary>
    public required string Subscription { get; init; }

    /// <summary>The amount of a whole period, minor units.</summary>
    [JsonIgnore]
    public long Amount => Price.UnitAmount * Quantity;
}
