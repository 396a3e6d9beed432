using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Community.Messaging.Realtime;

/// <summary>
/// A client that is connected to this instance. What is sent to it never makes the sender wait: it waits here in order until it is its turn to be written
/// (<see cref="WritePump"/>), and who lets more wait than the limit is cut off. So a client that does not read costs a bounded piece of memory for a
/// short time, and others nothing.
/// </summary>
internal sealed class Listener(
    HubConnectionContext connection, LocalPerson person, Guid sessionId, DateTimeOffset expiresAt, RealtimeOptions limits, WritePump pump, TimeProvider clock)
{
    private static readonly TimeSpan MostForLastWords = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private List<Frame>? _waiting;
    private int _bytesHeldUp;
    private Turn _turn;
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

    /// <summary>Sends when it is its turn. Never throws, never waits.</summary>
    public void Send(params ReadOnlySpan<Frame> frames)
    {
        switch (frames.IsEmpty ? Added.ToOthers : Add(frames))
        {
            case Added.AsFirst:
                pump.Add(this);
                break;
            case Added.TooMuch:
                CutOff();
                break;
        }
    }

    /// <summary>Writes what waits. For the pump alone.</summary>
    public void Write(JoinedFrame joined)
    {
        if (Take() is { } frames)
        {
            var write = connection.WriteAsync(joined.Of(frames).Message);
            if (write.IsCompletedSuccessfully)
            {
                End();
            }
            else
            {
                HoldUp();
                _ = FinishAsync(write);
            }
        }
    }

    /// <summary>Completes when everything that was sent has been handed to the connection, or the client is gone.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            return _turn is Turn.None or Turn.Over ? Task.CompletedTask : (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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

    private Added Add(ReadOnlySpan<Frame> frames)
    {
        lock (_gate)
        {
            if (_turn == Turn.Over)
            {
                return Added.ToOthers;
            }

            // What waits for its turn to be written is no fault of the client; what waits because it does not read is.
            if (_turn == Turn.Writing)
            {
                var bytes = 0;
                foreach (var frame in frames)
                {
                    bytes += frame.ByteCount;
                }

                // More than the limit at once is let through if nothing waits before it.
                if (_bytesHeldUp > 0 && _bytesHeldUp + bytes > limits.WaitingBytes)
                {
                    return Added.TooMuch;
                }

                _bytesHeldUp += bytes;
            }

            (_waiting ??= []).AddRange(frames);
            if (_turn != Turn.None)
            {
                return Added.ToOthers;
            }

            _turn = Turn.Due;
            return Added.AsFirst;
        }
    }

    private List<Frame>? Take()
    {
        lock (_gate)
        {
            if (_turn != Turn.Due)
            {
                return null;
            }

            (var frames, _waiting, _bytesHeldUp, _turn) = (_waiting, null, 0, Turn.Handing);
            return frames;
        }
    }

    /// <summary>The connection did not take it at once: what comes from now on waits for the client.</summary>
    private void HoldUp()
    {
        lock (_gate)
        {
            if (_turn == Turn.Handing)
            {
                _turn = Turn.Writing;
            }
        }
    }

    private async Task FinishAsync(ValueTask write)
    {
        try
        {
            await write;
            End();
        }
        catch (Exception)
        {
            // The connection is gone, and with it whoever was to read this.
            Forget();
        }
    }

    /// <summary>It was written, and what came meanwhile is due.</summary>
    private void End()
    {
        lock (_gate)
        {
            if (_turn == Turn.Over)
            {
                return;
            }

            if (_waiting is null)
            {
                _turn = Turn.None;
                _drained?.TrySetResult();
                _drained = null;
                return;
            }

            _turn = Turn.Due;
        }

        pump.Add(this);
    }

    private void Forget()
    {
        lock (_gate)
        {
            (_turn, _waiting) = (Turn.Over, null);
            _drained?.TrySetResult();
        }
    }

    private enum Turn
    {
        /// <summary>Nothing is to be written.</summary>
        None,

        /// <summary>The pump will write.</summary>
        Due,

        /// <summary>The pump is at it.</summary>
        Handing,

        /// <summary>The connection has yet to take what was written last.</summary>
        Writing,

        /// <summary>The client has been given up.</summary>
        Over,
    }

    private enum Added
    {
        AsFirst,
        ToOthers,
        TooMuch,
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
