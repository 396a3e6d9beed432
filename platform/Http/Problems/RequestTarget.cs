using System.Buffers;
using System.Globalization;
using System.Text.Unicode;

namespace Community.Platform.Http.Problems;

/// <summary>
/// Refuses URLs whose percent-escapes are broken, hide a NUL, or are not UTF-8, so that they reach no handler and no database.
/// </summary>
internal static class RequestTarget
{
    /// <summary>The fault of the raw request target, or null. RFC 3986 section 2.1 and 2.5.</summary>
    public static string? Fault(string target)
    {
        var first = target.IndexOf('%', StringComparison.Ordinal);
        if (first < 0)
        {
            return null;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(target.Length);
        try
        {
            return Decode(target.AsSpan(first), bytes, out var length) ?? Judge(bytes.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static string? Decode(ReadOnlySpan<char> target, byte[] bytes, out int length)
    {
        length = 0;
        for (var i = 0; i < target.Length; i++)
        {
            if (target[i] != '%')
            {
                bytes[length++] = (byte)target[i];
                continue;
            }

            if (
                i + 2 >= target.Length
                || !byte.TryParse(target.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[length++])
            )
            {
                return "The URL has a percent sign that does not begin an escape; write it as %25.";
            }

            i += 2;
        }

        return null;
    }

    private static string? Judge(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Contains((byte)0))
        {
            return "The URL contains a NUL character.";
        }

        return Utf8.IsValid(bytes) ? null : "The URL's percent-escapes are not valid UTF-8.";
    }
}
