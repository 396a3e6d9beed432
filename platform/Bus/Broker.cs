using System.Net.Security;
using System.Security.Authentication;
using Community.Platform.Hosting.Tls;
using MassTransit;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;

namespace Community.Platform.Bus;

/// <summary>
/// The way to the broker, for every connection of the process. With <c>amqps</c> the broker's certificate has to be for its host name and
/// of <c>Bus:AuthorityPath</c>, or of an authority of the machine; the client library itself would take a certificate of any name.
/// </summary>
public sealed class Broker
{
    private const string Secure = "amqps";
    private readonly Uri _uri;
    private readonly RemoteCertificateValidationCallback _accepts;

    internal Broker(BusOptions options, TimeProvider clock, ILogger<Authority> logger)
    {
        _uri = options.Uri;
        _accepts =
            options.AuthorityPath.Length > 0
                ? new Authority(options.AuthorityPath, clock, logger).Accepts
                : static (_, _, _, errors) => errors == SslPolicyErrors.None;
    }

    private bool IsSecure => IsSecured(_uri);

    internal static bool IsSecured(Uri uri) => uri.Scheme == Secure;

    /// <summary>A factory of connections.</summary>
    /// <param name="name">The connection's name at the broker.</param>
    public ConnectionFactory NewFactory(string name)
    {
        var factory = new ConnectionFactory { Uri = _uri, ClientProvidedName = name };
        if (IsSecure)
        {
            factory.Ssl.ServerName = _uri.Host;
            factory.Ssl.CertificateValidationCallback = _accepts;
        }

        return factory;
    }

    /// <summary>Lets a bus connect.</summary>
    /// <param name="bus">The bus.</param>
    /// <param name="name">The connection's name at the broker.</param>
    /// <param name="configure">Further settings of the connection.</param>
    internal void Connect(IRabbitMqBusFactoryConfigurator bus, string name, Action<IRabbitMqHostConfigurator>? configure = null) =>
        bus.Host(
            _uri,
            name,
            host =>
            {
                if (IsSecure)
                {
                    host.UseSsl(ssl =>
                    {
                        ssl.Protocol = SslProtocols.Tls12 | SslProtocols.Tls13;
                        ssl.ServerName = _uri.Host;
                        ssl.CertificateValidationCallback = _accepts;
                    });
                }

                configure?.Invoke(host);
            }
        );
}
