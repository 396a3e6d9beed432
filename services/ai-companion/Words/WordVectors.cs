using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Numerics.Tensors;

namespace Community.Companion.Words;

/// <summary>
/// The vectors of the 60,000 most common English words (<c>Words/vectors/README.md</c> names their authors). Read once, when first needed:
/// 6 MB of bytes, and the words.
/// </summary>
internal sealed class WordVectors
{
    public const int Dimensions = 100;

    private const int Stride = sizeof(float) + Dimensions;
    private readonly byte[] _vectors;
    private readonly FrozenDictionary<string, int> _ranks;

    private WordVectors(string[] words, byte[] vectors)
    {
        _vectors =
            vectors.Length == words.Length * Stride
                ? vectors
                : throw new InvalidOperationException(
                    $"{words.Length} words have {words.Length * Stride} bytes of vectors, not {vectors.Length}."
                );
        _ranks = words.Select((word, rank) => KeyValuePair.Create(word, rank)).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>The words and their places.</summary>
    public IEnumerable<KeyValuePair<string, int>> Ranks => _ranks;

    /// <summary>How many words there are.</summary>
    public int Count => _ranks.Count;

    /// <summary>Reads the files of a folder.</summary>
    /// <param name="folder">Where <c>words.txt</c> and <c>vectors.i8</c> are.</param>
    public static WordVectors Read(string folder) =>
        new(File.ReadAllLines(Path.Combine(folder, "words.txt")), File.ReadAllBytes(Path.Combine(folder, "vectors.i8")));

    /// <summary>The vectors that are delivered beside the program.</summary>
    public static WordVectors ReadDelivered() => Read(Path.Combine(AppContext.BaseDirectory, "Words", "vectors"));

    /// <summary>The word's place, 0 for the most common; null if it is not known.</summary>
    public int? RankOf(string word) => _ranks.TryGetValue(word, out var rank) ? rank : null;

    /// <summary>Adds the word's vector, multiplied by a weight, to a sum.</summary>
    public void AddTo(Span<float> sum, int rank, float weight)
    {
        var bytes = _vectors.AsSpan(rank * Stride, Stride);
        var scale = weight * BinaryPrimitives.ReadSingleLittleEndian(bytes);
        Span<float> vector = stackalloc float[Dimensions];
        for (var i = 0; i < Dimensions; i++)
        {
            vector[i] = (sbyte)bytes[sizeof(float) + i];
        }

        TensorPrimitives.MultiplyAdd(vector, scale, sum, sum);
    }
}
