using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Payments;

/// <summary>A payment method (https://docs.stripe.com/api/payment_methods/object).</summary>
internal sealed record PaymentMethod : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "payment_method";

    /// <summary>The payer.</summary>
    public required BillingDetails BillingDetails { get; init; }

    /// <summary>The card, for cards.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CardDetails? Card { get; init; }

    /// <summary>The customer that it is attached to.</summary>
    public string? Customer { get; init; }

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>None here.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Wire.Metadata.None;

    /// <summary><c>card</c>, <c>alipay</c> or <c>wechat_pay</c>.</summary>
    public required string Type { get; init; }
}

/// <summary>A card without its number.</summary>
internal sealed record CardDetails(string Brand, string Last4)
{
    /// <summary>Any future date is valid.</summary>
    public int ExpMonth => 12;

    /// <inheritdoc cref="ExpMonth"/>
    public int ExpYear => 2099;

    /// <summary>The country of test cards.</summary>
    public string Country => "US";

    /// <summary>Kind of card.</summary>
    public string Funding => "credit";
}

/// <summary>The payer, as typed on the page.</summary>
internal sealed record BillingDetails(string? Email, string? Name)
{
    /// <summary>Not collected.</summary>
    public string? Address => null;

    /// <summary>Not collected.</summary>
    public string? Phone => null;
}
