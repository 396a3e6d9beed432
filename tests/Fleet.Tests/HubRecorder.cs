using System.Net.WebSockets;
using System.Text;

namespace Community.Fleet.Tests;

/// <summary>A connection of the hub that only reads.</summary>
internal sealed class HubRecorder : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly StringBuilder _heard = new();

    /// <summary>All that came so far, as SignalR's protocol has it.</summary>
    public string Heard
    {
        get
        {
            lock (_heard)
            {
                return _heard.ToString();
            }
        }
    }

    public static async Task<HubRecorder> ConnectAsync(SharedFleet fleet, Person person)
    {
        var listener = new HubRecorder();
        listener._socket.Options.SetRequestHeader("Authorization", $"Bearer {person.AccessToken}");
        await listener._socket.ConnectAsync(new Uri($"ws://127.0.0.1:{fleet.Running.Port}/hubs/community"), CancellationToken.None);
        await listener._socket.SendAsync(
            Encoding.UTF8.GetBytes("""{"protocol":"json","version":1}""" + "\u001e"),
            WebSocketMessageType.Text,
            endOfMessage: true,
            CancellationToken.None
        );
        _ = listener.ReadAsync();
        return listener;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None) is { MessageType: WebSocketMessageType.Text } part)
            {
                lock (_heard)
                {
                    _heard.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                }
            }
        }
        catch (Exception gone) when (gone is WebSocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
