using System.Security.Cryptography;
using System.Text;
using Community.Messaging.Channels;
using Community.Messaging.Messages;

namespace Community.Messaging.Encryption;

/// <summary>
/// Encrypts texts if the operator wants it: AES-256-GCM (NIST SP 800-38D) with a random nonce for each text. A text is bound to the id of
/// its message or thread and to its column, so that it cannot be passed off as another row's.
/// </summary>
internal sealed class TextVault(EncryptionOptions options)
{
    /// <summary>The present and the former texts of a message.</summary>
    public const string Content = "content";

    /// <summary>The same as HTML.</summary>
    public const string Html = "content_html";

    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly Dictionary<string, byte[]> _secrets = options.Keys.ToDictionary(
        key => key.Id,
        key => key.Bytes!,
        StringComparer.Ordinal
    );

    /// <summary>The key for the texts of a channel of this kind; null: they are not encrypted.</summary>
    public string? KeyFor(string channelKind) =>
        options.Channels switch
        {
            EncryptionOptions.All => options.Keys[0].Id,
            EncryptionOptions.Direct when channelKind == ChannelKind.Direct => options.Keys[0].Id,
            _ => null,
        };

    /// <summary>
    /// The operator's setting as one word. If it changes, rows have to be written anew: also if the secret of a former key is corrected,
    /// under which no text could be decrypted.
    /// </summary>
    public string Policy => options.Keys.Length == 0 ? EncryptionOptions.None : $"{options.Channels}:{options.Keys[0].Id}:{Fingerprint}";

    private string Fingerprint =>
        Convert.ToHexStringLower(
            SHA256.HashData([.. options.Keys.SelectMany(key => (byte[])[.. Encoding.UTF8.GetBytes(key.Id), 0, .. key.Bytes!])])
        )[..16];

    /// <summary>Whether any text is, or was, encrypted.</summary>
    public bool HasKeys => options.Keys.Length > 0;

    /// <summary>Encrypts a text for the database, if there is a key for it.</summary>
    /// <param name="keyId">From <see cref="KeyFor"/>.</param>
    /// <param name="ownerId">The message or thread.</param>
    /// <param name="column">The column of the text.</param>
    /// <param name="text">The plain text; an empty one stays empty.</param>
    public string Seal(string? keyId, Guid ownerId, string column, string text)
    {
        if (keyId is null || text.Length == 0)
        {
            return text;
        }

        var plain = Encoding.UTF8.GetBytes(text);
        var kept = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = kept.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = CipherOf(keyId);
        cipher.Encrypt(nonce, plain, kept.AsSpan(NonceBytes, plain.Length), kept.AsSpan(NonceBytes + plain.Length), Bound(ownerId, column));
        return Convert.ToBase64String(kept);
    }

    /// <summary>Decrypts a text from the database.</summary>
    /// <exception cref="InvalidOperationException">The key is not configured.</exception>
    /// <exception cref="CryptographicException">The row was tampered with.</exception>
    public string Open(string? keyId, Guid ownerId, string column, string kept)
    {
        if (keyId is null || kept.Length == 0)
        {
            return kept;
        }

        var bytes = new byte[kept.Length / 4 * 3];
        if (!Convert.TryFromBase64String(kept, bytes, out var length) || length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The text is not one that was encrypted here.");
        }

        bytes = bytes[..length];
        var plain = new byte[length - NonceBytes - TagBytes];
        using var cipher = CipherOf(keyId);
        cipher.Decrypt(
            bytes.AsSpan(0, NonceBytes),
            bytes.AsSpan(NonceBytes, plain.Length),
            bytes.AsSpan(NonceBytes + plain.Length),
            plain,
            Bound(ownerId, column)
        );
        return Encoding.UTF8.GetString(plain);
    }

    /// <summary>A message as it is stored.</summary>
    /// <param name="message">As it was written.</param>
    /// <param name="keyId">From <see cref="KeyFor"/>.</param>
    public Message Sealed(Message message, string? keyId) =>
        keyId is null
            ? message
            : message with
            {
                KeyId = keyId,
                Content = Seal(keyId, message.Id, Content, message.Content),
                ContentHtml = Seal(keyId, message.Id, Html, message.ContentHtml),
            };

    /// <summary>A message as it was written.</summary>
    public Message Opened(Message kept) =>
        kept.KeyId is null
            ? kept
            : kept with
            {
                Content = Open(kept.KeyId, kept.Id, Content, kept.Content),
                ContentHtml = Open(kept.KeyId, kept.Id, Html, kept.ContentHtml),
            };

    // A cipher of its own for each text, because a cipher is not safe for several threads at once.
    private AesGcm CipherOf(string keyId) =>
        _secrets.TryGetValue(keyId, out var secret)
            ? new AesGcm(secret, TagBytes)
            : throw new InvalidOperationException(
                $"Messages are encrypted with the key {keyId}, which Messaging:Encryption:Keys does not have."
            );

    private static byte[] Bound(Guid ownerId, string column) =>
        [.. ownerId.ToByteArray(bigEndian: true), .. Encoding.ASCII.GetBytes(column)];
}
