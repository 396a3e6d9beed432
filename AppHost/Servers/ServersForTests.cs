using Community.AppHost.Processes;
using RabbitMQ.Client;

namespace Community.AppHost.Servers;

/// <summary>
/// A PostgreSQL and a RabbitMQ for tests: They are in a temporary folder, without fsync, and leave nothing behind at the end. The broker
/// has many virtual hosts. A test that needs one of its own takes its name from a queue (see <see cref="TakeVirtualHostAsync"/>).
/// </summary>
public sealed class ServersForTests : IAsyncDisposable
{
    private const int VirtualHosts = 160;
    private const string FreeVirtualHosts = "free-virtual-hosts";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(90);

    private readonly Guardian _guardian = new();
    private readonly string _folder;
    private readonly List<ChildProcess> _children = [];

    /// <summary>Creates the temporary folder; servers are started by the two Start methods.</summary>
    public ServersForTests()
    {
        var folder = Directory.CreateTempSubdirectory("community-test-");
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute; // for the servers' own users
        _folder = folder.FullName;
        _guardian.RemoveAtEnd(_folder);
    }

    /// <summary>Starts PostgreSQL and returns the connection string of its superuser.</summary>
    public async Task<string> StartPostgresAsync(CancellationToken cancellationToken = default)
    {
        var server = new PrivatePostgres(
            Path.Combine(_folder, "postgres"),
            new PostgresOptions { Durable = false, MaxConnections = 500 },
            _guardian
        );
        await RunAsync("PostgreSQL", await server.PrepareAsync(), server.IsHealthyAsync, cancellationToken);
        return server.ConnectionString("postgres");
    }

    /// <summary>Starts RabbitMQ and returns the URI of virtual host "/".</summary>
    public async Task<string> StartRabbitMqAsync(CancellationToken cancellationToken = default)
    {
        var server = new PrivateRabbitMq(Path.Combine(_folder, "rabbitmq"), _guardian, VirtualHosts);
        await RunAsync("RabbitMQ", await server.PrepareAsync(), server.IsHealthyAsync, cancellationToken);
        await using var connection = await new ConnectionFactory { Uri = new Uri(server.Uri) }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeclareAsync(
            FreeVirtualHosts,
            durable: false,
            exclusive: false,
            autoDelete: false,
            cancellationToken: cancellationToken
        );
        for (var number = 1; number <= VirtualHosts; number++)
        {
            await channel.BasicPublishAsync("", FreeVirtualHosts, System.Text.Encoding.UTF8.GetBytes($"t{number}"), cancellationToken);
        }

        return server.Uri;
    }

    /// <summary>
    /// The URI of an unused virtual host, reserved for the caller, of a broker that <see cref="StartRabbitMqAsync"/> started, perhaps in
    /// another process. The names are in a queue, so no two processes can take the same name.
    /// </summary>
    /// <exception cref="InvalidOperationException">All are taken.</exception>
    public static async Task<string> TakeVirtualHostAsync(string uri, CancellationToken cancellationToken = default)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(uri) }.CreateConnectionAsync(cancellationToken);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        var taken =
            await channel.BasicGetAsync(FreeVirtualHosts, autoAck: true, cancellationToken)
            ?? throw new InvalidOperationException($"All {VirtualHosts} virtual hosts of the test broker are taken.");
        return uri.TrimEnd('/') + "/" + System.Text.Encoding.UTF8.GetString(taken.Body.Span);
    }

    /// <summary>Kills the servers (their data is not needed) and deletes the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var child in _children)
        {
            await child.StopAsync(atOnce: true);
            await child.DisposeAsync();
        }

        _guardian.Dispose();
    }

    private async Task RunAsync(
        string name,
        LaunchSpec spec,
        Func<CancellationToken, Task<bool>> isHealthyAsync,
        CancellationToken cancellationToken
    )
    {
        var lines = new Queue<string>();
        var child = ChildProcess.Start(
            spec,
            _guardian,
            line =>
            {
                lock (lines)
                {
                    lines.Enqueue(line);
                    if (lines.Count > 40)
                    {
                        lines.Dequeue();
                    }
                }
            }
        );
        lock (_children)
        {
            _children.Add(child);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(StartLimit);
        while (!await isHealthyAsync(limit.Token))
        {
            if (child.Exited.IsCompleted)
            {
                lock (lines)
                {
                    throw new InvalidOperationException($"{name} ended while it started:\n{string.Join('\n', lines)}");
                }
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
