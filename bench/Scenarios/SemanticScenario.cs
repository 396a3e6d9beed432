using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text;
using Community.Bench.Load;
using Community.Bench.Reports;
using Community.Companion.Meaning;
using Community.Companion.Sentences;

namespace Community.Bench.Scenarios;

/// <summary>
/// The nearest of 100,000 vectors of texts in the companion's own index, compared with an exact search over all of them; in this process,
/// without a fleet. It also measures the recall of the index against the exact search.
/// </summary>
internal static class SemanticScenario
{
    private const int Items = 100_000;

    /// <summary>The texts that are embedded, at a hundredth of a second each. The items are mixtures of two of them.</summary>
    private const int Embedded = 3_000;
    private const int Queries = 500;
    private const int Depth = 10;

    /// <summary>The number of candidates that the service reads.</summary>
    private const int Candidates = 200;

    private const string Index = "index, 200 nearest";
    private const string IndexAlone = "index, one caller";
    private const string Exact = "exact search, one caller";
    private const string Embedding = "embedding a query, one caller";

    public static async Task<Report> RunAsync(BenchOptions options)
    {
        Progress.Show($"embedding {Embedded} texts");
        var words = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Words", "vectors", "words.txt"))
            .Where(word => word.All(char.IsAsciiLetter))
            .ToArray();
        var random = new Random(1);
        SentenceEmbedder.Embed("The first one reads the encoder's file.");
        var start = Stopwatch.GetTimestamp();
        var embedded = Enumerable.Range(0, Embedded).Select(_ => SentenceEmbedder.Embed(Text(words, random, 8, 40))).ToArray();
        var embedding = Stopwatch.GetElapsedTime(start);
        var vectors = Enumerable.Range(0, Items).Select(_ => Mixture(embedded, random)).ToArray();
        var texts = Enumerable.Range(0, Queries).Select(_ => Text(words, random, 2, 6)).ToArray();
        var queries = texts.Select(SentenceEmbedder.Embed).ToArray();

        Progress.Show("filling the index");
        var (index, ids, filling, megabytes) = Fill(vectors);
        Progress.Show($"{Queries} exact searches");
        var recall = queries.Average(query => Recall(index, ids, vectors, query));

        var rounds = await Rounds.RunAsync(
            options,
            ClosedLoop.Of(Exact, 1, _ => DoneAsync(Nearest(vectors, queries[Random.Shared.Next(Queries)]))),
            ClosedLoop.Of(IndexAlone, 1, _ => FindAsync()),
            ClosedLoop.Of(Index, Environment.ProcessorCount, _ => FindAsync()),
            ClosedLoop.Of(Embedding, 1, _ => DoneAsync(SentenceEmbedder.Embed(texts[Random.Shared.Next(Queries)])))
        );
        return new Report(
            [rounds.ToTable(Exact), Facts(recall, embedding, filling, megabytes)],
            [
                Bar.AtLeast($"recall@{Depth} of exact search", recall, 0.99),
                Bar.AtLeast("queries a second on all processors", rounds.Median(Index, sample => sample.PerSecond), 500),
                Bar.AtMost("p99 of a query alone, ms", rounds.Median(IndexAlone, sample => sample.P99), 10),
            ],
            new
            {
                recall,
                megabytes,
                rounds.Samples,
            }
        )
        {
            Notes =
            [
                "In this process: without HTTP, and without the statement that reads which of the candidates the caller may see.",
                "Texts of 8 to 40 words and queries of 2 to 6, drawn from the vocabulary as often as Zipf's law has it, about one of 1,000 subjects each.",
                $"{Embedded} texts are embedded; an item is the mixture of two of them.",
                $"Exact: the dot product of all {vectors[0].Length} numbers of four bytes with each vector, by System.Numerics.Tensors.",
            ],
        };

        Task FindAsync() => DoneAsync(index.Nearest(queries[Random.Shared.Next(Queries)], Candidates, TimeProvider.System.GetUtcNow()));
    }

    private static Table Facts(double recall, TimeSpan embedding, TimeSpan filling, double megabytes)
    {
        var table = new Table("of the index", "");
        table.Add($"recall@{Depth} over {Queries} queries", recall.ToString("0.0000", System.Globalization.CultureInfo.InvariantCulture));
        table.Add("memory, MB", Table.Figure(megabytes));
        table.Add("texts embedded a second", Table.Figure(Embedded / embedding.TotalSeconds));
        table.Add("vectors put in a second", Table.Figure(Items / filling.TotalSeconds));
        return table;
    }

    private static (VectorIndex Index, Dictionary<Guid, int> Ids, TimeSpan Time, double Megabytes) Fill(float[][] vectors)
    {
        var ids = vectors.Select((_, i) => (Id: Guid.CreateVersion7(), i)).ToDictionary(each => each.Id, each => each.i);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = new VectorIndex();
        var start = Stopwatch.GetTimestamp();
        foreach (var (id, i) in ids)
        {
            index.Set(id, vectors[i]);
        }

        var time = Stopwatch.GetElapsedTime(start);
        return (index, ids, time, (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6);
    }

    /// <summary>Compares similarities, not ids: of two equally similar texts, either is right.</summary>
    private static double Recall(VectorIndex index, Dictionary<Guid, int> ids, float[][] vectors, float[] query)
    {
        const float SameLikeness = 1e-6f;
        var worst = Nearest(vectors, query)[^1].Likeness - SameLikeness;
        return index
                .Nearest(query, Depth, TimeProvider.System.GetUtcNow())
                .Count(near => TensorPrimitives.Dot<float>(query, vectors[ids[near.Id]]) >= worst) / (double)Depth;
    }

    private static List<(int Item, float Likeness)> Nearest(float[][] vectors, float[] query)
    {
        var best = new PriorityQueue<int, float>();
        for (var i = 0; i < vectors.Length; i++)
        {
            var likeness = TensorPrimitives.Dot<float>(query, vectors[i]);
            if (best.Count < Depth)
            {
                best.Enqueue(i, likeness);
            }
            else if (best.TryPeek(out _, out var lowest) && likeness > lowest)
            {
                best.DequeueEnqueue(i, likeness);
            }
        }

        return [.. best.UnorderedItems.Select(item => (item.Element, item.Priority)).OrderByDescending(item => item.Priority)];
    }

    /// <summary>
    /// Half of the words belong to one subject: they are close together in the vocabulary, at a position from the subject's seed.
    /// </summary>
    private static string Text(string[] words, Random random, int least, int most)
    {
        const int Subjects = 1_000;
        const int WordsOfSubject = 40;
        var subject = random.Next(Subjects);
        var length = random.Next(least, most + 1);
        var text = new StringBuilder();
        for (var i = 0; i < length; i++)
        {
            var word =
                random.Next(2) == 0
                    ? new Random((subject * WordsOfSubject) + random.Next(WordsOfSubject)).Next(200, words.Length)
                    : (int)Math.Exp(random.NextDouble() * Math.Log(words.Length)) - 1;
            text.Append(words[word]).Append(' ');
        }

        return text.ToString();
    }

    /// <summary>A vector of length 1 between those of two texts, nearer to the first one.</summary>
    private static float[] Mixture(float[][] embedded, Random random)
    {
        var (one, other) = (embedded[random.Next(embedded.Length)], embedded[random.Next(embedded.Length)]);
        var mixture = new float[one.Length];
        TensorPrimitives.Multiply(other, random.NextSingle() / 2, mixture);
        TensorPrimitives.Add(one, mixture, mixture);
        TensorPrimitives.Divide(mixture, TensorPrimitives.Norm<float>(mixture), mixture);
        return mixture;
    }

    private static Task DoneAsync<T>(T result)
    {
        GC.KeepAlive(result);
        return Task.CompletedTask;
    }
}
