using System.Buffers;
using System.Security.Cryptography;

namespace Community.Events.Tickets;

/// <summary>Ticket codes: <c>COMM-</c> and eight of A-Z0-9, 41 bits that cannot be guessed.</summary>
internal static class TicketCode
{
    public const int Length = 13;
    private const string Prefix = "COMM-";
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static readonly SearchValues<char> Characters = SearchValues.Create(Alphabet);

    /// <summary>A new code. The database ensures that it is unique.</summary>
    public static string New() => Prefix + RandomNumberGenerator.GetString(Alphabet, Length - Prefix.Length);

    /// <summary>
    /// Parses a typed code: in any case, with spaces, with or without the hyphen or the whole prefix. Null: it is not a code.
    /// </summary>
    public static string? Parse(string? typed)
    {
        if (typed is null or { Length: > 64 })
        {
            return null;
        }

        var text = string.Concat(typed.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
        if (text.Length == Length - 1 && text.StartsWith(Prefix[..^1], StringComparison.Ordinal))
        {
            text = text[(Prefix.Length - 1)..];
        }

        return text.Length == Length - Prefix.Length && !text.AsSpan().ContainsAnyExcept(Characters) ? Prefix + text : null;
    }
}
