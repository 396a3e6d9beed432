using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Access.Fleet;

/// <summary>Keys for further purposes out of the fleet's credential (HKDF, RFC 5869). They are the same in every instance.</summary>
public static class FleetSecrets
{
    private const int KeySize = 32;

    /// <summary>The key for one purpose, 32 bytes. It changes with the credential, so nothing that must last is sealed under it.</summary>
    public static byte[] Derive(IServiceProvider services, string purpose) =>
        HKDF.DeriveKey(
            HashAlgorithmName.SHA256,
            Encoding.UTF8.GetBytes(services.GetRequiredService<IOptions<FleetOptions>>().Value.Key),
            KeySize,
            info: Encoding.UTF8.GetBytes(purpose)
        );
}
