namespace Community.Payments.Boosts;

/// <summary>A person's boost: until when the person is shown on top of discovery.</summary>
internal sealed class Boost
{
    public required Guid UserId { get; init; }

    public required DateTimeOffset BoostedUntil { get; init; }

    /// <summary>Counts the bought boosts.</summary>
    public required long Version { get; init; }
}

/// <summary>A boost that is sold.</summary>
/// <param name="Duration">The name that clients use.</param>
/// <param name="ReferenceId">The id that orders use.</param>
/// <param name="Lasts">How long it lasts.</param>
/// <param name="AmountCents">The price, in US cents.</param>
/// <param name="PriceCredits">The price, in credits.</param>
internal sealed record BoostOffer(string Duration, Guid ReferenceId, TimeSpan Lasts, long AmountCents, long PriceCredits)
{
    public const string Day = "day";
    public const string Week = "week";
    public const string Currency = "USD";

    /// <summary>
    /// All boosts, the shortest first. A boost that was ever sold keeps its reference and its duration, because it may be paid later.
    /// </summary>
    public static IReadOnlyList<BoostOffer> All { get; } =
    [
        new(Day, Guid.Parse("0198c0de-0000-7000-8000-0000000b0001"), TimeSpan.FromDays(1), 299, 30),
        new(Week, Guid.Parse("0198c0de-0000-7000-8000-0000000b0007"), TimeSpan.FromDays(7), 999, 100),
    ];

    public static BoostOffer Of(string duration) => All.Single(offer => offer.Duration == duration);
}
