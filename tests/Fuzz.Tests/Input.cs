using System.Text;

namespace Community.Fuzz.Tests;

/// <summary>Inputs in the forms that parsers accept.</summary>
internal static class Input
{
    private const byte Utf16Mark = 0xff;

    /// <summary>
    /// The input as text: UTF-8, in which broken bytes become U+FFFD. An input that begins with 0xFF is UTF-16 instead. UTF-16 can hold
    /// lone surrogates, as JSON and .NET strings can.
    /// </summary>
    public static string Text(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty || input[0] != Utf16Mark)
        {
            return Encoding.UTF8.GetString(input);
        }

        var units = new char[(input.Length - 1) / 2];
        for (var at = 0; at < units.Length; at++)
        {
            units[at] = (char)((input[(2 * at) + 1] << 8) | input[(2 * at) + 2]);
        }

        return new string(units);
    }

    /// <summary>The input's first line as text, and the rest.</summary>
    public static (string Line, byte[] Following) LineAndRest(byte[] input)
    {
        var end = Array.IndexOf(input, (byte)'\n');
        return end < 0 ? (Text(input), []) : (Text(input.AsSpan(0, end)), input[(end + 1)..]);
    }

    /// <summary>Fails the target if a guarantee of the parser does not hold.</summary>
    public static void Require(bool holds, string guarantee)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"This does not hold: {guarantee}.");
        }
    }

    /// <summary>Runs code that may refuse its input with the exception that it documents.</summary>
    public static void Refusing<TException>(Action action)
        where TException : Exception
    {
        try
        {
            action();
        }
        catch (TException)
        {
            // The documented refusal.
        }
    }
}
