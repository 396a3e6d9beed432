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

    /// <summary>All rewards, in the order in which they are reached.</summary>
    public static IReadOnlyList<ReferralReward> All { get; } = [new(5, Plan.Elite, 3), new(10, Plan.LifetimeElite, null)];

    /// <summary>The reward that exactly this many conversions bring, if any.</summary>
    public static ReferralReward? At(int conversions) => All.FirstOrDefault(reward => reward.Conversions == conversions);

    /// <summary>The reward that comes next, if any is left.</summary>
    public static ReferralReward? After(int conversions) => All.FirstOrDefault(reward => reward.Conversions > conversions);
}
