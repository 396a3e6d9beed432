namespace Community.Social.Discovery;

/// <summary>
/// How well two people fit, from 0 to 100: what docs/compatibility.md says. The score is the sum of the points of five factors; a factor's
/// points are its weight times its value (0 to 1, three decimals), rounded to a whole number.
/// <list type="bullet">
/// <item>interests (45): r / (r + 8), where r is the sum of the shared interests' rarity; see <see cref="InterestRarity"/>;</item>
/// <item>region (15): 1 in the same region;</item>
/// <item>mutual_connections (20): m / (m + 5), where m is how many people both are connected with;</item>
/// <item>badges (10): 1 where the two badges complement each other, 0.6 where they are the same, 0.3 otherwise, 0 without two badges;</item>
/// <item>analyses (10): what the two analysed profiles share of all that was found in them.</item>
/// </list>
/// While one of the two has no analysed profile, that factor is left out and its weight spread over the others: 50, 17, 22 and 11.
/// It is a pure function of what is given, the same from either side, and one more interest in common never lowers it.
/// </summary>
internal static class Compatibility
{
    /// <summary>The sum of rarity at which the interests' factor is a half.</summary>
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

    /// <summary>What both are interested in, the rarest of them said by nobody: in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Common(CompatibilityFacts one, CompatibilityFacts other) =>
        [.. one.Interests.Intersect(other.Interests, StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static double OfInterests(double rarity) => rarity / (rarity + HalfRarity);

    /// <summary>Jaccard's: how many of all are in both.</summary>
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

    /// <summary>How much each factor counts; together 100.</summary>
    internal sealed record Weights(int Interests, int Region, int Mutual, int Badges, int Analyses)
    {
        public static readonly Weights All = new(45, 15, 20, 10, 10);
        public static readonly Weights WithoutAnalyses = new(50, 17, 22, 11, 0);
    }
}

/// <summary>What compatibility asks of a person.</summary>
/// <param name="Interests">In lower case, each once.</param>
/// <param name="RegionKey">As <see cref="ServiceDefaults.Data.SearchKey"/> makes it.</param>
/// <param name="Badge">One of the ten.</param>
/// <param name="Analysis">Skills and traits, if the companion has analysed the profile.</param>
internal sealed record CompatibilityFacts(IReadOnlyCollection<string> Interests, string? RegionKey, string? Badge, IReadOnlySet<string>? Analysis)
{
    /// <summary>Of somebody of whom nothing is known.</summary>
    public static readonly CompatibilityFacts None = new([], null, null, null);
}

/// <summary>What two people are to each other.</summary>
internal sealed record CompatibilityScore(int Score, IReadOnlyList<CompatibilityFactor> Factors, IReadOnlyList<string> CommonInterests);

/// <summary>
/// How rare interests are: inverse document frequency, 1 + log2((people + 1) / (people who have it + 1)), at least 1. Half of all people
/// have it: 2; a hundredth of them: about 7.6.
/// </summary>
/// <param name="people">How many people there are.</param>
/// <param name="having">How many have each interest; an interest that is missing counts as the rarest.</param>
internal sealed class InterestRarity(long people, IReadOnlyDictionary<string, long> having)
{
    public double Of(string interest) =>
        // Rounded, so that a sum is the same in whatever order it is made.
        Math.Round(1 + Math.Max(0, Math.Log2((people + 1.0) / (Math.Max(0, having.GetValueOrDefault(interest)) + 1.0))), 3);
}
