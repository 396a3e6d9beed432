using System.ComponentModel.DataAnnotations;
using Community.Platform.Access.Keys;
using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Webhooks;

/// <summary>Outgoing webhooks.</summary>
[Settings("Webhooks")]
internal sealed class WebhookOptions : IValidatableObject
{
    /// <summary>
    /// Base64 of 32 random bytes; encrypts the secrets of endpoints. Keep it: without it no stored secret can be read. Null: webhooks are
    /// off.
    /// </summary>
    public string? KeyEncryptionKey { get; init; }

    /// <summary>Whether an endpoint may be on the machine of the service, without https: for local runs and tests.</summary>
    public bool Loopback { get; init; }

    /// <summary>
    /// How many deliveries of one endpoint may wait. Later events are written into its log as failed, and can be redelivered.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MostWaiting { get; init; } = 10_000;

    /// <summary>For how many days settled deliveries stay in an endpoint's log.</summary>
    [Range(1, 3_650)]
    public int LogDays { get; init; } = 30;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var bytes = new byte[33];
        if (KeyEncryptionKey is { } key && (!Convert.TryFromBase64String(key, bytes, out var length) || length != 32))
        {
            yield return new("Webhooks:KeyEncryptionKey must be 32 random bytes in base64; make one with: openssl rand -base64 32");
        }
    }
}

/// <summary>The secret of this service's configuration, <c>Webhooks:KeyEncryptionKey</c>.</summary>
internal sealed class WebhookSecrets(IConfiguration configuration) : ServiceSecrets(configuration, "Webhooks:KeyEncryptionKey");
