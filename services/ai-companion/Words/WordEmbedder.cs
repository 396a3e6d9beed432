using System.Numerics.Tensors;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Words;

/// <summary>
/// Embeds in the process, without a network: the mean of the vectors of a text's words, each weighted by its rarity, minus the common part
/// of all English texts (Arora, Liang, Ma: A simple but tough-to-beat baseline for sentence embeddings, 2017). English, and the Arabic
/// words that <see cref="ArabicLexicon"/> or <see cref="ArabicGlosses"/> know: a text without a known word has no vector and is found by
/// its words alone.
/// </summary>
internal sealed class WordEmbedder
{
    /// <summary>
    /// A word with this frequency counts half: that is about the 290th. So "the" counts next to nothing and "allotment" nearly whole.
    /// </summary>
    private const double HalfWeightFrequency = 3e-4;

    private readonly Lazy<WordVectors> _vectors;
    private readonly Lazy<float[]> _common;

    public WordEmbedder(Func<WordVectors> read)
    {
        _vectors = new(read);
        _common = new(CommonDirection);
    }

    public WordEmbedder()
        : this(WordVectors.ReadDelivered) { }

    /// <summary>The name of these vectors; another name means that vectors cannot be compared.</summary>
    public const string Model = "words-100d-3";

    /// <summary>A text's vector of length 1, or an empty one if no word of it is known.</summary>
    public float[] Embed(string text)
    {
        var vectors = _vectors.Value;
        var sum = new float[WordVectors.Dimensions];
        var known = 0;
        foreach (var group in WordForms.In(text).GroupBy(word => word, StringComparer.Ordinal))
        {
            var ranks = RanksOf(group.Key, vectors);
            foreach (var rank in ranks)
            {
                // A repeated word counts again, but less than the first time.
                vectors.AddTo(sum, rank, (float)(Weight(rank) * (1 + Math.Log(group.Count())) / Math.Sqrt(ranks.Count)));
                known++;
            }
        }

        return known > 0 && UnitVector.Normalize(sum) ? WithoutCommon(sum) : [];
    }

    /// <summary>
    /// How rare a word is: 0 for one that is everywhere or a single letter, 1 for one that is not in the vocabulary, such as a name.
    /// </summary>
    public double WeightOf(string word) =>
        (EnglishOf(word) is { Count: > 0 } english ? english : [word])
            .Select(_vectors.Value.RankOf)
            .OfType<int>()
            .Select(Weight)
            .DefaultIfEmpty(word.Length > 1 ? 1 : 0)
            .Max();

    private static IReadOnlyList<int> RanksOf(string word, WordVectors vectors) =>
        EnglishOf(word) is { Count: > 0 } english
            ? [.. english.Select(vectors.RankOf).OfType<int>()]
            : WordForms.Find(word, vectors.RankOf);

    private static IReadOnlyList<string> EnglishOf(string word) =>
        ArabicLexicon.Find(word) is { Count: > 0 } english ? english : ArabicGlosses.Find(FoldedWords.Fold(word));

    /// <summary>By Zipf's law the word of rank r makes up nearly 1 / (r ln N) of all words.</summary>
    private double Weight(int rank)
    {
        var frequency = 1 / ((rank + 1) * (Math.Log(_vectors.Value.Count) + 0.577));
        return HalfWeightFrequency / (HalfWeightFrequency + frequency);
    }

    private float[] WithoutCommon(float[] vector)
    {
        var common = _common.Value;
        TensorPrimitives.MultiplyAdd(common, -TensorPrimitives.Dot(vector, common), vector, vector);
        return UnitVector.Normalize(vector) ? vector : [];
    }

    /// <summary>The direction of the weighted mean of the most frequent words.</summary>
    private float[] CommonDirection()
    {
        const int Common = 5_000;
        var sum = new float[WordVectors.Dimensions];
        for (var rank = 0; rank < Math.Min(Common, _vectors.Value.Count); rank++)
        {
            _vectors.Value.AddTo(sum, rank, (float)(Weight(rank) / (rank + 1)));
        }

        UnitVector.Normalize(sum);
        return sum;
    }
}
