using System.Buffers;
using System.Runtime.InteropServices;

namespace Community.Companion.Sentences;

/// <summary>Numbers in the file of the weights.</summary>
internal static class Numbers
{
    public static void Write(this BinaryWriter writer, float[] numbers) => writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));

    public static float[] ReadNumbers(this BinaryReader reader, int count)
    {
        var numbers = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}

/// <summary>
/// Numbers in memory that is used again: those of a long text would otherwise be large objects, which the runtime frees late. They begin as
/// anything.
/// </summary>
internal sealed class RentedNumbers : IDisposable
{
    /// <summary>The most numbers that an array of the pool has: a layer of the longest text needs 393,216.</summary>
    private const int Longest = 1 << 19;

    /// <summary>How many arrays of a size are kept. The shared pool keeps some for each thread and core.</summary>
    private const int KeptOfASize = 4;

    private static readonly WeakReference<ArrayPool<float>> Kept = new(ArrayPool<float>.Shared);

    private readonly ArrayPool<float> _pool;
    private readonly float[] _numbers;
    private readonly int _count;

    /// <summary>Takes an array from the pool.</summary>
    /// <param name="count">How many numbers.</param>
    public RentedNumbers(int count)
    {
        _pool = Kept.TryGetTarget(out var pool) ? pool : ArrayPool<float>.Shared;
        (_numbers, _count) = (_pool.Rent(count), count);
    }

    public Span<float> Span => _numbers.AsSpan(0, _count);

    /// <summary>The pool from now on. Its arrays are kept as long as the caller holds it.</summary>
    public static ArrayPool<float> Open()
    {
        var pool = ArrayPool<float>.Create(Longest, KeptOfASize);
        Kept.SetTarget(pool);
        return pool;
    }

    public void Dispose() => _pool.Return(_numbers);
}
