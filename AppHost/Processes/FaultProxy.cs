using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Community.AppHost.Processes;

/// <summary>
/// A TCP proxy on 127.0.0.1 that makes a server unreachable in the ways of real networks: refused, cut, frozen, half closed, slow. A fault
/// applies to all present and future connections until <see cref="Restore"/>.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _targetPort;
    private readonly Lock _gate = new();
    private readonly HashSet<Link> _links = [];
    private Socket? _listener;
    private TaskCompletionSource _flowing = Completed();

    private FaultProxy(string host, int targetPort)
    {
        _host = host;
        _targetPort = targetPort;
        Listen();
    }

    /// <summary>The proxy's own port.</summary>
    public int Port { get; private set; }

    /// <summary>The delay of each piece of data, in each direction.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>The number of open connections.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
            {
                return _links.Count;
            }
        }
    }

    /// <summary>A proxy in front of any server.</summary>
    public static FaultProxy Before(string host, int port) => new(host, port);

    /// <summary>A proxy in front of a PostgreSQL, and the connection string that leads through it.</summary>
    public static (FaultProxy Proxy, string ConnectionString) BeforePostgres(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        var proxy = new FaultProxy(parts.Host!, parts.Port);
        (parts.Host, parts.Port) = ("127.0.0.1", proxy.Port);
        return (proxy, parts.ConnectionString);
    }

    /// <summary>A proxy in front of a RabbitMQ, and the URI that leads through it.</summary>
    public static (FaultProxy Proxy, string Uri) BeforeRabbitMq(string uri)
    {
        var parts = new UriBuilder(uri);
        var proxy = new FaultProxy(parts.Host, parts.Port > 0 ? parts.Port : 5672);
        (parts.Host, parts.Port) = ("127.0.0.1", proxy.Port);
        return (proxy, parts.Uri.AbsoluteUri);
    }

    /// <summary>A proxy in front of a server on a port of 127.0.0.1.</summary>
    public static FaultProxy BeforePort(int port) => new("127.0.0.1", port);

    /// <summary>The server is gone: connections are reset, new connections are refused.</summary>
    public void Refuse()
    {
        lock (_gate)
        {
            _listener?.Dispose();
            _listener = null;
        }

        Cut();
    }

    /// <summary>The server hangs: connections stay and are accepted, but nothing goes through.</summary>
    public void Pause()
    {
        lock (_gate)
        {
            if (_flowing.Task.IsCompleted)
            {
                _flowing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    /// <summary>Resets every connection (RST), as a crash or a firewall does; new connections are accepted.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var link in _links)
            {
                link.Reset();
            }
        }
    }

    /// <summary>Tells each client that the server will send no more (FIN), while data of clients is still accepted.</summary>
    public void HalfClose()
    {
        lock (_gate)
        {
            foreach (var link in _links)
            {
                link.HalfClose();
            }
        }
    }

    /// <summary>Ends the fault on the same port; paused traffic continues.</summary>
    public void Restore()
    {
        lock (_gate)
        {
            Delay = TimeSpan.Zero;
            _flowing.TrySetResult();
            if (_listener is null)
            {
                Listen();
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Refuse();
        _flowing.TrySetResult();
        return ValueTask.CompletedTask;
    }

    private void Listen()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, Port));
        listener.Listen(512);
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        _listener = listener;
        _ = Task.Run(() => AcceptAsync(listener));
    }

    private async Task AcceptAsync(Socket listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptAsync();
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Refused from now on.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        var link = new Link(client, server);
        lock (_gate)
        {
            _links.Add(link);
            if (_listener is null)
            {
                link.Reset(); // Accepted at the moment of Refuse.
            }
        }

        try
        {
            await FlowingAsync();
            await server.ConnectAsync(_host, _targetPort);
            await Task.WhenAll(PumpAsync(client, server), PumpAsync(server, client));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            link.Reset();
        }
        finally
        {
            lock (_gate)
            {
                _links.Remove(link);
            }

            client.Dispose();
            server.Dispose();
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var count)
            {
                await FlowingAsync();
                if (Delay > TimeSpan.Zero)
                {
                    await Task.Delay(Delay);
                }

                await to.SendAsync(buffer.AsMemory(0, count));
            }

            await FlowingAsync();
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side is gone, so the other is closed, too.
            from.Close(0);
            to.Close(0);
        }
    }

    private Task FlowingAsync()
    {
        lock (_gate)
        {
            return _flowing.Task;
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult();
        return source;
    }

    private sealed record Link(Socket Client, Socket Server)
    {
        // Closing with a linger of 0 s sends RST instead of FIN.
        public void Reset()
        {
            Client.Close(0);
            Server.Close(0);
        }

        public void HalfClose()
        {
            try
            {
                Client.Shutdown(SocketShutdown.Send);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // It has ended by itself.
            }
        }
    }
}
