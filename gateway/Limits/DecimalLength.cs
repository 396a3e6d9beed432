using System.Text;

namespace Community.Gateway.Limits;

/// <summary>
/// <c>Content-Length</c> is digits and nothing else (RFC 9112 section 6.3). Kestrel would read <c>+13</c> as 13, and another server of the
/// same chain might not: the two would then disagree where the request ends. Kestrel's parser can only be influenced by the header's
/// encoding. This one decodes every byte that is not a digit to a letter, which the parser refuses with 400.
/// </summary>
internal sealed class DecimalLength : Encoding
{
    // More digits than a long has: the server needs no more characters for a header of any length.
    private const int MaxChars = 20;

    public static readonly DecimalLength Instance = new();

    public override int GetCharCount(byte[] bytes, int index, int count) => Math.Min(count, MaxChars);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var read = Math.Min(byteCount, MaxChars);
        for (var i = 0; i < read; i++)
        {
            var octet = bytes[byteIndex + i];
            chars[charIndex + i] = byteCount <= MaxChars && char.IsAsciiDigit((char)octet) ? (char)octet : 'x';
        }

        return read;
    }

    public override int GetByteCount(char[] chars, int index, int count) => ASCII.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        ASCII.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetMaxByteCount(int charCount) => ASCII.GetMaxByteCount(charCount);

    public override int GetMaxCharCount(int byteCount) => Math.Min(byteCount, MaxChars);
}
