using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Community.Messaging.Messages;
using Community.Platform.Http.Json;
using Community.Testing;

namespace Community.Messaging.Tests.Realtime;

/// <summary>
/// A client of the hub over SignalR's JSON protocol, with the functions that tests need (Microsoft's own for .NET cannot be restored).
/// </summary>
public sealed class HubClient : IAsyncDisposable
{
    private const byte Mark = 0x1e;
    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Method, JsonElement Payload)> _received = new();
    private readonly TaskCompletionSource<string?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _handshake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Task _reading = Task.CompletedTask;
    private int _lastCall;
    private bool _isDisposed;

    private HubClient() { }

    /// <summary>Everything that the server sent by itself, in order.</summary>
    public IReadOnlyList<(string Method, JsonElement Payload)> Received => [.. _received];

    /// <summary>Completes when the connection has ended, with the server's reason if it gave one.</summary>
    public Task<string?> Closed => _closed.Task;

    /// <summary>Whether the server's close message allows a reconnect.</summary>
    public bool MayReconnect { get; private set; }

    /// <summary>The live messages.</summary>
    internal IReadOnlyList<MessageView> Messages(Guid? channel = null) =>
        [.. All<MessageView>("new_message").Where(message => channel is null || message.ChannelId == channel)];

    internal IReadOnlyList<T> All<T>(string method) =>
        [.. _received.Where(call => call.Method == method).Select(call => call.Payload.Deserialize<T>(ServiceJson.Options)!)];

    /// <summary>Connects.</summary>
    /// <param name="reads">False: the client never reads after the handshake.</param>
    public static async Task<HubClient> ConnectAsync(Uri service, string token, bool inQuery = false, bool reads = true)
    {
        var client = new HubClient();
        var address = new UriBuilder(service)
        {
            Scheme = "ws",
            Path = "/hubs/community",
            Query = inQuery ? $"access_token={token}" : "",
        };
        if (!inQuery)
        {
            client._socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        }

        try
        {
            await client._socket.ConnectAsync(address.Uri, CancellationToken.None).WaitAsync(Poll.Patience);
            await client.WriteAsync(new { protocol = "json", version = 1 });
            if (reads)
            {
                client._reading = client.ReadAsync();
                await client._handshake.Task.WaitAsync(Poll.Patience);
                // The server answers the handshake before it registers the connection, and answers calls after that. A connection that it
                // ends at once is the test's to judge.
                await Task.WhenAny(client.CallAsync("LeaveThread", Guid.Empty), client.Closed);
            }

            return client;
        }
        catch
        {
            client._socket.Dispose();
            throw;
        }
    }

    /// <summary>Calls a method of the hub and waits for its answer.</summary>
    /// <exception cref="HubCallException">The hub refused.</exception>
    public async Task<JsonElement> CallAsync(string method, params object?[] arguments)
    {
        var id = $"{Interlocked.Increment(ref _lastCall)}";
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = answer;
        await WriteAsync(
            new
            {
                type = 1,
                invocationId = id,
                target = method,
                arguments,
            }
        );
        return await answer.Task.WaitAsync(Poll.Patience);
    }

    internal async Task<T> CallAsync<T>(string method, params object?[] arguments) =>
        (await CallAsync(method, arguments)).Deserialize<T>(ServiceJson.Options)!;

    /// <summary>Calls without waiting for an answer.</summary>
    public Task SendAsync(string method, params object?[] arguments) =>
        WriteAsync(
            new
            {
                type = 1,
                target = method,
                arguments,
            }
        );

    /// <summary>Posts a message.</summary>
    internal Task<MessageView> PostAsync(Guid channel, string content, string? clientId = null) =>
        CallAsync<MessageView>("SendMessage", channel, new { content, client_id = clientId });

    /// <summary>The code with which the hub refuses a call.</summary>
    public async Task<string> RefusalOfAsync(string method, params object?[] arguments) =>
        (await Should.ThrowAsync<HubCallException>(() => CallAsync(method, arguments))).Code;

    /// <summary>Waits for an event of the server.</summary>
    internal async Task<T> NextAsync<T>(string method, Func<T, bool>? which = null)
        where T : class =>
        await Poll.ForAsync(
            () => Task.FromResult(All<T>(method).FirstOrDefault(found => which?.Invoke(found) != false)),
            what: $"a {method}"
        );

    /// <summary>Ends without a close message, like a client whose cable was cut.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _stop.CancelAsync();
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
        _stop.Dispose();
    }

    private async Task WriteAsync(object message)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(message), Mark];
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var pending = new MemoryStream();
        try
        {
            while (await _socket.ReceiveAsync(buffer.AsMemory(), _stop.Token) is { MessageType: not WebSocketMessageType.Close } part)
            {
                for (var (start, end) = (0, 0); start < part.Count; start = end + 1)
                {
                    end = Array.IndexOf(buffer, Mark, start, part.Count - start);
                    pending.Write(buffer, start, (end < 0 ? part.Count : end) - start);
                    if (end < 0)
                    {
                        break;
                    }

                    Take(JsonDocument.Parse(Encoding.UTF8.GetString(pending.ToArray())).RootElement);
                    pending.SetLength(0);
                }
            }
        }
        catch (Exception ended) when (ended is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Any end counts as the end.
        }

        _closed.TrySetResult(null);
        _handshake.TrySetException(new IOException("The connection ended."));
        foreach (var call in _calls.Values)
        {
            call.TrySetException(new IOException("The connection ended."));
        }
    }

    private void Take(JsonElement message)
    {
        switch (message.TryGetProperty("type", out var type) ? type.GetInt32() : 0)
        {
            case 0:
                _handshake.TrySetResult();
                break;
            case 1:
                _received.Enqueue((message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0]));
                break;
            case 3 when _calls.TryRemove(message.GetProperty("invocationId").GetString()!, out var call):
                if (message.TryGetProperty("error", out var error))
                {
                    call.TrySetException(new HubCallException(error.GetString()!));
                }
                else
                {
                    call.TrySetResult(message.TryGetProperty("result", out var result) ? result : default);
                }

                break;
            case 7 when !_closed.Task.IsCompleted:
                MayReconnect = message.TryGetProperty("allowReconnect", out var mayReconnect) && mayReconnect.GetBoolean();
                _closed.TrySetResult(message.TryGetProperty("error", out var reason) ? reason.GetString() : null);
                break;
        }
    }
}

/// <summary>A call that the hub refused; its message begins as SignalR begins each.</summary>
public sealed class HubCallException(string message) : Exception(message)
{
    /// <summary>The code before the colon.</summary>
    public string Code => Message.Split(':')[0];
}
