using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Community.ServiceDefaults.Authentication;

/// <summary>
/// A JWS in compact form, taken apart (RFC 7515 section 7.1): exactly three non-empty parts, each in the one base64url
/// spelling that its bytes have. No padding, no white space, no bits left over: two spellings of one token would be two tokens to a cache.
/// </summary>
/// <param name="Header">The first part's bytes.</param>
/// <param name="Payload">The second part's bytes.</param>
/// <param name="Signature">The third part's bytes.</param>
/// <param name="SignedBytes">What the signature is over.</param>
public sealed record CompactJws(byte[] Header, byte[] Payload, byte[] Signature, byte[] SignedBytes)
{
    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Null when <paramref name="token"/> is anything else.</summary>
    public static CompactJws? Parse(ReadOnlySpan<char> token)
    {
        var firstDot = token.IndexOf('.');
        var lastDot = token.LastIndexOf('.');
        if (firstDot < 0 || firstDot == lastDot)
        {
            return null;
        }

        // A further dot stays in the middle part, where the alphabet refuses it.
        return Decode(token[..firstDot]) is { } header
            && Decode(token[(firstDot + 1)..lastDot]) is { } payload
            && Decode(token[(lastDot + 1)..]) is { } signature
                ? new CompactJws(header, payload, signature, Encoding.ASCII.GetBytes(token[..lastDot].ToArray()))
                : null;
    }

    /// <summary>Signs a header and a payload (ES256), whatever they are.</summary>
    /// <param name="key">A private key on P-256. Not thread safe: the caller sees to it that one thread signs at a time.</param>
    /// <param name="header">JSON.</param>
    /// <param name="payload">Any bytes.</param>
    public static string Sign(ECDsa key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>
    /// Decodes canonical base64url (RFC 4648 sections 3.5 and 5); null for anything else, the empty string too. For every token that a client hands
    /// back: <c>Base64Url.TryDecodeFromChars</c> throws for other characters.
    /// </summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        // Of the last group's idle bits only zeros are canonical: the decoder sees to that.
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done ? bytes[..written] : null;
    }
}
