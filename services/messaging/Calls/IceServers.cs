using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Community.Messaging.Calls;

/// <summary>
/// The servers by which devices find each other (STUN), and through which they send where there is no direct way (TURN). Credentials follow
/// coturn's REST scheme (draft-uberti-behave-turn-rest): they expire by themselves, and the TURN server checks them with the secret alone.
/// </summary>
internal sealed class IceServers(CallOptions options, TimeProvider clock)
{
    /// <summary>The configured servers, in the form of WebRTC's <c>RTCIceServer</c>.</summary>
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
#pragma warning disable CA5350 // The scheme, and so every TURN server, uses SHA-1; as an HMAC it is not broken.
        return (username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
#pragma warning restore CA5350
    }
}
