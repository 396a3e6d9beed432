using Community.Companion.Words;

namespace Community.Companion.Meaning;

/// <summary>How well a thing matches a search: by its meaning, and by the words themselves, so that names are found too.</summary>
internal static class Relevance
{
    /// <summary>Vectors with a lower likeness are ignored: most texts of one language are this similar by chance.</summary>
    public const float LeastLikeness = 0.20f;

    /// <summary>Results with a lower relevance are left out.</summary>
    public const double Least = 0.04;

    /// <summary>The weight of the meaning, of 1, if both are known.</summary>
    private const double MeaningShare = 0.8;

    /// <summary>
    /// How far towards 1 a match of all names brings the relevance: a vector knows little of a name, and who types one means it.
    /// </summary>
    private const double NamesCount = 0.5;

    /// <summary>The relevance, 0 to 1.</summary>
    /// <param name="likeness">The cosine of the two vectors; 0 if there is none.</param>
    /// <param name="matched">The part of the query that the text contains.</param>
    public static double Of(double likeness, WordMatch matched)
    {
        var meaning = Math.Max(0, (likeness - LeastLikeness) / (1 - LeastLikeness));
        var both = (MeaningShare * meaning) + ((1 - MeaningShare) * matched.Words);
        return Math.Clamp(both + (NamesCount * matched.Names * (1 - both)), 0, 1);
    }
}

/// <summary>The part of a query that a text contains. Words are weighted by rarity, and those in the title count in full.</summary>
/// <param name="Words">Of all words, 0 to 1.</param>
/// <param name="Names">Of names and other words that no vocabulary has, 0 to 1 too: how much of the query they are counts as well.</param>
internal sealed record WordMatch(double Words, double Names)
{
    /// <summary>Nothing of the query.</summary>
    public static WordMatch None { get; } = new(0, 0);
}

/// <summary>The words of a search for the literal match, with their weights: rare words and names have the highest.</summary>
internal sealed class QueryTerms
{
    private readonly Dictionary<string, double> _weights;
    private readonly double _all;

    private QueryTerms(Dictionary<string, double> weights)
    {
        _weights = weights;
        _all = weights.Values.Sum();
    }

    /// <summary>The words worth searching: not "the", unless there is nothing else.</summary>
    public IReadOnlyList<string> Terms => [.. _weights.Keys];

    /// <summary>The terms of a query.</summary>
    /// <param name="query">The typed text.</param>
    /// <param name="weight">How rare a word is, 0 to 1.</param>
    public static QueryTerms Of(string query, Func<string, double> weight)
    {
        const double Least = 0.2;
        var all = WordForms
            .In(query)
            .SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(WordForms.Stem, StringComparer.Ordinal)
            .ToDictionary(forms => forms.Key, forms => forms.Max(weight), StringComparer.Ordinal);
        var rare = all.Where(term => term.Value >= Least).ToDictionary(StringComparer.Ordinal);
        return new QueryTerms(
            rare.Count > 0 ? rare
            : all.Values.Any(found => found > 0) ? all
            : all.ToDictionary(term => term.Key, _ => Least, StringComparer.Ordinal)
        );
    }

    /// <summary>The part of the query that a thing contains, by the query's terms.</summary>
    public WordMatch MatchedBy(IEnumerable<string> titleTerms, IEnumerable<string> otherTerms)
    {
        const double InText = 0.8;
        if (_all <= 0)
        {
            return WordMatch.None;
        }

        var title = titleTerms.Where(_weights.ContainsKey).ToHashSet(StringComparer.Ordinal);
        var others = otherTerms.Where(_weights.ContainsKey).Except(title, StringComparer.Ordinal).ToList();
        return new(Part(_ => true), Part(IsName));

        double Part(Func<string, bool> counts) =>
            (title.Where(counts).Sum(term => _weights[term]) + (InText * others.Where(counts).Sum(term => _weights[term]))) / _all;

        bool IsName(string term) => _weights[term] >= 1;
    }
}
