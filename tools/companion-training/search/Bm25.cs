using Community.Companion.Words;

namespace Community.Companion.Training.Search;

/// <summary>Full-text search: words without their endings, by Okapi BM25. The baseline.</summary>
internal sealed class Bm25
{
    private const double K1 = 1.2;
    private const double B = 0.75;
    private readonly (string Id, Dictionary<string, int> Terms, int Length)[] _documents;
    private readonly double _meanLength;

    public Bm25(IEnumerable<JudgedDocument> documents)
    {
        _documents =
        [
            .. documents.Select(document =>
            {
                var terms = Terms(document.Whole);
                return (document.Id, terms, terms.Values.Sum());
            }),
        ];
        _meanLength = _documents.Average(document => document.Length);
    }

    /// <summary>Documents with at least one of the words, the best first.</summary>
    public IReadOnlyList<string> Find(string query)
    {
        var asked = Terms(query).Keys.ToDictionary(term => term, Rarity, StringComparer.Ordinal);
        return
        [
            .. _documents
                .Select(document =>
                    (
                        document.Id,
                        Score: asked.Sum(term => term.Value * Weight(document.Terms.GetValueOrDefault(term.Key), document.Length))
                    )
                )
                .Where(found => found.Score > 0)
                .OrderByDescending(found => found.Score)
                .ThenBy(found => found.Id, StringComparer.Ordinal)
                .Select(found => found.Id),
        ];
    }

    private double Weight(int count, int length) => count * (K1 + 1) / (count + (K1 * (1 - B + (B * length / _meanLength))));

    private double Rarity(string term)
    {
        var having = _documents.Count(document => document.Terms.ContainsKey(term));
        return Math.Log(1 + ((_documents.Length - having + 0.5) / (having + 0.5)));
    }

    private static Dictionary<string, int> Terms(string text) =>
        WordForms
            .In(text)
            .SelectMany(word => word.Split('-', StringSplitOptions.RemoveEmptyEntries))
            .GroupBy(WordForms.Stem, StringComparer.Ordinal)
            .ToDictionary(forms => forms.Key, forms => forms.Count(), StringComparer.Ordinal);
}
