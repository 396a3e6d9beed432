using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Companion.Selling;

/// <summary>Options of the companion's sales.</summary>
[Settings("Companion")]
internal sealed class SellingOptions
{
    /// <summary>For how many seconds an order is open.</summary>
    [Range(60, 86_400)]
    public int OfferSeconds { get; init; } = 1_800;

    /// <inheritdoc cref="OfferSeconds"/>
    public TimeSpan Offer => TimeSpan.FromSeconds(OfferSeconds);
}
