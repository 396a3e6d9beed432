using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Community.Platform.Access.Authentication;

/// <summary>
/// A JWS in compact form, taken apart (RFC 7515 section 7.1): exactly three non-empty parts, each in the canonical base64url form of its
/// bytes. Padding, white space and left-over bits are refused, because two spellings of one token would be two tokens to a cache.
/// </summary>
/// <param name="Header">The first part's bytes.</param>
/// <param name="Payload">The second part's bytes.</param>
/// <param name="Signature">The third part's bytes.</param>
/// <param name="SignedBytes">The bytes that the signature covers.</param>
public sealed record CompactJws(byte[] Header, byte[] Payload, byte[] Signature, byte[] SignedBytes)
{
    private static readonly SearchValues<char> Alphabet = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    );

    /// <summary>Null when <paramref name="token"/> is anything else.</summary>
    public static CompactJws? Parse(ReadOnlySpan<char> token)
    {
        var firstDot = token.IndexOf('.');
        var lastDot = token.LastIndexOf('.');
        if (firstDot < 0 || firstDot == lastDot)
        {
            return null;
        }

        // A third dot stays in the middle part, where the alphabet refuses it.
        return
            Decode(token[..firstDot]) is { } header
            && Decode(token[(firstDot + 1)..lastDot]) is { } payload
            && Decode(token[(lastDot + 1)..]) is { } signature
            ? new CompactJws(header, payload, signature, Encoding.ASCII.GetBytes(token[..lastDot].ToArray()))
            : null;
    }

    /// <summary>Signs any header and payload (ES256).</summary>
    /// <param name="key">A private key on P-256. Not thread safe: the caller must let one thread sign at a time.</param>
    /// <param name="header">JSON.</param>
    /// <param name="payload">Any bytes.</param>
    public static string Sign(ECDsa key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>
    /// Decodes canonical base64url (RFC 4648 sections 3.5 and 5); null for all other texts, also the empty one. Use it for every token that
    /// a client sends back: <c>Base64Url.TryDecodeFromChars</c> throws for other characters.
    /// </summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length % 4 == 1 || text.ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        // The decoder checks that the unused bits of the last group are zero, as the canonical form demands.
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var written) == OperationStatus.Done ? bytes[..written] : null;
    }
}
