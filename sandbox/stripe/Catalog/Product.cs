using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Catalog;

/// <summary>A product on sale (https://docs.stripe.com/api/products/object).</summary>
internal sealed record Product : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "product";

    /// <summary>Whether new purchases may use it.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The default price.</summary>
    public string? DefaultPrice { get; init; }

    /// <summary>Shown to the buyer.</summary>
    public string? Description { get; init; }

    /// <summary>Addresses of pictures; kept, not shown.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>Not used.</summary>
    public IReadOnlyList<string> MarketingFeatures => [];

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Shown to the buyer.</summary>
    public required string Name { get; init; }

    /// <summary>Not used.</summary>
    public string? TaxCode => null;

    /// <summary>The only kind of product.</summary>
    public string Type => "service";

    /// <summary>Unix seconds of the last change.</summary>
    public long Updated { get; init; }

    /// <summary>A page of the seller.</summary>
    public string? Url { get; init; }
}
