using System.Globalization;
using System.Text.Json.Serialization;
using Community.StripeSandbox.Wire;

namespace Community.StripeSandbox.Catalog;

/// <summary>A price (https://docs.stripe.com/api/prices/object).</summary>
internal sealed record Price : StripeObject
{
    /// <inheritdoc/>
    public override string Object => "price";

    /// <summary>Whether new purchases may use it.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The only scheme here.</summary>
    public string BillingScheme => "per_unit";

    /// <summary>Three lower-case letters.</summary>
    public required string Currency { get; init; }

    /// <summary>Not used.</summary>
    public string? CustomUnitAmount => null;

    /// <summary>Always false.</summary>
    public bool Livemode => false;

    /// <summary>The seller's own name for it, unique among prices.</summary>
    public string? LookupKey { get; init; }

    /// <summary>The seller's own metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>A note of the seller.</summary>
    public string? Nickname { get; init; }

    /// <summary>The product's id.</summary>
    public required string Product { get; init; }

    /// <summary>How often it is paid; null for once.</summary>
    public Recurring? Recurring { get; init; }

    /// <summary>No taxes here.</summary>
    public string TaxBehavior => "unspecified";

    /// <summary>Not used.</summary>
    public string? TiersMode => null;

    /// <summary>Not used.</summary>
    public string? TransformQuantity => null;

    /// <summary><c>one_time</c> or <c>recurring</c>.</summary>
    public string Type => Recurring is null ? "one_time" : "recurring";

    /// <summary>Minor units.</summary>
    public required long UnitAmount { get; init; }

    /// <summary><see cref="UnitAmount"/> as a text.</summary>
    public string UnitAmountDecimal => UnitAmount.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<(string Field, string? Value)> Keys => [("lookup_key", LookupKey), ("product", Product)];
}

/// <summary>How often a price is paid.</summary>
/// <param name="Interval"><c>day</c>, <c>week</c>, <c>month</c> or <c>year</c>.</param>
/// <param name="IntervalCount">The number of intervals between payments, at most three years in all.</param>
internal sealed record Recurring(string Interval, int IntervalCount)
{
    private static readonly string[] Intervals = ["day", "week", "month", "year"];

    /// <summary>Not used.</summary>
    public string? Meter => null;

    /// <summary>Not used.</summary>
    public int? TrialPeriodDays => null;

    /// <summary>The only kind here.</summary>
    public string UsageType => "licensed";

    /// <summary>Reads it from a price's parameters.</summary>
    /// <exception cref="StripeException">400.</exception>
    public static Recurring? Read(Parameters? sent)
    {
        if (sent is null)
        {
            return null;
        }

        sent.OneOf("usage_type", "licensed");
        var interval = sent.OneOf("interval", Intervals) ?? throw sent.Required("interval");
        var most = interval switch
        {
            "day" => 1095,
            "week" => 156,
            "month" => 36,
            _ => 3,
        };
        return new Recurring(interval, (int)(sent.Integer("interval_count", 1, most) ?? 1));
    }

    /// <summary>
    /// When the period that begins at <paramref name="start"/> (Unix seconds) ends. Months and years are calendar months and years: a
    /// period that begins on the 31st ends on the last day of a shorter month.
    /// </summary>
    public long EndOf(long start)
    {
        var from = DateTimeOffset.FromUnixTimeSeconds(start);
        return (
            Interval switch
            {
                "day" => from.AddDays(IntervalCount),
                "week" => from.AddDays(7 * IntervalCount),
                "month" => from.AddMonths(IntervalCount),
                _ => from.AddYears(IntervalCount),
            }
        ).ToUnixTimeSeconds();
    }
}
