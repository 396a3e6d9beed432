using System.Collections.Concurrent;
using Community.Companion.Sentences;

namespace Community.Companion.Offline.Situations;

/// <summary>How near a text is to the nearest sample of a name.</summary>
/// <param name="Name">A situation, a request, or <c>help.FEATURE</c>.</param>
/// <param name="Score">The cosine of the two meanings: 1 for the same words.</param>
internal readonly record struct Likeness(string Name, float Score)
{
    /// <summary>The part that related names have in common: <c>work</c> of <c>work-quit</c>, <c>help</c> of all features.</summary>
    public ReadOnlySpan<char> Family => FamilyOf(Name);

    /// <summary>Whether two names have that part in common.</summary>
    public static bool IsRelated(string one, string other) => FamilyOf(one).SequenceEqual(FamilyOf(other));

    private static ReadOnlySpan<char> FamilyOf(string name) =>
        name.AsSpan().IndexOfAny('-', '.') is > 0 and var end ? name.AsSpan(0, end) : name;
}

/// <summary>
/// Finds the subject of a text by its meaning: it is compared with the samples of <c>samples.txt</c>, whose vectors were made before
/// (<c>samples.vectors</c>). A text takes a core for some hundredths of a second. One instance serves all requests at once.
/// </summary>
internal sealed class Samples
{
    public const string TextFile = "Offline.Situations.samples.txt";
    public const string VectorFile = "Offline.Situations.samples.vectors";

    /// <summary>Readings of texts that are kept: a conversation's last messages are read again and again.</summary>
    private const int MostKept = 256;

    private static readonly Lazy<Samples> Files = new(() => new(Embedded.Bytes(VectorFile)));

    private readonly string[] _names;
    private readonly int[] _nameOfRow;
    private readonly QuantizedMatrix _vectors;
    private readonly float[] _nothing;
    private readonly ConcurrentDictionary<string, IReadOnlyList<Likeness>> _kept = new(StringComparer.Ordinal);

    private Samples(byte[] file)
    {
        using var reader = new BinaryReader(new MemoryStream(file));
        _ = reader.ReadUInt64();
        _vectors = QuantizedMatrix.Read(reader);
        _nothing = new float[_vectors.Rows];
        var names = All().Select(sample => sample.Name).ToList();
        _names = [.. names.Distinct(StringComparer.Ordinal)];
        _nameOfRow = [.. names.Select(name => Array.IndexOf(_names, name))];
        if (names.Count != _vectors.Rows)
        {
            throw new InvalidDataException($"{TextFile} has {names.Count} samples, and {VectorFile} has {_vectors.Rows}.");
        }
    }

    public static Samples Delivered => Files.Value;

    /// <summary>
    /// Whether a text is clearly nearer to the first of these than to all that is not related to it: then it is about that, also if it is
    /// in quite other words.
    /// </summary>
    public static bool IsClear(IReadOnlyList<Likeness> near)
    {
        const float Least = 0.45f;
        const float Apart = 0.1f;
        if (near is not [{ Score: >= Least } first, ..])
        {
            return false;
        }

        var other = near.FirstOrDefault(one => !one.Family.SequenceEqual(first.Family));
        return first.Score - other.Score >= Apart;
    }

    /// <summary>All samples with their names.</summary>
    public static IEnumerable<(string Name, string Text)> All()
    {
        var name = "";
        foreach (var line in Embedded.Lines(TextFile))
        {
            if (line.StartsWith("= ", StringComparison.Ordinal))
            {
                name = line[2..];
            }
            else
            {
                yield return (name, line);
            }
        }
    }

    /// <summary>The file of the vectors: a hash of the samples, then their vectors.</summary>
    public static byte[] ToFile()
    {
        var vectors = All().SelectMany(sample => Vector(sample.Text)).ToArray();
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        writer.Write(Hash(Embedded.Text(TextFile)));
        QuantizedMatrix.Of(vectors, All().Count()).Write(writer);
        return file.ToArray();
    }

    /// <summary>Whether the vectors are those of the samples.</summary>
    public static bool AreUpToDate() => BitConverter.ToUInt64(Embedded.Bytes(VectorFile)) == Hash(Embedded.Text(TextFile));

    /// <summary>All names, the nearest first. Nothing is near to a text of which too few words are known.</summary>
    /// <param name="readable">The text, Arabizi in Arabic letters.</param>
    public IReadOnlyList<Likeness> Nearest(string readable)
    {
        if (_kept.TryGetValue(readable, out var known))
        {
            return known;
        }

        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept[readable] = Read(readable);
    }

    private IReadOnlyList<Likeness> Read(string readable)
    {
        if (SentenceEmbedder.Embed(readable) is not { Length: > 0 } vector)
        {
            return [];
        }

        var (scores, best) = (new float[_vectors.Rows], new float[_names.Length]);
        _vectors.Multiply(vector, _nothing, scores);
        for (var row = 0; row < scores.Length; row++)
        {
            best[_nameOfRow[row]] = MathF.Max(best[_nameOfRow[row]], scores[row]);
        }

        return [.. best.Select((score, at) => new Likeness(_names[at], score)).OrderByDescending(one => one.Score)];
    }

    private static float[] Vector(string sample) =>
        SentenceEmbedder.Embed(sample) is { Length: > 0 } vector
            ? vector
            : throw new InvalidDataException($"No word of the sample is known: {sample}");

    /// <summary>Fowler, Noll and Vo's hash (FNV-1a): no secret depends on it.</summary>
    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037ul;
        foreach (var letter in text)
        {
            hash = (hash ^ letter) * 1099511628211ul;
        }

        return hash;
    }
}
