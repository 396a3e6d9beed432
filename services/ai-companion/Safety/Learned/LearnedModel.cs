using System.IO.Compression;
using System.Numerics.Tensors;
using Community.Companion.Safety.Rules;

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
internal sealed class LearnedModel(
    WordClasses classes,
    LinearWeights linear,
    HiddenLayer[] layers,
    Thresholds thresholds,
    Calibration calibration,
    string textsHash
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

    private static readonly Lazy<LearnedModel> Embedded = new(() => Read(Companion.Embedded.Bytes(File)));

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
        var most = Read(TextFeatures.Read(words, hits, classes, 0, words.Count));
        if (words.Count > LongText)
        {
            foreach (var (from, to) in PartsOf(words))
            {
                var part = Read(TextFeatures.Read(words, hits, classes, from, to));
                most = part.Score > most.Score ? part : most;
            }
        }

        return most;
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
            score += MathF.Log((1 - one[0] + 1e-6f) / (one[0] + 1e-6f)) / layers.Length;
            for (var answer = 0; answer < one.Length; answer++)
            {
                all[answer] += one[answer];
            }
        }

        var (kind, grade) = (Greatest(all[1..HiddenLayer.Kinds]), Greatest(all[HiddenLayer.Kinds..]) + 1);
        return new(linear.Score(features) + (LayersCount * score), (CrisisKind)kind, (Severity)grade);
    }

    public LearnedModel With(Thresholds decided, Calibration calibrated, string hash) =>
        new(classes, linear, layers, decided, calibrated, hash);

    /// <summary>The weights in the form of the file.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(new BrotliStream(bytes, CompressionLevel.Optimal)))
        {
            writer.Write(textsHash);
            writer.Write(thresholds.Crisis);
            writer.Write(thresholds.Alone);
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
        var thresholds = new Thresholds(reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
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

    private static int Greatest(Span<float> numbers) => TensorPrimitives.IndexOfMax(numbers);
}
