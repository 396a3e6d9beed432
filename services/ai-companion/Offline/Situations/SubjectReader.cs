using System.Collections.Concurrent;
using System.Numerics.Tensors;
using Community.Companion.Sentences;
using Community.Platform.Hosting.Lifetime;

namespace Community.Companion.Offline.Situations;

/// <summary>
/// Tells the subject of a message, and which of the known later messages it is, by its meaning. The first layers of the encoder are those
/// of <see cref="SentenceEncoder"/>; the last ones, and a vector for each name, learned from sentences of many people
/// (<c>tools/companion-training/subjects</c>). A text takes a core for some hundredths of a second. One instance serves all requests at
/// once.
/// </summary>
internal sealed class SubjectReader
{
    public const string WeightsFile = "subjects.weights";

    /// <summary>
    /// At this cosine every second reading is right, and how fast that share grows: the logistic curve of sentences that were not learned
    /// (<c>judge-subjects</c> prints it).
    /// </summary>
    private const float EverySecond = 0.397f;

    private const float Steepness = 23;

    /// <summary>Readings of texts that are kept: a conversation's last messages are read again and again.</summary>
    private const int MostKept = 256;

    private static readonly string DeliveredPath = Path.Combine(AppContext.BaseDirectory, "Sentences", WeightsFile);

    private static readonly ExpiringLazy<SubjectReader> Files = new(
        () => ReadFile(DeliveredPath),
        TimeSpan.FromMinutes(1),
        TimeProvider.System
    );

    private readonly SubjectWeights _weights;
    private readonly Dictionary<string, int> _firstLater;
    private readonly float[] _nothing;
    private readonly ConcurrentDictionary<string, Reading> _kept = new(StringComparer.Ordinal);

    private SubjectReader(SubjectWeights weights)
    {
        _weights = weights;
        _nothing = new float[Math.Max(weights.Subjects.Rows, weights.Later.Rows)];
        _firstLater = new(StringComparer.Ordinal);
        var row = 0;
        foreach (var name in LaterMessages.Names)
        {
            _firstLater.Add(name, row);
            row += LaterMessages.After(name, Languages.English).Count;
        }

        if (row != weights.Later.Rows)
        {
            throw new InvalidDataException($"There are {row} later messages, and {WeightsFile} knows {weights.Later.Rows}.");
        }
    }

    /// <summary>The reader that is delivered beside the program: read when it is needed, and released when idle.</summary>
    public static SubjectReader Delivered => Files.Value;

    /// <summary>A hash of the texts that the delivered reader learned from.</summary>
    public static string DeliveredFrom()
    {
        using var reader = new BinaryReader(File.OpenRead(DeliveredPath));
        return reader.ReadString();
    }

    /// <summary>All names that it knows.</summary>
    public IReadOnlyList<string> Names => _weights.Names;

    /// <summary>All names, the nearest first. Nothing is near to a text of which too few words are known.</summary>
    /// <param name="readable">The text, Arabizi in Arabic letters.</param>
    public IReadOnlyList<Likeness> Nearest(string readable) => ReadingOf(readable).Near;

    /// <summary>The later message after a name that a text is nearest to, and how near: from 0 to 1. Null: none is known.</summary>
    /// <param name="name">The subject of the last messages.</param>
    /// <param name="readable">The text, Arabizi in Arabic letters.</param>
    public (int Number, float Score)? Later(string name, string readable)
    {
        if (!_firstLater.TryGetValue(name, out var first) || ReadingOf(readable).Later is not { Length: > 0 } scores)
        {
            return null;
        }

        var own = scores.AsSpan(first, LaterMessages.After(name, Languages.English).Count);
        var best = TensorPrimitives.IndexOfMax<float>(own);
        return (best, own[best]);
    }

    private Reading ReadingOf(string readable)
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

    private Reading Read(string readable)
    {
        if (SentenceEmbedder.PiecesOf(readable) is not { Length: > 0 } pieces)
        {
            return new([], []);
        }

        var vector = SentenceEncoder.Delivered.Meaning(pieces, _weights.Layers);
        var (subjects, later) = (new float[_weights.Subjects.Rows], new float[_weights.Later.Rows]);
        _weights.Subjects.Multiply(vector, _nothing, subjects);
        _weights.Later.Multiply(vector, _nothing, later);
        return new(
            [.. subjects.Select((score, at) => new Likeness(_weights.Names[at], ShareRight(score))).OrderByDescending(one => one.Score)],
            later
        );
    }

    private static float ShareRight(float cosine) => 1 / (1 + MathF.Exp(Steepness * (EverySecond - cosine)));

    private static SubjectReader ReadFile(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        return new(SubjectWeights.Read(reader));
    }

    private sealed record Reading(IReadOnlyList<Likeness> Near, float[] Later);
}
