namespace Community.Messaging.Encryption;

/// <summary>
/// The section <c>Messaging:Encryption</c>: <c>Channels</c> (<c>none</c>, the default; <c>direct</c>: conversations alone; <c>all</c>), and
/// <c>Keys:N:Id</c> (1 to 20 letters, digits or dashes) with <c>Keys:N:Secret</c> (base64 of 32 random bytes). The first key encrypts; the others
/// open what was encrypted with them, until the background has encrypted it anew. A key that is missing makes what it encrypted unreadable.
/// </summary>
/// <param name="Channels">Whose messages are encrypted.</param>
/// <param name="Keys">The first is the one in use.</param>
internal sealed record EncryptionOptions(string Channels, IReadOnlyList<EncryptionKey> Keys)
{
    public const string None = "none";
    public const string Direct = "direct";
    public const string All = "all";

    public static EncryptionOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Messaging:Encryption");
        var keys = section.GetSection("Keys").GetChildren().Select(EncryptionKey.Read).ToArray();
        var channels = section["Channels"] ?? None;
        return channels is not (None or Direct or All) ? throw Wrong("Channels must be none, direct or all")
            : channels != None && keys.Length == 0 ? throw Wrong("Channels needs a key")
            : keys.DistinctBy(key => key.Id, StringComparer.Ordinal).Count() < keys.Length ? throw Wrong("Keys must have different ids")
            : new(channels, keys);
    }

    internal static InvalidOperationException Wrong(string what) => new($"Messaging:Encryption:{what}.");
}

/// <summary>A key by the name that rows know it by.</summary>
internal sealed record EncryptionKey(string Id, byte[] Secret)
{
    private const int MaxId = 20;
    private const int SecretBytes = 32;

    public static EncryptionKey Read(IConfigurationSection section)
    {
        var id = section["Id"] ?? "";
        var secret = new byte[SecretBytes];
        return id.Length is 0 or > MaxId || !id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
            ? throw EncryptionOptions.Wrong($"Keys:{section.Key}:Id must be 1 to {MaxId} letters, digits or dashes")
            : Convert.TryFromBase64String(section["Secret"] ?? "", secret, out var length) && length == SecretBytes
                ? new(id, secret)
                : throw EncryptionOptions.Wrong($"Keys:{section.Key}:Secret must be base64 of {SecretBytes} bytes");
    }
}
