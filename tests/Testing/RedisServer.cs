using System.Globalization;
using Community.AppHost.Processes;

namespace Community.Testing;

/// <summary>A Redis for one test, on a free loopback port. It stores nothing on disk and dies with the test process.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private readonly Guardian _guardian = new();
    private readonly ChildProcess _process;

    private RedisServer()
    {
        Port = Ports.Free();
        _process = ChildProcess.Start(
            new LaunchSpec(
                "redis-server",
                "--port",
                Port.ToString(CultureInfo.InvariantCulture),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                Path.GetTempPath()
            ),
            _guardian,
            line => IsReady |= line.Contains("Ready to accept connections", StringComparison.Ordinal)
        );
    }

    /// <summary>Its port on 127.0.0.1.</summary>
    public int Port { get; }

    private bool IsReady { get; set; }

    /// <summary>Starts a server and waits until it accepts connections.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
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
