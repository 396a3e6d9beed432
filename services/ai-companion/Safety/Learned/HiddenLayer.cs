using System.Numerics.Tensors;

namespace Community.Companion.Safety.Learned;

/// <summary>
/// A network of one hidden layer over the most common of the same features (like fastText, with a non-linearity in between: Joulin and
/// others, Bag of tricks for efficient text classification, 2016). It distinguishes the kinds of crises and their grades. It makes other
/// errors than the linear weights, so that both together are better than either.
/// </summary>
internal sealed class HiddenLayer(Quantized rows, float[] biases, float[] outputs, float[] outputBiases)
{
    /// <summary>How many bits of a feature's number are used.</summary>
    public const int Bits = 17;

    /// <summary>How many units the layer has.</summary>
    public const int Width = 24;

    /// <summary>One for no crisis, and one for each kind.</summary>
    public const int Kinds = 5;

    /// <summary>One for each grade of a crisis.</summary>
    public const int Grades = 3;

    /// <summary>The number of probabilities that <see cref="Read(TextFeatures, Span{float})"/> returns.</summary>
    public const int Answers = Kinds + Grades;

    /// <summary>By how many bits the number of a feature is shortened.</summary>
    public const int Shift = TextFeatures.Bits - Bits;

    /// <summary>Reads a text: the probability of no crisis and of each kind, and then of each grade.</summary>
    public void Read(TextFeatures features, Span<float> probabilities)
    {
        Span<float> units = stackalloc float[Width];
        units.Clear();
        for (var at = 0; at < features.Count; at++)
        {
            if (!features.IsCloseAt(at))
            {
                continue;
            }

            var value = features.ValueOf(at);
            var row = rows.Row(features.IndexOf(at) >> Shift, Width);
            for (var unit = 0; unit < Width; unit++)
            {
                units[unit] += value * row[unit];
            }
        }

        TensorPrimitives.Multiply(units, rows.Step, units);
        TensorPrimitives.Add(units, biases, units);
        TensorPrimitives.Max(units, 0, units);
        for (var output = 0; output < Answers; output++)
        {
            probabilities[output] = outputBiases[output] + TensorPrimitives.Dot(outputs.AsSpan(output * Width, Width), units);
        }

        TensorPrimitives.SoftMax(probabilities[..Kinds], probabilities[..Kinds]);
        TensorPrimitives.SoftMax(probabilities[Kinds..Answers], probabilities[Kinds..Answers]);
    }

    public void Write(BinaryWriter writer)
    {
        rows.Write(writer);
        foreach (var number in (IEnumerable<float>)[.. biases, .. outputs, .. outputBiases])
        {
            writer.Write(number);
        }
    }

    public static HiddenLayer Read(BinaryReader reader)
    {
        var rows = Quantized.Read(reader, Width << Bits);
        return new(rows, Numbers(Width), Numbers(Answers * Width), Numbers(Answers));

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => reader.ReadSingle())];
    }
}
