using System.Runtime.InteropServices;

namespace Community.OneProcess;

/// <summary>
/// Gateway and services as they run in this process. They do not depend on that: each calls the others by HTTP and the bus, as in the
/// fleet.
/// </summary>
internal sealed class Parts : IAsyncDisposable
{
    private readonly WebApplication _gateway;
    private readonly WebApplication[] _services;

    private Parts(WebApplication gateway, WebApplication[] services) => (_gateway, _services) = (gateway, services);

    private IEnumerable<WebApplication> All => _services.Prepend(_gateway);

    /// <summary>Composes all parts, side by side.</summary>
    public static async Task<Parts> BuildAsync(IConfiguration configuration)
    {
        var all = await Task.WhenAll(Part.All.Select(part => Task.Run(() => part.Create(configuration))));
        return new Parts(all[0], all[1..]);
    }

    /// <summary>Runs until SIGINT, SIGTERM or the end of a part.</summary>
    /// <returns>The exit code: 0 after a signal, 1 when a part has ended by itself.</returns>
    public async Task<int> RunAsync()
    {
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        foreach (var app in All)
        {
            app.Lifetime.ApplicationStopping.Register(() => ended.TrySetResult(1));
        }

        await Task.WhenAll(All.Select(app => app.StartAsync()));
        var code = await ended.Task;
        await _gateway.StopAsync();
        await Task.WhenAll(_services.Select(service => service.StopAsync()));
        return code;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult(0);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var app in All)
        {
            await app.DisposeAsync();
        }
    }
}
