using System.Numerics.Tensors;
using Community.Companion.Safety.Learned;

namespace Community.Companion.Training;

/// <summary>Writes weights as whole multiples of one step.</summary>
internal static class Quantization
{
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
}
