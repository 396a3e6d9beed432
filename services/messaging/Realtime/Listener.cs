using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Community.Messaging.Realtime;

/// <summary>
/// A client that is connected to this instance. What is sent to it never makes the sender wait: what its connection does not take at once waits
/// here in order, and who lets more wait than the limit is cut off. So a client that does not read costs a bounded piece of memory for a
/// short time, and others nothing.
/// </summary>
internal sealed class Listener(HubConnectionContext connection, LocalPerson person, Guid sessionId, DateTimeOffset expiresAt, RealtimeOptions limits, TimeProvider clock)
{
    private static readonly TimeSpan MostForLastWords = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private Queue<Frame>? _waiting;
    private int _waitingBytes;
    private bool _isWriting;
    private bool _isCut;
    private TaskCompletionSource? _drained;

    public string Id => connection.ConnectionId;

    public LocalPerson Person => person;

    public Guid UserId => person.Id;

    public Guid SessionId => sessionId;

    public DateTimeOffset ExpiresAt => expiresAt;

    public DateTimeOffset ConnectedAt { get; } = clock.GetUtcNow();

    /// <summary>Where it has joined, by the channel's or community's id.</summary>
    public ConcurrentDictionary<Guid, Seat> Seats { get; } = new(concurrencyLevel: 1, capacity: 1);

    // Made when they are first needed: an idle connection has none.
    public TokenBucket Messages => field ??= new(limits.Messages, clock);

    public TokenBucket Joins => field ??= new(limits.Joins, clock);

    public TokenBucket Typing => field ??= new(limits.Typing, clock);

    /// <summary>Sends, now or when it is its turn. Never throws, never waits.</summary>
    public void Send(Frame frame)
    {
        switch (Begin(frame))
        {
            case Turn.Now:
                var write = connection.WriteAsync(frame.Message);
                if (!write.IsCompletedSuccessfully || !TryEnd())
                {
                    _ = GoOnAsync(write);
                }

                break;
            case Turn.Never:
                CutOff();
                break;
        }
    }

    /// <summary>Completes when everything that was sent has been handed to the connection, or the client is gone.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            return !_isWriting || _isCut ? Task.CompletedTask : (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Ends the connection in the protocol's way: the reason goes last, after whatever waits before it.</summary>
    public void Close(string? reason, bool mayReconnect)
    {
        Send(Frame.Closing(reason, mayReconnect));
        _ = AbortOnceDrainedAsync();
    }

    private async Task AbortOnceDrainedAsync()
    {
        await DrainedAsync().WaitAsync(MostForLastWords).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Abort();
    }

    /// <summary>Ends the connection without a word, since words would wait like all the others.</summary>
    public void CutOff()
    {
        RealtimeMetrics.CutOff.Add(1);
        Forget();
        connection.Abort();
        connection.GetHttpContext()?.Abort();
    }

    private Turn Begin(Frame frame)
    {
        lock (_gate)
        {
            if (_isCut)
            {
                return Turn.Nothing;
            }

            if (!_isWriting)
            {
                _isWriting = true;
                return Turn.Now;
            }

            // A frame larger than the limit is let through if nothing waits before it.
            if (_waitingBytes > 0 && _waitingBytes + frame.ByteCount > limits.WaitingBytes)
            {
                return Turn.Never;
            }

            (_waiting ??= new()).Enqueue(frame);
            _waitingBytes += frame.ByteCount;
            return Turn.Later;
        }
    }

    private async Task GoOnAsync(ValueTask write)
    {
        try
        {
            await write;
            while (Next() is { } frame)
            {
                await connection.WriteAsync(frame.Message);
            }
        }
        catch (Exception)
        {
            // The connection is gone, and with it whoever was to read this.
            Forget();
        }
    }

    private Frame? Next()
    {
        lock (_gate)
        {
            if (_waiting is not null && _waiting.TryDequeue(out var frame))
            {
                _waitingBytes -= frame.ByteCount;
                return frame;
            }

            End();
            return null;
        }
    }

    private bool TryEnd()
    {
        lock (_gate)
        {
            if (_waiting is { Count: > 0 })
            {
                return false;
            }

            End();
            return true;
        }
    }

    private void End()
    {
        (_isWriting, _waiting) = (false, null);
        _drained?.TrySetResult();
        _drained = null;
    }

    private void Forget()
    {
        lock (_gate)
        {
            (_isCut, _waitingBytes) = (true, 0);
            _waiting = null;
            _drained?.TrySetResult();
        }
    }

    private enum Turn
    {
        Now,
        Later,

        /// <summary>Too much waits already.</summary>
        Never,

        /// <summary>The client has been given up.</summary>
        Nothing,
    }
}

/// <summary>Somebody with connections on this instance.</summary>
internal sealed class LocalPerson(Guid id)
{
    public Guid Id => id;

    /// <summary>With whom there is a block; null: with nobody. Replaced as a whole.</summary>
    public HashSet<Guid>? Hidden { get; set; }

    public bool IsHiddenFrom(Guid other) => Hidden?.Contains(other) == true;
}
