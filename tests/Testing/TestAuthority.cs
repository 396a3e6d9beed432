using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Community.Testing;

/// <summary>
/// An authority of one test, with the certificates that it signs, as files (PEM) in a folder that is gone at the end. Every user may read
/// them, because servers run as users of their own.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly string _folder;

    /// <param name="name">The authority's name.</param>
    public TestAuthority(string name = "test authority")
    {
        var folder = Directory.CreateTempSubdirectory("community-test-");
        folder.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        _folder = folder.FullName;
        var request = new CertificateRequest($"CN={name}", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true)
        );
        _certificate = request.CreateSelfSigned(Now - Lifetime, Now + Lifetime);
        File.WriteAllText(AuthorityPath, _certificate.ExportCertificatePem());
    }

    /// <summary>The file with the authority's own certificate.</summary>
    public string AuthorityPath => Path.Combine(_folder, "ca.crt");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Signs a certificate for a server, and writes it and its key. Files of the same name are replaced.</summary>
    /// <param name="file">The files' name.</param>
    /// <param name="hosts">The host names and addresses of the server.</param>
    /// <returns>The files, and the certificate's serial number, by which a test knows it again.</returns>
    public (string CertificatePath, string KeyPath, string Serial) Sign(string file, params IReadOnlyList<string> hosts)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={hosts[0]}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(
            _certificate,
            Now - (Lifetime / 2),
            Now + (Lifetime / 2),
            RandomNumberGenerator.GetBytes(16)
        );
        var (certificatePath, keyPath) = (Path.Combine(_folder, $"{file}.crt"), Path.Combine(_folder, $"{file}.key"));
        Replace(keyPath, key.ExportPkcs8PrivateKeyPem());
        Replace(certificatePath, certificate.ExportCertificatePem());
        return (certificatePath, keyPath, certificate.SerialNumber);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static void Replace(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
