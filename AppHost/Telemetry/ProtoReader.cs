using System.Buffers.Binary;
using System.Text;

namespace Community.AppHost.Telemetry;

/// <summary>
/// Reads the fields of one protobuf message in place, without copies. A caller names the fields that it knows and skips the others, so
/// that messages of newer versions are read too. Every method checks the bounds and the wire type.
/// </summary>
/// <remarks>All methods throw <see cref="InvalidDataException"/> for bytes that are not a protobuf message.</remarks>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private const int VarintWire = 0;
    private const int Fixed64Wire = 1;
    private const int BytesWire = 2;
    private const int Fixed32Wire = 5;

    private ReadOnlySpan<byte> _rest = message;
    private int _wire;

    /// <summary>The number of the field that <see cref="Next"/> has found.</summary>
    public int Field { get; private set; }

    /// <summary>Goes to the next field; false at the end of the message.</summary>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = ReadVarint();
        Field = tag >> 3 is > 0 and < 1 << 29 and var field ? (int)field : throw Malformed();
        _wire = (int)(tag & 7);
        return true;
    }

    /// <summary>A number, a truth value or an enumeration.</summary>
    public long Varint()
    {
        Expect(VarintWire);
        return unchecked((long)ReadVarint());
    }

    /// <summary>A fixed64, sfixed64 or the bits of a double.</summary>
    public ulong Fixed64()
    {
        Expect(Fixed64Wire);
        return BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
    }

    /// <summary>A double.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>Bytes, a nested message or packed numbers.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(BytesWire);
        var length = ReadVarint();
        return length <= (ulong)_rest.Length ? Take((int)length) : throw Malformed();
    }

    /// <summary>A string; invalid UTF-8 is replaced.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>
    /// Adds repeated 64-bit numbers, packed or single, to <paramref name="values"/>. The ones after the first
    /// <paramref name="limit"/> are dropped.
    /// </summary>
    public void Fixed64s(List<ulong> values, int limit)
    {
        if (_wire == Fixed64Wire)
        {
            var single = Fixed64();
            if (values.Count < limit)
            {
                values.Add(single);
            }

            return;
        }

        var packed = Bytes();
        for (; packed.Length >= 8 && values.Count < limit; packed = packed[8..])
        {
            values.Add(BinaryPrimitives.ReadUInt64LittleEndian(packed));
        }
    }

    /// <summary>Leaves the field out.</summary>
    public void Skip()
    {
        switch (_wire)
        {
            case VarintWire:
                ReadVarint();
                break;
            case Fixed64Wire:
                Take(8);
                break;
            case BytesWire:
                Bytes();
                break;
            case Fixed32Wire:
                Take(4);
                break;
            default:
                throw Malformed(); // groups, which proto3 does not have
        }
    }

    private ulong ReadVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Malformed();
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
        {
            throw Malformed();
        }

        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }

    private readonly void Expect(int wire)
    {
        if (_wire != wire)
        {
            throw Malformed();
        }
    }

    private static InvalidDataException Malformed() => new("The bytes are not a protobuf message of this type.");
}
