using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Tls;

/// <summary>
/// The authorities of a file (PEM). A server's certificate has to be signed by one of them, to be valid now, and to name the host; the
/// machine's own authorities do not count. Revocation is not checked: such certificates are short-lived. A changed file is read anew.
/// </summary>
public sealed class Authority
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private readonly Renewed<X509Certificate2Collection> _trusted;

    /// <param name="path">The file.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Takes a line for each change of the file.</param>
    /// <exception cref="InvalidOperationException">The file cannot be read, or has no certificate.</exception>
    public Authority(string path, TimeProvider clock, ILogger<Authority> logger) => _trusted = new([path], Parse, clock, logger);

    /// <summary>Whether the server is the one that it says to be; as <see cref="RemoteCertificateValidationCallback"/>.</summary>
    /// <param name="sender">The connection.</param>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="chain">Has the further certificates that the server sent.</param>
    /// <param name="errors">The result of the check against the machine's authorities, of which the host's name counts.</param>
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (
            certificate is not X509Certificate2 presented
            || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None
        )
        {
            return false;
        }

        using var own = new X509Chain();
        own.ChainPolicy = NewPolicy();
        own.ChainPolicy.CustomTrustStore.AddRange(_trusted.Current);
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        return own.Build(presented);
    }

    /// <summary>The settings of a client that trusts these authorities only.</summary>
    public SslClientAuthenticationOptions NewClientOptions() =>
        new() { CertificateChainPolicy = NewPolicy(), RemoteCertificateValidationCallback = Accepts };

    private static X509ChainPolicy NewPolicy()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        };
        policy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        return policy;
    }

    private static X509Certificate2Collection Parse(IReadOnlyList<string> texts)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(texts[0]);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("it has no certificate (PEM)");
    }
}
