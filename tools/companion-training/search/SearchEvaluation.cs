using System.Globalization;
using System.Numerics.Tensors;
using Community.Companion.Meaning;
using Community.Companion.Sentences;
using Community.Companion.Words;

namespace Community.Companion.Training.Search;

/// <summary>
/// Evaluates the judged searches by full text, by meaning alone, and by both together as the service does.
/// </summary>
internal static class SearchEvaluation
{
    /// <summary>A way to search, and its average quality over the queries.</summary>
    public sealed record Figures(string Way, double Ndcg, double Recall, int FoundNothing);

    /// <summary>Prints the results.</summary>
    /// <returns>The exit code: 0.</returns>
    public static int Run(TextWriter output)
    {
        var set = JudgedSet.Read();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{set.Documents.Count} documents, {set.Queries.Count} queries, the first {Ranking.Depth} found of each"
            )
        );
        Print(output, "the half that constants were chosen with", set, [.. set.Queries.Where(query => !query.IsUnseen)]);
        Print(output, "the unseen half", set, [.. set.Queries.Where(query => query.IsUnseen)]);
        Print(output, "all", set, set.Queries);
        return 0;
    }

    private static void Print(TextWriter output, string title, JudgedSet set, IReadOnlyList<JudgedQuery> queries)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{title}: {queries.Count} queries"));
        output.WriteLine("                        nDCG@10  recall@10  nothing relevant found");
        foreach (var figures in Measure(set, queries))
        {
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {figures.Way, -20}  {figures.Ndcg, 7:0.000}  {figures.Recall, 9:0.000}  {figures.FoundNothing, 22}"
                )
            );
        }
    }

    public static IReadOnlyList<Figures> Measure(JudgedSet set, IReadOnlyList<JudgedQuery> queries)
    {
        var fullText = new Bm25(set.Documents);
        var meaning = new JudgedSearch(set.Documents);
        return
        [
            Measure("full text (BM25)", queries, fullText.Find),
            Measure("meaning", queries, query => meaning.Find(query, (likeness, _) => likeness)),
            Measure("meaning and words", queries, query => meaning.Find(query, Found)),
        ];

        static double Found(double likeness, WordMatch matched) =>
            Relevance.Of(likeness, matched) is >= Relevance.Least and var score ? score : 0;
    }

    public static Figures Measure(string way, IReadOnlyList<JudgedQuery> queries, Func<string, IReadOnlyList<string>> find)
    {
        var found = queries.Select(query => (query.Grades, Ids: find(query.Text))).ToList();
        return new(
            way,
            found.Average(each => Ranking.Ndcg(each.Ids, each.Grades)),
            found.Average(each => Ranking.Recall(each.Ids, each.Grades)),
            found.Count(each => Ranking.Recall(each.Ids, each.Grades) == 0)
        );
    }

    /// <summary>The service's own search, without a database: it compares all documents.</summary>
    private sealed class JudgedSearch(IReadOnlyList<JudgedDocument> documents)
    {
        private readonly WordEmbedder _words = new();
        private float[][]? _vectors;

        public IReadOnlyList<string> Find(string query, Func<double, WordMatch, double> relevance)
        {
            _vectors ??= [.. documents.Select(document => SentenceEmbedder.Embed(document.Whole))];
            var asked = SentenceEmbedder.Embed(query);
            var terms = QueryTerms.Of(query, _words.WeightOf);
            return
            [
                .. documents
                    .Select(
                        (document, i) =>
                            (
                                document.Id,
                                Score: relevance(
                                    asked.Length > 0 && _vectors[i].Length > 0 ? TensorPrimitives.Dot<float>(asked, _vectors[i]) : 0,
                                    terms.MatchedBy(WordForms.TermsIn(document.Title), WordForms.TermsIn(document.Text))
                                )
                            )
                    )
                    .Where(found => found.Score > 0)
                    .OrderByDescending(found => found.Score)
                    .ThenBy(found => found.Id, StringComparer.Ordinal)
                    .Select(found => found.Id),
            ];
        }
    }
}
