using System.IO.Compression;
using System.Numerics.Tensors;
using Community.Companion.Safety.Rules;
using Community.Companion.Sentences;

namespace Community.Companion.Safety.Learned;

/// <summary>
/// The model that was learned from the training texts: linear weights and hidden layers, combined, because each makes other errors
/// (Dietterich: Ensemble methods in machine learning, 2000). One instance serves all requests at once.
/// </summary>
/// <param name="classes">The classes of words.</param>
/// <param name="linear">The linear weights.</param>
/// <param name="layers">Hidden layers that differ by their initial values.</param>
/// <param name="thresholds">The scores from which decisions are made.</param>
/// <param name="calibration">Maps scores to probabilities.</param>
/// <param name="textsHash">A hash of the texts that it was learned from.</param>
/// <param name="encoder">Reads what the others are not sure to be harmless; null: they decide alone.</param>
internal sealed class LearnedModel(
    WordClasses classes,
    LinearWeights linear,
    HiddenLayer[] layers,
    Thresholds thresholds,
    Calibration calibration,
    string textsHash,
    Func<SentenceEncoder>? encoder = null
)
{
    /// <summary>The file of the weights, as <see cref="Embedded"/> names it.</summary>
    public const string File = "Safety.Learned.crisis.weights";

    /// <summary>The weight of the hidden layers beside the linear weights, by cross-validation.</summary>
    private const float LayersCount = 0.5f;

    /// <summary>A text with more words is also read in parts, because a remark in a long message is a small part of the whole.</summary>
    private const int LongText = 45;

    /// <summary>How many words a part of a long text has at most, unless it is one sentence.</summary>
    private const int Part = 30;

    /// <summary>The share of the encoder in the score, by texts of writers whom it had not read.</summary>
    private const float EncoderShare = 0.5f;

    /// <summary>
    /// Below this score a text without a rule's match is harmless for certain, and the encoder does not read it: so are three of four
    /// everyday texts, and one crisis of a hundred.
    /// </summary>
    private const float CertainlyHarmless = -3.5f;

    /// <summary>So many parts of a long text are read by the encoder, the most alarming ones: its time is bounded.</summary>
    private const int EncodedParts = 3;

    /// <summary>
    /// How much lower the threshold under which the weights overrule a rule is in use than the one that training stores: on texts of
    /// writers whom it has not read, rules are wrong more seldom than training assumes (docs/companion.md).
    /// </summary>
    private const float LowerOverruling = 1.3f;

    /// <summary>The same for the threshold of a crisis: fewer of those that are told in a roundabout way are missed.</summary>
    private const float Lower = 0.25f;

    private static readonly Lazy<LearnedModel> Embedded = new(() => Read(Companion.Embedded.Bytes(File)).InUse());

    /// <summary>The model that is delivered with the program.</summary>
    public static LearnedModel Delivered => Embedded.Value;

    public Thresholds Thresholds => thresholds;

    public Calibration Calibration => calibration;

    public string TextsHash => textsHash;

    public WordClasses Classes => classes;

    /// <summary>Reads a text, and the parts of a long text: the most alarming part decides.</summary>
    /// <param name="words">Its words.</param>
    /// <param name="hits">The matches of rules in it.</param>
    public LearnedReading Read(ReadText words, IReadOnlyList<Hit> hits)
    {
        var parts = (words.Count > LongText ? PartsOf(words) : [])
            .Append((From: 0, To: words.Count))
            .Select(part => (part.From, part.To, Reading: Read(TextFeatures.Read(words, hits, classes, part.From, part.To))))
            .OrderByDescending(part => part.Reading.Score)
            .Take(EncodedParts)
            .ToList();
        return parts.Select(part => Deepened(part.Reading, encoder, words, hits, part.From, part.To)).MaxBy(reading => reading.Score)!;
    }

    /// <summary>
    /// The reading of a part of a text together with that of the encoder; the reading itself if it is harmless for certain.
    /// </summary>
    public static LearnedReading Deepened(
        LearnedReading reading,
        Func<SentenceEncoder>? encoder,
        ReadText words,
        IReadOnlyList<Hit> hits,
        int from,
        int to
    )
    {
        if (encoder is null || (reading.Score < CertainlyHarmless && !hits.Any(hit => hit.Rule.Role == "rule")))
        {
            return reading;
        }

        return reading.With(CrisisEncoder.Read(encoder(), words, from, to), EncoderShare);
    }

    /// <summary>Reads features: the sum of both scores, and the hidden layers' kind and grade.</summary>
    public LearnedReading Read(TextFeatures features)
    {
        Span<float> one = stackalloc float[HiddenLayer.Answers];
        Span<float> all = stackalloc float[HiddenLayer.Answers];
        all.Clear();
        var score = 0f;
        foreach (var layer in layers)
        {
            layer.Read(features, one);
            score += LogOdds(one[0]) / layers.Length;
            TensorPrimitives.Add(all, one, all);
        }

        TensorPrimitives.Divide(all, layers.Length, all);
        return LearnedReading.Of(linear.Score(features) + (LayersCount * score), all);
    }

    /// <summary>The logarithm of the odds of a crisis.</summary>
    /// <param name="harmless">The probability that it is none.</param>
    public static float LogOdds(float harmless)
    {
        const float Least = 1e-6f;
        return MathF.Log((1 - harmless + Least) / (harmless + Least));
    }

    public LearnedModel With(Thresholds decided, Calibration calibrated, string hash) =>
        new(classes, linear, layers, decided, calibrated, hash, encoder);

    /// <summary>This model as the service uses it: with the encoder, and with the lower thresholds.</summary>
    public LearnedModel InUse() =>
        With(
                thresholds with
                {
                    Crisis = thresholds.Crisis - Lower,
                    Overruling = thresholds.Overruling - LowerOverruling,
                },
                calibration,
                textsHash
            )
            .With(() => SentenceEncoder.Delivered);

    public LearnedModel With(Func<SentenceEncoder>? reader) => new(classes, linear, layers, thresholds, calibration, textsHash, reader);

    /// <summary>The weights in the form of the file.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(new BrotliStream(bytes, CompressionLevel.Optimal)))
        {
            writer.Write(textsHash);
            writer.Write(thresholds.Crisis);
            writer.Write(thresholds.Overruling);
            writer.Write(calibration.Slope);
            writer.Write(calibration.Offset);
            classes.Write(writer);
            linear.Write(writer);
            writer.Write((byte)layers.Length);
            Array.ForEach(layers, layer => layer.Write(writer));
        }

        return bytes.ToArray();
    }

    public static LearnedModel Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress));
        var hash = reader.ReadString();
        var thresholds = new Thresholds(reader.ReadSingle(), reader.ReadSingle());
        var calibration = new Calibration(reader.ReadSingle(), reader.ReadSingle());
        var classes = WordClasses.Read(reader);
        var linear = LinearWeights.Read(reader);
        return new(
            classes,
            linear,
            [.. Enumerable.Range(0, reader.ReadByte()).Select(_ => HiddenLayer.Read(reader))],
            thresholds,
            calibration,
            hash
        );
    }

    /// <summary>Whole sentences in a row, as many as fit; the next part begins with the last sentence of the one before.</summary>
    private static IEnumerable<(int From, int To)> PartsOf(ReadText words)
    {
        for (var from = 0; from < words.Count; )
        {
            var (to, last) = (SentenceAfter(words, from), from);
            while (to < words.Count && SentenceAfter(words, to) is var next && next - from <= Part)
            {
                (to, last) = (next, to);
            }

            yield return (from, to);
            from =
                to >= words.Count ? to
                : last > from ? last
                : to;
        }
    }

    /// <summary>Where the sentence that begins at a word ends; a sentence without an end is cut.</summary>
    private static int SentenceAfter(ReadText words, int at) => Math.Min(Math.Min(words.SentenceEnd(at) + 1, words.Count), at + Part);
}
