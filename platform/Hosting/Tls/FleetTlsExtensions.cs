using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Community.Platform.Hosting.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Tls;

/// <summary>Registers the encryption between the programs of the fleet.</summary>
public static class FleetTlsExtensions
{
    /// <summary>Lets <see cref="FleetTls"/> be injected.</summary>
    public static IServiceCollection AddFleetTls(this IServiceCollection services)
    {
        services.AddSettings<FleetTlsOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<FleetTls>();
        return services;
    }

    /// <summary>
    /// Lets every endpoint of the program speak TLS, and no cleartext, if <c>Fleet:Tls:CertificatePath</c> is set. Each new connection has
    /// the certificate of the file as it is then; connections that are open stay.
    /// </summary>
    public static WebApplicationBuilder ServeFleetTls(this WebApplicationBuilder builder)
    {
        builder.Services.AddFleetTls();
        builder.WebHost.ConfigureKestrel(Serve);
        return builder;
    }

    private static void Serve(KestrelServerOptions kestrel)
    {
        var services = kestrel.ApplicationServices;
        var options = services.GetRequiredService<FleetTlsOptions>();
        if (options.CertificatePath.Length == 0)
        {
            return;
        }

        // Read when the program begins to listen: one that only applies migrations has no certificate.
        var certificate = new Lazy<Renewed<SslStreamCertificateContext>>(() =>
            new(
                [options.CertificatePath, options.KeyPath],
                static texts => Parse(texts[0], texts[1]),
                services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<ILogger<FleetTls>>()
            )
        );
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.UseHttps(https => Configure(https, certificate.Value)));
    }

    private static void Configure(HttpsConnectionAdapterOptions https, Renewed<SslStreamCertificateContext> certificate)
    {
        // Kestrel asks for one of both; the context has the certificates up to the authority, too.
        https.ServerCertificateSelector = (_, _) => certificate.Current.TargetCertificate;
        https.OnAuthenticate = (_, connection) =>
        {
            connection.ServerCertificateSelectionCallback = null;
            connection.ServerCertificateContext = certificate.Current;
        };
    }

    private static SslStreamCertificateContext Parse(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
    }
}
