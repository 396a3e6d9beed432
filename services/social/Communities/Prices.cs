using System.Collections.Frozen;

namespace Community.Social.Communities;

/// <summary>
/// The currencies that membership can be paid in: those for which Stripe names the least that can be charged ("Minimum and maximum charge
/// amounts" in its docs), so that no price is accepted that nobody could pay. Amounts are in the smallest unit as Stripe counts it.
/// </summary>
internal static class Prices
{
    /// <summary>The most that can be charged in any of them.</summary>
    public const int MostCents = 99_999_999;

    public const int MostCredits = 100_000_000;

    private static readonly FrozenDictionary<string, long> Minimums = new Dictionary<string, long>(StringComparer.Ordinal)
    {
        ["AED"] = 200,
        ["AUD"] = 50,
        ["BGN"] = 100,
        ["BRL"] = 50,
        ["CAD"] = 50,
        ["CHF"] = 50,
        ["CZK"] = 1500,
        ["DKK"] = 250,
        ["EUR"] = 50,
        ["GBP"] = 30,
        ["HKD"] = 400,
        ["HUF"] = 17500,
        ["INR"] = 50,
        ["JPY"] = 50,
        ["MXN"] = 1000,
        ["MYR"] = 200,
        ["NOK"] = 300,
        ["NZD"] = 50,
        ["PLN"] = 200,
        ["RON"] = 200,
        ["SEK"] = 300,
        ["SGD"] = 50,
        ["THB"] = 1000,
        ["USD"] = 50,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All of them, for people.</summary>
    public static string Currencies { get; } = string.Join(", ", Minimums.Keys.Order(StringComparer.Ordinal));

    /// <summary>The least that can be charged; null: not one of the currencies.</summary>
    public static long? Least(string currency) => Minimums.TryGetValue(currency, out var least) ? least : null;
}
