using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;

namespace Community.Messaging.Realtime;

/// <summary>
/// A client connection to this instance. Sending to it never makes the sender wait: frames wait here in order until they are written
/// (<see cref="WritePump"/>). A client that lets more wait than the limit is cut off. So a client that does not read costs a bounded amount
/// of memory for a short time, and does not slow down others.
/// </summary>
internal sealed class ClientConnection(
    HubConnectionContext connection,
    LocalPerson person,
    Guid sessionId,
    DateTimeOffset expiresAt,
    RealtimeOptions limits,
    WritePump pump,
    TimeProvider clock
)
{
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(1);
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

    /// <summary>The client was asked to connect to another instance: its departure from this one says nothing about the user.</summary>
    public bool IsMoving { get; set; }

    /// <summary>Its subscriptions, by the channel's or community's id.</summary>
    public ConcurrentDictionary<Guid, Subscription> Subscriptions { get; } = new(concurrencyLevel: 1, capacity: 1);

    // Made when first needed: an idle connection has none.
    public TokenBucket Messages => field ??= new(limits.Messages, clock);

    public TokenBucket Joins => field ??= new(limits.Joins, clock);

    public TokenBucket Typing => field ??= new(limits.Typing, clock);

    /// <summary>Queues the frames for sending. Never throws, never waits.</summary>
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

    /// <summary>Writes the queued frames. For the pump alone.</summary>
    public void Write(JoinedFrame joined)
    {
        if (Take() is { } frames)
        {
            var write = connection.WriteAsync(joined.Of(frames).Message);
            RealtimeMetrics.Written(frames, clock);
            RealtimeTraces.Written(frames, clock);
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

    /// <summary>Completes when everything that was queued has been handed to the connection, or the client is gone.</summary>
    public Task DrainedAsync()
    {
        lock (_gate)
        {
            return _turn is Turn.None or Turn.Over
                ? Task.CompletedTask
                : (_drained ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Ends the connection by the protocol: the reason goes last, after the queued frames.</summary>
    public void Close(string? reason, bool mayReconnect)
    {
        Send(Frame.Closing(reason, mayReconnect));
        _ = AbortOnceDrainedAsync();
    }

    private async Task AbortOnceDrainedAsync()
    {
        await DrainedAsync().WaitAsync(DrainLimit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Abort();
    }

    /// <summary>Ends the connection without a message, because a message would wait behind all the others.</summary>
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

            // Bytes that wait for the pump are not the client's fault; bytes that wait because the client does not read are.
            if (_turn == Turn.Writing)
            {
                var bytes = 0;
                foreach (var frame in frames)
                {
                    bytes += frame.ByteCount;
                }

                // A send that is over the limit by itself is accepted if nothing waits before it.
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

    /// <summary>The connection did not take the write at once: from now on, bytes wait for the client.</summary>
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
        catch (Exception gone) when (SocketWriter.IsGone(gone))
        {
            // The connection is gone, and the reader with it.
            Forget();
        }
        catch (Exception unexpected)
        {
            pump.GiveUp(this, unexpected);
        }
    }

    /// <summary>The write has ended, and frames that came meanwhile are due.</summary>
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
        /// <summary>There is nothing to write.</summary>
        None,

        /// <summary>The pump will write.</summary>
        Due,

        /// <summary>The pump is writing.</summary>
        Handing,

        /// <summary>The connection has not yet taken the last write.</summary>
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

/// <summary>A user with connections on this instance.</summary>
internal sealed class LocalPerson(Guid id)
{
    public Guid Id => id;

    /// <summary>The users with whom there is a block; null: none. Replaced as a whole.</summary>
    public HashSet<Guid>? Hidden { get; set; }

    public bool IsHiddenFrom(Guid other) => Hidden?.Contains(other) == true;
}
