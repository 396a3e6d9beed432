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
/// <param name="count">How many.</param>
internal sealed class RentedNumbers(int count) : IDisposable
{
    private readonly float[] _numbers = ArrayPool<float>.Shared.Rent(count);

    public Span<float> Span => _numbers.AsSpan(0, count);

    public void Dispose() => ArrayPool<float>.Shared.Return(_numbers);
}
