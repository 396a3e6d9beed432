using System.Numerics.Tensors;

namespace Community.Companion.Sentences;

/// <summary>Multiplies vectors with a matrix, and adds a vector to each product.</summary>
internal sealed record Projection(QuantizedMatrix Matrix, float[] Added)
{
    /// <summary>The products of several vectors, one after the other.</summary>
    public RentedNumbers Of(ReadOnlySpan<float> vectors)
    {
        var products = new RentedNumbers(vectors.Length / Matrix.Columns * Matrix.Rows);
        Matrix.Multiply(vectors, Added, products.Span);
        return products;
    }

    public void Write(BinaryWriter writer)
    {
        Matrix.Write(writer);
        writer.Write(Added);
    }

    public static Projection Read(BinaryReader reader)
    {
        var matrix = QuantizedMatrix.Read(reader);
        return new(matrix, reader.ReadNumbers(matrix.Rows));
    }
}

/// <summary>Brings vectors to a mean and a spread that were learned (Ba, Kiros and Hinton: Layer normalization, 2016).</summary>
internal sealed record Norm(float[] Scale, float[] Added)
{
    private const float LeastVariance = 1e-12f;

    /// <summary>Changes several vectors in place.</summary>
    public void Apply(Span<float> vectors)
    {
        for (; vectors.Length > 0; vectors = vectors[Scale.Length..])
        {
            var vector = vectors[..Scale.Length];
            TensorPrimitives.Subtract(vector, TensorPrimitives.Sum<float>(vector) / vector.Length, vector);
            var variance = TensorPrimitives.SumOfSquares<float>(vector) / vector.Length;
            TensorPrimitives.Divide(vector, MathF.Sqrt(variance + LeastVariance), vector);
            TensorPrimitives.MultiplyAdd(vector, Scale, Added, vector);
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Scale);
        writer.Write(Added);
    }

    public static Norm Read(BinaryReader reader, int width) => new(reader.ReadNumbers(width), reader.ReadNumbers(width));
}

/// <summary>
/// A layer of the encoder: each piece of a text takes a part of all others, more of the ones that concern it, and is then changed by itself
/// (Vaswani and others: Attention is all you need, 2017).
/// </summary>
/// <param name="Query">The question of a piece to the others.</param>
/// <param name="Key">The answer of a piece to such a question.</param>
/// <param name="Value">The part of a piece that others take.</param>
/// <param name="Taken">Changes the sum of those parts.</param>
/// <param name="TakenNorm">After the first half.</param>
/// <param name="Wide">To a wider vector.</param>
/// <param name="Narrow">Back from it.</param>
/// <param name="Norm">After the second half.</param>
internal sealed record EncoderLayer(
    Projection Query,
    Projection Key,
    Projection Value,
    Projection Taken,
    Norm TakenNorm,
    Projection Wide,
    Projection Narrow,
    Norm Norm
)
{
    /// <summary>How many different things a piece looks for.</summary>
    private const int Heads = 12;

    /// <summary>Changes the vectors of a text's pieces in place.</summary>
    public void Apply(Span<float> vectors)
    {
        using var attended = Attend(vectors);
        using var taken = Taken.Of(attended.Span);
        TensorPrimitives.Add(vectors, taken.Span, vectors);
        TakenNorm.Apply(vectors);
        using var wide = Wide.Of(vectors);
        Activate(wide.Span);
        using var narrow = Narrow.Of(wide.Span);
        TensorPrimitives.Add(vectors, narrow.Span, vectors);
        Norm.Apply(vectors);
    }

    public void Write(BinaryWriter writer)
    {
        Array.ForEach([Query, Key, Value, Taken], projection => projection.Write(writer));
        TakenNorm.Write(writer);
        Wide.Write(writer);
        Narrow.Write(writer);
        Norm.Write(writer);
    }

    public static EncoderLayer Read(BinaryReader reader, int width) =>
        new(
            Projection.Read(reader),
            Projection.Read(reader),
            Projection.Read(reader),
            Projection.Read(reader),
            Norm.Read(reader, width),
            Projection.Read(reader),
            Projection.Read(reader),
            Norm.Read(reader, width)
        );

    private RentedNumbers Attend(ReadOnlySpan<float> vectors)
    {
        using var queries = Query.Of(vectors);
        using var keys = Key.Of(vectors);
        using var values = Value.Of(vectors);
        var width = Query.Matrix.Rows;
        var (pieces, part) = (queries.Span.Length / width, width / Heads);
        var (taken, shares) = (new RentedNumbers(queries.Span.Length), new float[pieces]);
        for (var from = 0; from < queries.Span.Length; from += part)
        {
            var query = queries.Span.Slice(from, part);
            for (var other = 0; other < pieces; other++)
            {
                shares[other] = TensorPrimitives.Dot(query, keys.Span.Slice((other * width) + (from % width), part)) / MathF.Sqrt(part);
            }

            TensorPrimitives.SoftMax<float>(shares, shares);
            var sum = taken.Span.Slice(from, part);
            sum.Clear();
            for (var other = 0; other < pieces; other++)
            {
                TensorPrimitives.MultiplyAdd(values.Span.Slice((other * width) + (from % width), part), shares[other], sum, sum);
            }
        }

        return taken;
    }

    /// <summary>The smooth threshold between the two (Hendrycks and Gimpel: Gaussian error linear units, 2016).</summary>
    private static void Activate(Span<float> numbers)
    {
        foreach (ref var number in numbers)
        {
            number *= 0.5f * (1 + ErrorFunction(number / MathF.Sqrt(2)));
        }
    }

    /// <summary>With an error of at most 1.5e-7 (Abramowitz and Stegun: Handbook of mathematical functions, 7.1.26).</summary>
    private static float ErrorFunction(float number)
    {
        var x = MathF.Abs(number);
        var t = 1 / (1 + (0.3275911f * x));
        var polynomial = ((((((((1.061405429f * t) - 1.453152027f) * t) + 1.421413741f) * t) - 0.284496736f) * t) + 0.254829592f) * t;
        return MathF.CopySign(1 - (polynomial * MathF.Exp(-x * x)), number);
    }
}
