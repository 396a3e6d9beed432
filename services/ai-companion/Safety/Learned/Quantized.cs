using System.Runtime.InteropServices;

namespace Community.Companion.Safety.Learned;

/// <summary>Weights in one byte each: whole multiples of one step, the largest of them 127 steps.</summary>
internal sealed class Quantized(sbyte[] values, float step)
{
    /// <summary>The value of one step.</summary>
    public float Step => step;

    public int Count => values.Length;

    public sbyte this[int at] => values[at];

    public ReadOnlySpan<sbyte> Row(int row, int width) => values.AsSpan(row * width, width);

    public void Write(BinaryWriter writer)
    {
        writer.Write(step);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    public static Quantized Read(BinaryReader reader, int count)
    {
        var step = reader.ReadSingle();
        var values = new sbyte[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new(values, step);
    }
}
