using Community.Platform.Hosting.Configuration;

namespace Community.Messaging.Encryption;

/// <summary>Encryption of stored messages, where an operator wants it.</summary>
internal static class EncryptionFeature
{
    public static IServiceCollection AddEncryption(this IServiceCollection services) =>
        services.AddSettings<EncryptionOptions>().AddSingleton<TextVault>().AddHostedService<Resealing>();
}
