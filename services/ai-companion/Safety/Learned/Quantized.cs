using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Community.Companion.Safety.Learned;

/// <summary>Weights in one byte each: whole multiples of one step, the largest of them 127 steps.</summary>
internal sealed class Quantized(sbyte[] values, float step)
{
    /// <summary>The value of one step.</summary>
    public float Step => step;

    public int Count => values.Length;

    public sbyte this[int at] => values[at];

    public static Quantized Of(ReadOnlySpan<float> weights)
    {
        var step = Math.Max(TensorPrimitives.MaxMagnitude(weights) is var most && most < 0 ? -most : most, 1e-9f) / sbyte.MaxValue;
        var values = new sbyte[weights.Length];
        for (var at = 0; at < values.Length; at++)
        {
            values[at] = (sbyte)MathF.Round(weights[at] / step);
        }

        return new(values, step);
    }

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
