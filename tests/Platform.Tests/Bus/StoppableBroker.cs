using Community.AppHost.Processes;
using Community.AppHost.Servers;
using Community.Testing;

namespace Community.Platform.Tests.Bus;

/// <summary>A RabbitMQ that a test may kill.</summary>
internal sealed class StoppableBroker : IAsyncDisposable
{
    private readonly Guardian _guardian = new();
    private readonly PrivateRabbitMq _server;
    private readonly string _folder;
    private ChildProcess? _process;
    private LaunchSpec? _launch;

    private StoppableBroker()
    {
        var folder = Directory.CreateTempSubdirectory("community-test-");
#pragma warning disable CA1416 // Linux only, like the broker that AppHost starts.
        File.SetUnixFileMode(
            folder.FullName,
            File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute
        );
#pragma warning restore CA1416
        _guardian.RemoveAtEnd(folder.FullName);
        _folder = Path.Combine(folder.FullName, "rabbitmq");
        _server = new PrivateRabbitMq(_folder, _guardian);
    }

    public string Uri => _server.Uri;

    public static async Task<StoppableBroker> StartAsync()
    {
        var broker = new StoppableBroker();
        await broker.StartAgainAsync();
        return broker;
    }

    public async Task StartAgainAsync()
    {
        _launch = await _server.PrepareAsync();
        _process = ChildProcess.Start(_launch, _guardian, _ => { });
        await Poll.UntilAsync(() => _server.IsHealthyAsync());
    }

    /// <summary>
    /// Waits until a queue is in the broker's list on disk. RabbitMQ 3.10 writes this list some moments after its answer. A single broker
    /// that is killed earlier comes back with a queue that waits for a leader for ever and accepts nothing.
    /// </summary>
    public Task RemembersQuorumQueueAsync(string queue) =>
        Poll.UntilAsync(() =>
            Directory
                .EnumerateFiles(Path.Combine(_folder, "mnesia"), "names.dets", SearchOption.AllDirectories)
                .Where(file => file.Contains("quorum", StringComparison.Ordinal))
                .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(queue)) >= 0)
        );

    /// <summary>
    /// Raises an alarm in the broker: it requires more free disk than any machine has, and stops reading from publishing connections.
    /// </summary>
    public Task RaiseAlarmAsync() => ControlAsync("set_disk_free_limit", "1000000GB");

    /// <summary>Ends the alarm.</summary>
    public Task ClearAlarmAsync() => ControlAsync("set_disk_free_limit", "50MB");

    private Task ControlAsync(params IReadOnlyList<string> arguments) =>
        ChildProcess.RunAsync(
            new LaunchSpec("/usr/lib/rabbitmq/bin/rabbitmqctl", arguments)
            {
                User = _launch!.User,
                WorkingDirectory = _launch.WorkingDirectory,
                Environment = _launch.Environment,
            },
            _guardian
        );

    public async Task KillAsync()
    {
        await _process!.StopAsync(atOnce: true);
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
        _guardian.Dispose();
    }
}
