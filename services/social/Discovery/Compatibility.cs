namespace Community.Social.Discovery;

/// <summary>
/// The compatibility of two users, from 0 to 100, as docs/compatibility.md defines it. The score is the sum of the points of five factors.
/// A factor's points are its weight times its value (0 to 1, three decimals), rounded to a whole number.
/// <list type="bullet">
/// <item>interests (45): r / (r + 8), where r is the sum of the shared interests' rarity; see <see cref="InterestRarity"/>;</item>
/// <item>region (15): 1 in the same region;</item>
/// <item>mutual_connections (20): m / (m + 5), where m is the number of mutual connections;</item>
/// <item>badges (10): 1 if the two badges complement each other, 0.6 if they are the same, 0.3 otherwise, 0 without two badges;</item>
/// <item>analyses (10): the shared part of all that was found in the two analysed profiles.</item>
/// </list>
/// While one of the two has no analysed profile, that factor is left out and its weight spread over the others: 50, 17, 22 and 11.
/// It is a pure function of its arguments and the same for both users. One more interest in common never lowers it.
/// </summary>
internal static class Compatibility
{
    /// <summary>The sum of rarity at which the value of the interests factor is one half.</summary>
    public const double HalfRarity = 8;

    private const double HalfMutual = 5;

    public static CompatibilityScore Of(CompatibilityFacts one, CompatibilityFacts other, int mutualConnections, InterestRarity rarity)
    {
        var isAnalysed = one.Analysis is not null && other.Analysis is not null;
        var weights = isAnalysed ? Weights.All : Weights.WithoutAnalyses;
        var common = Common(one, other);
        List<CompatibilityFactor> factors =
        [
            Factor("interests", weights.Interests, OfInterests(common.Sum(rarity.Of))),
            Factor("region", weights.Region, one.RegionKey is not null && one.RegionKey == other.RegionKey ? 1 : 0),
            Factor("mutual_connections", weights.Mutual, mutualConnections / (mutualConnections + HalfMutual)),
            Factor("badges", weights.Badges, Badges.Complement(one.Badge, other.Badge)),
        ];
        if (isAnalysed)
        {
            factors.Add(Factor("analyses", weights.Analyses, Overlap(one.Analysis!, other.Analysis!)));
        }

        return new(factors.Sum(factor => factor.Points), factors, common);
    }

    /// <summary>The shared interests in alphabetical order; the order says nothing about their rarity.</summary>
    public static IReadOnlyList<string> Common(CompatibilityFacts one, CompatibilityFacts other) =>
        [.. one.Interests.Intersect(other.Interests, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static double OfInterests(double rarity) => rarity / (rarity + HalfRarity);

    /// <summary>The Jaccard index: the shared part of all elements.</summary>
    private static double Overlap(IReadOnlySet<string> one, IReadOnlySet<string> other)
    {
        var shared = one.Count(other.Contains);
        var all = one.Count + other.Count - shared;
        return all == 0 ? 0 : (double)shared / all;
    }

    private static CompatibilityFactor Factor(string name, int weight, double value)
    {
        var rounded = Math.Round(value, 3, MidpointRounding.AwayFromZero);
        return new(name, weight, rounded, (int)Math.Round(weight * rounded, MidpointRounding.AwayFromZero));
    }

    /// <summary>The weight of each factor; together 100.</summary>
    internal sealed record Weights(int Interests, int Region, int Mutual, int Badges, int Analyses)
    {
        public static readonly Weights All = new(45, 15, 20, 10, 10);
        public static readonly Weights WithoutAnalyses = new(50, 17, 22, 11, 0);
    }
}

/// <summary>The data of a user that compatibility needs.</summary>
/// <param name="Interests">In lower case, without duplicates.</param>
/// <param name="RegionKey">Made by <see cref="Platform.Data.SearchKey"/>.</param>
/// <param name="Badge">One of the ten.</param>
/// <param name="Analysis">Skills and traits, if the companion has analysed the profile.</param>
internal sealed record CompatibilityFacts(
    IReadOnlyCollection<string> Interests,
    string? RegionKey,
    string? Badge,
    IReadOnlySet<string>? Analysis
)
{
    /// <summary>For a user without data.</summary>
    public static readonly CompatibilityFacts None = new([], null, null, null);
}

/// <summary>The compatibility of two users.</summary>
internal sealed record CompatibilityScore(int Score, IReadOnlyList<CompatibilityFactor> Factors, IReadOnlyList<string> CommonInterests);

/// <summary>
/// The rarity of interests: inverse document frequency, 1 + log2((people + 1) / (people who have it + 1)), at least 1. If half of all users
/// have it: 2; if a hundredth of them: about 7.6.
/// </summary>
/// <param name="people">The number of users.</param>
/// <param name="having">The number of users with each interest; a missing interest counts as the rarest.</param>
internal sealed class InterestRarity(long people, IReadOnlyDictionary<string, long> having)
{
    public double Of(string interest) =>
        // Rounded, so that a sum is the same in any order.
        Math.Round(1 + Math.Max(0, Math.Log2((people + 1.0) / (Math.Max(0, having.GetValueOrDefault(interest)) + 1.0))), 3);
}
