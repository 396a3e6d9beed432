using System.Collections.Concurrent;
using Community.Platform.Hosting.Lifetime;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Community.Messaging.Realtime;

/// <summary>All client sockets on this instance: runs the hub for each, and drives their timers.</summary>
internal sealed class HubSockets(IServiceProvider services, TimeProvider clock, ILogger<HubSockets> logger)
    : PeriodicWork(TimeSpan.FromSeconds(1), clock, logger)
{
    private readonly ConnectionDelegate _hub = new ConnectionBuilder(services).UseHub<CommunityHub>().Build();
    private readonly ConcurrentDictionary<string, HubSocket> _open = new(StringComparer.Ordinal);

    public async Task ServeAsync(HttpContext context)
    {
        // SignalR's protocol has pings of its own.
        using var socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = TimeSpan.Zero });
        await using var connection = new HubSocket(Guid.CreateVersion7().ToString("N"), socket, context, Clock);
        _open[connection.ConnectionId] = connection;
        try
        {
            await connection.RunAsync(_hub);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
        }
    }

    /// <summary>Ends them all without a message.</summary>
    public void End()
    {
        foreach (var (_, connection) in _open)
        {
            connection.End();
        }
    }

    protected override Task RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (var (_, connection) in _open)
        {
            connection.Beat();
        }

        return Task.CompletedTask;
    }
}
