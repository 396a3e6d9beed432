using System.Net;
using Community.Identity.Mails;
using Community.Platform.Access.Authentication;
using Community.Platform.Text;

namespace Community.Identity.Passkeys;

/// <summary>
/// The site to which passkeys belong: that of the web client (<c>Identity:ClientUrl</c>, by default the gateway's address). A passkey works
/// only on pages of its origin. Browsers refuse addresses as the domain of a passkey, so a site on a loopback address is <c>localhost</c>.
/// </summary>
internal sealed class PasskeySite
{
    public PasskeySite(ClientOptions client, AccessTokenSettings tokens)
    {
        var site = new Uri(client.ClientUrl ?? tokens.Issuer);
        var isLocal = IPAddress.TryParse(site.Host, out var address) && IPAddress.IsLoopback(address);
        Domain = isLocal
            ? "localhost"
            : site.AsciiHost() ?? throw new InvalidOperationException($"{site} has no host name, so no passkeys.");
        Origin = isLocal ? $"{site.Scheme}://localhost:{site.Port}" : site.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>The relying party's id (WebAuthn).</summary>
    public string Domain { get; }

    /// <summary>The origin of the pages that may use passkeys, as browsers write it.</summary>
    public string Origin { get; }
}
