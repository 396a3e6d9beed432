using System.Globalization;
using Community.AppHost.Processes;
using Community.AppHost.Servers;
using Community.Testing;

namespace Community.Platform.Tests.Bus;

/// <summary>A RabbitMQ that also listens with TLS, by a certificate of a test's authority.</summary>
internal sealed class TlsBroker : IAsyncDisposable
{
    private readonly Guardian _guardian = new();
    private readonly PrivateRabbitMq _server;
    private readonly string _folder;
    private readonly int _port = Ports.Free();
    private ChildProcess? _process;

    private TlsBroker()
    {
        var folder = Directory.CreateTempSubdirectory("community-test-");
#pragma warning disable CA1416 // Linux only, like the broker that AppHost starts.
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
#pragma warning restore CA1416
        _guardian.RemoveAtEnd(folder.FullName);
        _folder = Path.Combine(folder.FullName, "rabbitmq");
        _server = new PrivateRabbitMq(_folder, _guardian);
    }

    /// <summary>Its address with TLS, at a host name that leads to this machine.</summary>
    public string Uri(string host) =>
        new UriBuilder(_server.Uri)
        {
            Scheme = "amqps",
            Host = host,
            Port = _port,
        }.Uri.ToString();

    /// <summary>Its address without TLS.</summary>
    public string CleartextUri => _server.Uri;

    public static async Task<TlsBroker> StartAsync(TestAuthority authority, params string[] hosts)
    {
        var broker = new TlsBroker();
        var (certificate, key, _) = authority.Sign("broker", hosts);
        var launch = await broker._server.PrepareAsync();
        await File.AppendAllTextAsync(
            Path.Combine(broker._folder, "rabbitmq.conf"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                listeners.ssl.1 = 127.0.0.1:{broker._port}
                ssl_options.cacertfile = {authority.AuthorityPath}
                ssl_options.certfile = {certificate}
                ssl_options.keyfile = {key}
                ssl_options.verify = verify_none

                """
            )
        );
        broker._process = ChildProcess.Start(launch, broker._guardian, _ => { });
        await Poll.UntilAsync(() => broker._server.IsHealthyAsync());
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync(atOnce: true);
            await _process.DisposeAsync();
        }

        _guardian.Dispose();
    }
}
