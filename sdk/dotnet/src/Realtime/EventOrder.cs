using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Community.Sdk.Realtime;

/// <summary>A protocol that counts the events that arrive, so that one can wait until those are handled.</summary>
internal sealed class EventOrder(IHubProtocol inner) : IHubProtocol
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Count, TaskCompletionSource Done)> _waiting = [];
    private long _arrived;
    private long _handled;
    private bool _isClosed;

    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var isWhole = inner.TryParseMessage(ref input, binder, out message);
        if (message is InvocationMessage { Target: var name } && HubEvents.Names.Contains(name, StringComparer.Ordinal))
        {
            lock (_lock)
            {
                _arrived++;
            }
        }

        return isWhole;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    /// <summary>An event was handled.</summary>
    public void Handled()
    {
        lock (_lock)
        {
            _handled++;
            Release();
        }
    }

    /// <summary>When all events that have arrived are handled, or the connection is closed.</summary>
    public Task HandledAsync()
    {
        lock (_lock)
        {
            if (_isClosed || _handled >= _arrived)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue((_arrived, done));
            return done.Task;
        }
    }

    /// <summary>The rest of the events may never be handled.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Release();
        }
    }

    /// <summary>Called under the lock.</summary>
    private void Release()
    {
        while (_waiting.TryPeek(out var first) && (_isClosed || first.Count <= _handled))
        {
            _waiting.Dequeue().Done.TrySetResult();
        }
    }
}
