using System.Text;

namespace Community.Fuzz.Tests.Running;

/// <summary>Changes inputs at random: the same seed gives the same changes. Not thread safe.</summary>
internal sealed class Mutator(int seed, IReadOnlyList<string> tokens, int maxLength)
{
    private static readonly byte[] Interesting =
    [
        0,
        1,
        0x0a,
        0x0d,
        0x20,
        0x22,
        0x25,
        0x2b,
        0x2d,
        0x2e,
        0x2f,
        0x39,
        0x3d,
        0x5b,
        0x5c,
        0x7b,
        0x7f,
        0x80,
        0xc0,
        0xd8,
        0xed,
        0xff,
    ];

    private readonly byte[][] _tokens = [.. tokens.Select(Encoding.UTF8.GetBytes)];
#pragma warning disable CA5394 // Repeatable, not secret.
    private readonly Random _random = new(seed);

    /// <summary>One of the inputs, changed in one to eight places.</summary>
    public byte[] Next(IReadOnlyList<byte[]> inputs)
    {
        var input = new List<byte>(Pick(inputs));
        for (var changes = 1 << _random.Next(4); changes > 0; changes--)
        {
            Change(input, inputs);
        }

        if (input.Count > maxLength)
        {
            input.RemoveRange(maxLength, input.Count - maxLength);
        }

        return [.. input];
    }

    private void Change(List<byte> input, IReadOnlyList<byte[]> inputs)
    {
        var at = _random.Next(input.Count + 1);
        var isInside = at < input.Count;
        switch (_random.Next(10))
        {
            case 0 when isInside:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when isInside:
                input[at] = Pick(Interesting);
                break;
            case 2 when isInside:
                input[at] += (byte)_random.Next(-16, 17);
                break;
            case 3 when isInside:
                input.RemoveRange(at, Math.Min(input.Count - at, Length()));
                break;
            case 4:
                input.Insert(at, (byte)_random.Next(256));
                break;
            case 5 when isInside:
                // The same piece again, up to 64 times, which reveals quadratic time.
                var piece = input.GetRange(at, Math.Min(input.Count - at, Length()));
                for (var times = 1 << _random.Next(7); times > 0 && input.Count < maxLength; times--)
                {
                    input.InsertRange(at, piece);
                }

                break;
            case 6:
                var other = Pick(inputs);
                var from = _random.Next(other.Length + 1);
                input.InsertRange(at, other.Skip(from).Take(Length()));
                break;
            case 7:
                // The beginning of one and the end of another.
                var tail = Pick(inputs);
                input.RemoveRange(at, input.Count - at);
                input.AddRange(tail.Skip(_random.Next(tail.Length + 1)));
                break;
            default:
                if (_tokens.Length > 0)
                {
                    input.InsertRange(at, Pick(_tokens));
                }
                else
                {
                    input.Insert(at, Pick(Interesting));
                }

                break;
        }
    }

    private int Length() => 1 + _random.Next(1 << _random.Next(7));

    private T Pick<T>(IReadOnlyList<T> items) => items[_random.Next(items.Count)];
#pragma warning restore CA5394
}
