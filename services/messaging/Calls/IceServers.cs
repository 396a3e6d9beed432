using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Community.Messaging.Calls;

/// <summary>
/// By what servers devices find each other (STUN) and send through where no direct way is (TURN). Credentials are those of coturn's REST scheme
/// (draft-uberti-behave-turn-rest): they end by themselves, and the TURN server checks them with the secret alone.
/// </summary>
internal sealed class IceServers(CallOptions options, TimeProvider clock)
{
    /// <summary>Those of the configuration, in the words of WebRTC's <c>RTCIceServer</c>.</summary>
    public IReadOnlyList<IceServer> For(Guid userId)
    {
        var servers = new List<IceServer>();
        if (options.StunUrls.Count > 0)
        {
            servers.Add(new(options.StunUrls, null, null));
        }

        if (options.TurnUrls.Count > 0)
        {
            var (username, credential) = CredentialFor(options.TurnSecret, userId, clock.GetUtcNow() + options.TurnCredentialTime);
            servers.Add(new(options.TurnUrls, username, credential));
        }

        return servers;
    }

    internal static (string Username, string Credential) CredentialFor(string secret, Guid userId, DateTimeOffset expiresAt)
    {
        var username = string.Create(CultureInfo.InvariantCulture, $"{expiresAt.ToUnixTimeSeconds()}:{userId}");
#pragma warning disable CA5350 // SHA-1 is what the scheme, and so every TURN server, uses; as an HMAC it is not broken.
        return (username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
#pragma warning restore CA5350
    }
}
