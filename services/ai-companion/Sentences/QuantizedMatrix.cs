using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Community.Companion.Sentences;

/// <summary>A matrix in one byte for each number: whole multiples of one step for each row, the largest of them 127 steps.</summary>
/// <param name="values">The multiples, row after row.</param>
/// <param name="steps">The step of each row.</param>
internal sealed class QuantizedMatrix(sbyte[] values, float[] steps)
{
    /// <summary>How many rows it has.</summary>
    public int Rows => steps.Length;

    /// <summary>How many numbers a row has.</summary>
    public int Columns { get; } = values.Length / steps.Length;

    /// <summary>The matrix nearest to these numbers.</summary>
    public static QuantizedMatrix Of(ReadOnlySpan<float> numbers, int rows)
    {
        var (values, steps, columns) = (new sbyte[numbers.Length], new float[rows], numbers.Length / rows);
        for (var row = 0; row < rows; row++)
        {
            var most = MathF.Abs(TensorPrimitives.MaxMagnitude(numbers.Slice(row * columns, columns)));
            steps[row] = most > 0 ? most / sbyte.MaxValue : 1;
            for (var at = row * columns; at < (row + 1) * columns; at++)
            {
                values[at] = (sbyte)MathF.Round(numbers[at] / steps[row]);
            }
        }

        return new(values, steps);
    }

    /// <summary>Writes a row's numbers.</summary>
    public void CopyRow(int row, Span<float> numbers)
    {
        TensorPrimitives.ConvertTruncating<sbyte, float>(values.AsSpan(row * Columns, Columns), numbers);
        TensorPrimitives.Multiply(numbers, steps[row], numbers);
    }

    /// <summary>Multiplies each of several vectors with this matrix, and adds a vector.</summary>
    /// <param name="vectors">The vectors, one after the other.</param>
    /// <param name="added">The vector that is added to each product.</param>
    /// <param name="products">For the sums.</param>
    public void Multiply(ReadOnlySpan<float> vectors, ReadOnlySpan<float> added, Span<float> products)
    {
        var numbers = new float[Columns];
        for (var row = 0; row < Rows; row++)
        {
            CopyRow(row, numbers);
            for (int from = 0, to = row; from < vectors.Length; from += Columns, to += Rows)
            {
                products[to] = TensorPrimitives.Dot(vectors.Slice(from, Columns), numbers) + added[row];
            }
        }
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Rows);
        writer.Write(Columns);
        writer.Write(steps);
        writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    public static QuantizedMatrix Read(BinaryReader reader)
    {
        var (rows, columns) = (reader.ReadInt32(), reader.ReadInt32());
        var (steps, values) = (reader.ReadNumbers(rows), new sbyte[rows * columns]);
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return new(values, steps);
    }
}
