using System.ComponentModel.DataAnnotations;
using System.Net.Security;
using Community.Platform.Hosting.Configuration;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Tls;

/// <summary>Encryption between the programs of the fleet. Without these keys it is off.</summary>
[Settings("Fleet:Tls")]
public sealed class FleetTlsOptions : IValidatableObject
{
    /// <summary>
    /// The file (PEM) with this program's certificate, and those between it and the authority. With it, every endpoint of the program
    /// speaks TLS, and none takes cleartext. It is read anew after it changes.
    /// </summary>
    public string CertificatePath { get; set; } = "";

    /// <summary>The file (PEM) with the key of this certificate.</summary>
    public string KeyPath { get; set; } = "";

    /// <summary>
    /// The file (PEM) of the only authorities that may have signed the certificates of other services. With it, addresses of services
    /// begin with <c>https://</c>. It is read anew after it changes.
    /// </summary>
    public string AuthorityPath { get; set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (CertificatePath.Length > 0 != KeyPath.Length > 0)
        {
            yield return new("Fleet:Tls:CertificatePath and Fleet:Tls:KeyPath need each other.", [nameof(KeyPath)]);
        }
    }
}

/// <summary>How a program calls the others: over TLS, checked against <c>Fleet:Tls:AuthorityPath</c>, where that is set.</summary>
public sealed class FleetTls
{
    private readonly Authority? _authority;

    /// <param name="options">The files.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Takes a line for each change of the authorities.</param>
    public FleetTls(FleetTlsOptions options, TimeProvider clock, ILogger<Authority> logger) =>
        _authority = options.AuthorityPath.Length > 0 ? new Authority(options.AuthorityPath, clock, logger) : null;

    /// <summary>Whether the others have to prove that they are of the fleet.</summary>
    public bool IsOn => _authority is not null;

    /// <summary>The settings of a client of the fleet: those authorities only or, where none are set, the machine's.</summary>
    public SslClientAuthenticationOptions NewClientOptions() => _authority?.NewClientOptions() ?? new SslClientAuthenticationOptions();

    /// <summary>The address of another service, if it may be called.</summary>
    /// <exception cref="InvalidOperationException">The fleet has TLS, and the address has not.</exception>
    public Uri Require(Uri address) =>
        !IsOn || address.Scheme == Uri.UriSchemeHttps
            ? address
            : throw new InvalidOperationException($"Fleet:Tls:AuthorityPath is set: {address} must begin with https://.");
}
