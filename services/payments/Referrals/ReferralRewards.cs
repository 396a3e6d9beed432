using Community.Payments.CreditPacks;
using Community.Payments.Plans;

namespace Community.Payments.Referrals;

/// <summary>A reward for a number of conversions, beside the credits of each.</summary>
/// <param name="Conversions">The number of conversions.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Months">For how many months; null: for life.</param>
internal sealed record ReferralReward(int Conversions, Plan Plan, int? Months)
{
    /// <summary>The credits that each of the two people gets for a conversion.</summary>
    public const long Credits = 50;

    /// <summary>The currencies of <see cref="LeastAmounts"/>, in upper case: all that can be charged.</summary>
    public static string[] Currencies { get; } = [.. Money.SalePrice.OneDollar.Keys.Select(currency => currency.ToUpperInvariant())];

    /// <summary>
    /// The smallest payments that make a referral count, in the smallest units of <see cref="Currencies"/>: in US dollars the price of the
    /// credits that both people get, so that no payment earns more than it costs, and in the others about 10 USD.
    /// </summary>
    public static long[] LeastAmounts { get; } =
    [
        .. Money.SalePrice.OneDollar.Select(currency =>
            string.Equals(currency.Key, CreditPack.Currency, StringComparison.OrdinalIgnoreCase)
                ? CreditPack.All.Single(pack => pack.Credits == 2 * Credits).AmountCents
                : 10 * currency.Value
        ),
    ];

    /// <summary>All rewards, in the order in which they are reached.</summary>
    public static IReadOnlyList<ReferralReward> All { get; } = [new(5, Plan.Elite, 3), new(10, Plan.LifetimeElite, null)];

    /// <summary>The reward that exactly this many conversions bring, if any.</summary>
    public static ReferralReward? At(int conversions) => All.FirstOrDefault(reward => reward.Conversions == conversions);

    /// <summary>The reward that comes next, if any is left.</summary>
    public static ReferralReward? After(int conversions) => All.FirstOrDefault(reward => reward.Conversions > conversions);
}
