using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Community.Fuzz.Tests.Running;

/// <summary>
/// The map in which instrumented code counts: a byte for each edge between two places of the program, at most 65,536 of them. The counts
/// are grouped in AFL's classes (1, 2, 3, 4-7, 8-15, 16-31, 32-127, more), so that one more round of a loop is not always new.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 1 << 16;

    private readonly byte* _counts;
    private readonly byte[] _seen = new byte[Size];

    /// <summary>Gives the map to the instrumented code; must be called before any of it runs.</summary>
    public CoverageMap()
    {
        _counts = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = _counts;
    }

    /// <summary>The number of edges seen so far.</summary>
    public int Edges => _seen.Count(classes => classes != 0);

    /// <summary>Clears the counts of the last run.</summary>
    public void Clear()
    {
        new Span<byte>(_counts, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the last run reached an edge, or a class of its count, that no run had reached before; remembers it.</summary>
    public bool HasNews()
    {
        var news = false;
        foreach (var (edge, counted) in Counted())
        {
            news |= (_seen[edge] & counted) == 0;
            _seen[edge] |= counted;
        }

        return news;
    }

    /// <summary>The last run as numbers: an edge and the class of its count.</summary>
    public HashSet<int> Features() => [.. Counted().Select(found => (found.Edge << 8) | found.Class)];

    private List<(int Edge, byte Class)> Counted()
    {
        var found = new List<(int, byte)>();
        var words = new ReadOnlySpan<ulong>(_counts, Size / sizeof(ulong));
        for (var word = words.IndexOfAnyExcept(0UL); word >= 0; )
        {
            for (var at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                if (_counts[at] != 0)
                {
                    found.Add((at, ClassOf(_counts[at])));
                }
            }

            var next = words[(word + 1)..].IndexOfAnyExcept(0UL);
            word = next < 0 ? -1 : word + 1 + next;
        }

        return found;
    }

    private static byte ClassOf(byte count) =>
        count switch
        {
            1 => 1,
            2 => 2,
            3 => 4,
            < 8 => 8,
            < 16 => 16,
            < 32 => 32,
            < 128 => 64,
            _ => 128,
        };
}
