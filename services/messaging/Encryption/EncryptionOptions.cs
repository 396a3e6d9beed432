using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Encryption;

/// <summary>
/// Which channels are encrypted, and with which keys. The first key encrypts; the others decrypt older texts until the background work has
/// encrypted those anew. Without its key, a text is unreadable.
/// </summary>
[Settings("Messaging:Encryption")]
internal sealed class EncryptionOptions : IValidatableObject
{
    public const string None = "none";
    public const string Direct = "direct";
    public const string All = "all";

    /// <summary><see cref="None"/>; <see cref="Direct"/>, which is conversations alone; or <see cref="All"/>.</summary>
    [AllowedValues(None, Direct, All)]
    public string Channels { get; init; } = None;

    /// <summary>The first key is the one in use.</summary>
    public EncryptionKey[] Keys { get; init; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Channels != None && Keys.Length == 0)
        {
            yield return new("Messaging:Encryption:Channels needs a key.");
        }

        if (Keys.DistinctBy(key => key.Id, StringComparer.Ordinal).Count() < Keys.Length)
        {
            yield return new("Messaging:Encryption:Keys must have different ids.");
        }

        foreach (var (index, key) in Keys.Index())
        {
            if (!key.HasId)
            {
                yield return new($"Messaging:Encryption:Keys:{index}:Id must be 1 to {EncryptionKey.MaxId} letters, digits or dashes.");
            }

            if (key.Bytes is null)
            {
                yield return new($"Messaging:Encryption:Keys:{index}:Secret must be base64 of {EncryptionKey.SecretBytes} bytes.");
            }
        }
    }
}

/// <summary>A key with the name that rows refer to.</summary>
internal sealed class EncryptionKey
{
    public const int MaxId = 20;
    public const int SecretBytes = 32;

    /// <summary>1 to 20 letters, digits or dashes.</summary>
    public string Id { get; init; } = "";

    /// <summary>Base64 of 32 random bytes.</summary>
    public string Secret { get; init; } = "";

    /// <summary>The bytes of <see cref="Secret"/>; null if it does not have 32.</summary>
    public byte[]? Bytes
    {
        get
        {
            var bytes = new byte[SecretBytes];
            return Convert.TryFromBase64String(Secret, bytes, out var length) && length == SecretBytes ? bytes : null;
        }
    }

    internal bool HasId => Id.Length is > 0 and <= MaxId && Id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');
}
