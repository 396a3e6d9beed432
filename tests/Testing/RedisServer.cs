using System.Globalization;
using Community.AppHost.Processes;

namespace Community.Testing;

/// <summary>A Redis for one test, on a free loopback port. It stores nothing on disk and dies with the test process.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly Guardian _guardian = new();
    private readonly ChildProcess _process;

    private RedisServer(Func<string, string[]> ports)
    {
        Port = Ports.Free();
        _process = ChildProcess.Start(
            new LaunchSpec(
                "redis-server",
                [
                    .. ports(Port.ToString(CultureInfo.InvariantCulture)),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--appendonly",
                    "no",
                    "--dir",
                    Path.GetTempPath(),
                ]
            ),
            _guardian,
            line => IsReady |= line.Contains("Ready to accept connections", StringComparison.Ordinal)
        );
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    private bool IsReady { get; set; }

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    public static Task<RedisServer> StartAsync() => StartAsync(port => ["--port", port]);

    /// <summary>Starts a server that speaks TLS only.</summary>
    /// <param name="authority">Signs its certificate.</param>
    /// <param name="host">The host name in the certificate.</param>
    public static Task<RedisServer> StartWithTlsAsync(TestAuthority authority, string host)
    {
        var (certificate, key, _) = authority.Sign("redis", host);
        return StartAsync(port =>
            ["--port", "0", "--tls-port", port, "--tls-auth-clients", "no", "--tls-cert-file", certificate, "--tls-key-file", key]
        );
    }

    private static async Task<RedisServer> StartAsync(Func<string, string[]> ports)
    {
        var server = new RedisServer(ports);
        await Poll.UntilAsync(() => server.IsReady, what: "Redis is ready");
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _guardian.Dispose();
    }
}
