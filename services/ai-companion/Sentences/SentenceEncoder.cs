using System.Buffers;
using System.Numerics.Tensors;
using Community.Platform.Hosting.Lifetime;

namespace Community.Companion.Sentences;

/// <summary>
/// Reads a text as a whole and not word by word: a small transformer (all-MiniLM-L6-v2: Reimers and Gurevych, Sentence-BERT, 2019; Wang and
/// others, MiniLM, 2020; Apache 2.0). Its upper layers are there twice: as they were, for the meaning of a text, and as they went on
/// learning from texts of crises; a third kind reads subjects (<c>SubjectReader</c>). It computes in the process, half a millisecond for
/// each piece of a word. One instance serves all requests at once.
/// </summary>
/// <param name="pieces">The pieces of words that it knows.</param>
/// <param name="rows">The vector of each piece.</param>
/// <param name="positions">Added to the vector of a piece for its place in the text.</param>
/// <param name="norm">Applied to the sums of both.</param>
/// <param name="lower">The layers that both begin with.</param>
/// <param name="meaning">The upper layers for the meaning.</param>
/// <param name="crisis">The upper layers for crises.</param>
/// <param name="answers">From the mean of all pieces after <paramref name="crisis"/> to the answers.</param>
internal sealed class SentenceEncoder(
    WordPieces pieces,
    QuantizedMatrix rows,
    QuantizedMatrix positions,
    Norm norm,
    EncoderLayer[] lower,
    EncoderLayer[] meaning,
    EncoderLayer[] crisis,
    Projection answers
)
{
    public const string PiecesFile = "pieces.txt";
    public const string WeightsFile = "encoder.weights";

    /// <summary>How many numbers the vector of a piece has.</summary>
    public const int Width = 384;

    private static readonly ExpiringLazy<SentenceEncoder> Files = new(
        () => Read(Path.Combine(AppContext.BaseDirectory, "Sentences")),
        TimeSpan.FromMinutes(1),
        TimeProvider.System
    );

    /// <summary>The encoder that is delivered beside the program, 30 MB: read when it is needed, and released when idle.</summary>
    public static SentenceEncoder Delivered => Files.Value;

    /// <summary>Memory for the numbers in between, released together with the weights.</summary>
    private readonly ArrayPool<float> _numbers = RentedNumbers.Open();

    /// <summary>The pieces of words that it knows.</summary>
    public WordPieces Pieces => pieces;

    /// <summary>The layers for the meaning, for readers that go on from some of them.</summary>
    public IReadOnlyList<EncoderLayer> MeaningLayers => meaning;

    /// <summary>A vector of length 1: near vectors mean similar texts.</summary>
    /// <param name="numbers">The pieces of the text.</param>
    public float[] Meaning(ReadOnlySpan<int> numbers) => Meaning(numbers, meaning);

    /// <summary>The same by other upper layers.</summary>
    /// <param name="numbers">The pieces of the text.</param>
    /// <param name="upper">The layers that follow on those that all begin with.</param>
    public float[] Meaning(ReadOnlySpan<int> numbers, IReadOnlyList<EncoderLayer> upper)
    {
        var mean = Mean(numbers, upper);
        TensorPrimitives.Divide(mean, TensorPrimitives.Norm<float>(mean), mean);
        return mean;
    }

    /// <summary>The answers about a crisis: a number for each, which a greater certainty makes greater.</summary>
    /// <param name="numbers">The pieces of the text.</param>
    public float[] Answers(ReadOnlySpan<int> numbers)
    {
        using var products = answers.Of(Mean(numbers, crisis));
        return products.Span.ToArray();
    }

    /// <summary>The weights in the form of the file.</summary>
    public void Write(BinaryWriter writer)
    {
        rows.Write(writer);
        positions.Write(writer);
        norm.Write(writer);
        foreach (var layers in (EncoderLayer[][])[lower, meaning, crisis])
        {
            writer.Write((byte)layers.Length);
            Array.ForEach(layers, layer => layer.Write(writer));
        }

        answers.Write(writer);
    }

    /// <summary>Reads the files of a folder.</summary>
    /// <param name="folder">Where <c>pieces.txt</c> and <c>encoder.weights</c> are.</param>
    /// <exception cref="InvalidDataException">The two files do not belong together.</exception>
    public static SentenceEncoder Read(string folder)
    {
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, WeightsFile)));
        var (rows, positions) = (QuantizedMatrix.Read(reader), QuantizedMatrix.Read(reader));
        var pieces = File.ReadAllLines(Path.Combine(folder, PiecesFile));
        if (pieces.Length != rows.Rows)
        {
            throw new InvalidDataException($"{PiecesFile} has {pieces.Length} pieces, and {WeightsFile} has {rows.Rows}.");
        }

        return new(new(pieces), rows, positions, Norm.Read(reader, rows.Columns), Layers(), Layers(), Layers(), Projection.Read(reader));

        EncoderLayer[] Layers() => [.. Enumerable.Range(0, reader.ReadByte()).Select(_ => EncoderLayer.Read(reader, rows.Columns))];
    }

    /// <summary>The mean of the vectors of all pieces after the lower and these upper layers.</summary>
    private float[] Mean(ReadOnlySpan<int> numbers, IReadOnlyList<EncoderLayer> upper)
    {
        var width = rows.Columns;
        var (vectors, position, mean) = (new float[numbers.Length * width], new float[width], new float[width]);
        for (var at = 0; at < numbers.Length; at++)
        {
            var vector = vectors.AsSpan(at * width, width);
            rows.CopyRow(numbers[at], vector);
            positions.CopyRow(at, position);
            TensorPrimitives.Add(vector, position, vector);
        }

        norm.Apply(vectors);
        foreach (var layer in lower.Concat(upper))
        {
            layer.Apply(vectors);
        }

        for (var at = 0; at < vectors.Length; at += width)
        {
            TensorPrimitives.Add(mean, vectors.AsSpan(at, width), mean);
        }

        TensorPrimitives.Divide(mean, numbers.Length, mean);
        GC.KeepAlive(_numbers);
        return mean;
    }
}
