using Community.AppHost.Processes;
using Community.AppHost.Servers;
using Community.Testing;

namespace Community.Platform.Tests.Bus;

/// <summary>A RabbitMQ that a test may kill.</summary>
internal sealed class StoppableBroker : IAsyncDisposable
{
    private readonly Guardian _guardian = new();
    private readonly PrivateRabbitMq _server;
    private ChildProcess? _process;

    private StoppableBroker()
    {
        var folder = Directory.CreateTempSubdirectory("community-test-");
#pragma warning disable CA1416 // Linux only, as is the broker that AppHost starts
        File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
#pragma warning restore CA1416
        _guardian.RemoveAtEnd(folder.FullName);
        _server = new PrivateRabbitMq(Path.Combine(folder.FullName, "rabbitmq"), _guardian);
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
        _process = ChildProcess.Start(await _server.PrepareAsync(), _guardian, _ => { });
        await Poll.UntilAsync(() => _server.IsHealthyAsync(), seconds: 90);
    }

    public async Task KillAsync()
    {
        await _process!.StopAsync(atOnce: true);
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await KillAsync();
        _guardian.Dispose();
    }
}
