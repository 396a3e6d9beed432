using Community.Companion.Words;

namespace Community.Companion.Meaning;

/// <summary>How well something fits a search: by its meaning, and by the words themselves, so that names are found too.</summary>
internal static class Relevance
{
    /// <summary>Vectors less alike than this say nothing: most texts of one language are this alike by chance.</summary>
    public const float LeastLikeness = 0.20f;

    /// <summary>What fits less than this is not found.</summary>
    public const double Least = 0.04;

    /// <summary>Of 1, how much is meaning where both are known.</summary>
    private const double MeaningShare = 0.65;

    /// <summary>0 to 1.</summary>
    /// <param name="likeness">The cosine of the two vectors; 0 where there is none.</param>
    /// <param name="matched">What part of the query's words stands there literally, by their rarity, 0 to 1.</param>
    public static double Of(double likeness, double matched)
    {
        var meaning = Math.Max(0, (likeness - LeastLikeness) / (1 - LeastLikeness));
        return Math.Clamp((MeaningShare * meaning) + ((1 - MeaningShare) * matched), 0, 1);
    }
}

/// <summary>The words of a search as they are looked for literally, with what each is worth: rare ones, and names, are worth most.</summary>
internal sealed class QueryTerms
{
    private readonly Dictionary<string, double> _weights;
    private readonly double _all;

    private QueryTerms(Dictionary<string, double> weights)
    {
        _weights = weights;
        _all = weights.Values.Sum();
    }

    /// <summary>Those that are worth looking for: not "the", unless nothing else was said.</summary>
    public IReadOnlyList<string> Terms => [.. _weights.Keys];

    /// <param name="query">What was typed.</param>
    /// <param name="weight">How rare a word is, 0 to 1.</param>
    public static QueryTerms Of(string query, Func<string, double> weight)
    {
        const double Least = 0.2;
        var all = WordForms.In(query).SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(WordForms.Stem, StringComparer.Ordinal).ToDictionary(forms => forms.Key, forms => forms.Max(weight), StringComparer.Ordinal);
        var rare = all.Where(term => term.Value >= Least).ToDictionary(StringComparer.Ordinal);
        return new QueryTerms(rare.Count > 0 ? rare : all);
    }

    /// <summary>What part of the query stands in something, by the terms of the query that it has. Those of the title count whole, others less.</summary>
    public double MatchedBy(IEnumerable<string> titleTerms, IEnumerable<string> otherTerms)
    {
        const double InText = 0.8;
        if (_all <= 0)
        {
            return 0;
        }

        var title = titleTerms.Where(_weights.ContainsKey).ToHashSet(StringComparer.Ordinal);
        var others = otherTerms.Where(_weights.ContainsKey).Except(title, StringComparer.Ordinal);
        return (title.Sum(term => _weights[term]) + (InText * others.Sum(term => _weights[term]))) / _all;
    }
}
