using System.Diagnostics;
using System.Globalization;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Chat;

/// <summary>
/// Processes that serve a room, started for the measurement: Socket.IO or SignalR, each with its Redis, a bare hub, or messaging over
/// Redis.
/// </summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<Process> _processes = [];
    private readonly List<Twin> _twins = [];
    private int _redisPort;
    private string _redisFolder = "";

    public List<Uri> Addresses { get; } = [];

    /// <summary>The pids of the processes that hold the connections, and of the server between them, which is the first.</summary>
    public List<int> Pids { get; } = [];

    /// <summary>Processes of Socket.IO, each with its adapter to one Redis, which stores nothing on disk.</summary>
    public static async Task<ChatServer> SocketIoAsync(int instances, TemporaryFolder folder)
    {
        var server = new ChatServer();
        var redis = await server.RedisAsync(folder);
        server.Pids.AddRange(instances > 1 ? [server._processes[0].Id] : []);
        for (var i = 0; i < instances; i++)
        {
            var port = Ports.Free();
            var program = Path.Combine(Repository.Root, "bench", "socketio", "server.mjs");
            server.Hold(await server.StartAsync("node", "listening", program, Number(port), Number(redis)), port);
        }

        return server;
    }

    /// <summary>SignalR with nothing behind it.</summary>
    public static async Task<ChatServer> BareAsync()
    {
        var (server, port) = (new ChatServer(), Ports.Free());
        server.Hold(await server.StartAsync(Environment.ProcessPath!, "listening", BareHub.Command, $"http://127.0.0.1:{port}"), port);
        return server;
    }

    /// <summary>Processes of SignalR with its own backplane over one Redis.</summary>
    public static async Task<ChatServer> BareWithRedisAsync(int instances, TemporaryFolder folder)
    {
        var server = new ChatServer();
        var redis = await server.RedisAsync(folder);
        server.Pids.Add(server._processes[0].Id);
        for (var i = 0; i < instances; i++)
        {
            var port = Ports.Free();
            server.Hold(
                await server.StartAsync(
                    Environment.ProcessPath!,
                    "listening",
                    BareHub.Command,
                    $"http://127.0.0.1:{port}",
                    $"127.0.0.1:{redis}"
                ),
                port
            );
        }

        return server;
    }

    /// <summary>Instances of the fleet's messaging service of their own, whose backplane is one Redis.</summary>
    public static async Task<ChatServer> OursOverRedisAsync(int instances, RunningFleet fleet, TemporaryFolder folder)
    {
        var server = new ChatServer();
        var redis = await server.RedisAsync(folder);
        server.Pids.Add(server._processes[0].Id);
        for (var i = 0; i < instances; i++)
        {
            var twin = await Twin.StartAsync(fleet, "messaging", ("ConnectionStrings__redis", $"127.0.0.1:{redis}"));
            server._twins.Add(twin);
            server.Pids.Add(twin.Pid);
            server.Addresses.Add(new Uri(twin.Url));
        }

        return server;
    }

    /// <summary>Restarts the Redis between the instances: it ends in order, and is there again on the same port.</summary>
    public async Task RestartRedisAsync()
    {
        await Programs.StopAsync(_processes[0]);
        _processes.RemoveAt(0);
        var redis = await StartRedisAsync();
        _processes.Remove(redis);
        _processes.Insert(0, redis);
        Pids[0] = redis.Id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var twin in _twins)
        {
            await twin.DisposeAsync();
        }

        foreach (var process in Enumerable.Reverse(_processes))
        {
            await Programs.StopAsync(process);
        }
    }

    /// <summary>A Redis that keeps nothing on disk; its port.</summary>
    private async Task<int> RedisAsync(TemporaryFolder folder)
    {
        (_redisPort, _redisFolder) = (Ports.Free(), folder.Path);
        await StartRedisAsync();
        return _redisPort;
    }

    private Task<Process> StartRedisAsync() =>
        StartAsync(
            "redis-server",
            "Ready to accept connections",
            "--port",
            Number(_redisPort),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            _redisFolder
        );

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void Hold(Process process, int port)
    {
        Pids.Add(process.Id);
        Addresses.Add(new Uri($"http://127.0.0.1:{port}"));
    }

    /// <summary>Returns when the program reports that it is ready.</summary>
    private async Task<Process> StartAsync(string program, string ready, params string[] arguments)
    {
        var process = Programs.Start(new ProcessStartInfo(program, arguments));
        _processes.Add(process);
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Patience);
        while (await process.StandardOutput.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.Contains(ready, StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                return process;
            }
        }

        throw new BenchException($"{program} does not start: {await errors}");
    }
}
