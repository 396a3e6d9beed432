using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Social.PaidAccess;

/// <summary>How access to communities is sold.</summary>
[Settings("PaidAccess")]
internal sealed class PaidAccessOptions
{
    /// <summary>For how many seconds an order for access is open.</summary>
    [Range(60, 86_400)]
    public int OfferSeconds { get; init; } = 1_800;

    /// <summary>How many milliseconds pass between two sweeps for paid time that is over or about to end.</summary>
    [Range(50, 60_000)]
    public int SweepMilliseconds { get; init; } = 1_000;

    /// <inheritdoc cref="OfferSeconds"/>
    public TimeSpan Offer => TimeSpan.FromSeconds(OfferSeconds);

    /// <inheritdoc cref="SweepMilliseconds"/>
    public TimeSpan Sweep => TimeSpan.FromMilliseconds(SweepMilliseconds);
}
