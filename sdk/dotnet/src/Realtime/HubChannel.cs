using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Community.Sdk.Models;
using Community.Sdk.Transport;

namespace Community.Sdk.Realtime;

/// <summary>
/// A joined thread, conversation or chat. It reports each message once and in the order of the numbers, whatever happens to the connection.
/// Messages that come before the first listener wait for it, at most a thousand. A listener that is a thousand reports behind is spared the
/// next ones: when it has caught up, the messages among them are read from the history, so that no number of messages fills the memory.
/// </summary>
public sealed class HubChannel
{
    private const string Message = "message";
    private const string CaughtUpName = "caught_up";
    private const string ClosedName = "closed";
    private const int MaxWaiting = 1000;
    private const int MaxUnread = 100;
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CommunityHub _hub;
    private readonly string _path;
    private readonly SortedDictionary<long, MessageView> _early = [];
    private readonly Queue<MessageView> _waiting = [];
    private long _lastSeq;
    private long _requested;
    private bool _isHeard;
    private bool _isOver;

    // Up to which number messages were left out, because the listeners are behind; null: they are not.
    private long? _leftOut;
    private Task? _filling;

    internal HubChannel(
        CommunityHub hub,
        Guid id,
        string path,
        (string Method, Guid Id) leave,
        long lastSeq,
        IReadOnlyList<MessageView> recent
    )
    {
        (_hub, Id, _path, LeaveCall, _lastSeq, Recent) = (hub, id, path, leave, lastSeq, recent);
        Reporter = new Reporter(hub.Fail);
    }

    /// <summary>The channel's id.</summary>
    public Guid Id { get; }

    /// <summary>The last messages at the time of joining, in order.</summary>
    public IReadOnlyList<MessageView> Recent { get; }

    /// <summary>The number of the last message that was reported, or that is in <see cref="Recent"/>.</summary>
    public long LastSeq
    {
        get
        {
            lock (_lock)
            {
                return _lastSeq;
            }
        }
    }

    internal (string Method, Guid Id) LeaveCall { get; }

    private Reporter Reporter { get; }

    /// <summary>Each new message, once and in order. Dispose of the answer to end it.</summary>
    public IDisposable OnMessage(Action<MessageView> listener) =>
        OnMessage(message =>
        {
            listener(message);
            return ValueTask.CompletedTask;
        });

    private IDisposable OnMessage(Func<MessageView, ValueTask> listener)
    {
        var subscription = Reporter.Add(Message, content => listener((MessageView)content!));
        lock (_lock)
        {
            _isHeard = true;
            while (_waiting.TryDequeue(out var message))
            {
                Reporter.Report(Message, () => message);
            }
        }

        return subscription;
    }

    /// <summary>
    /// Another event of this channel: <see cref="HubEvents.Typing"/>, <see cref="HubEvents.MessageUpdated"/> and the like. Dispose of the
    /// answer to end it.
    /// </summary>
    public IDisposable On<T>(HubEvent<T> hubEvent, Action<T> listener)
    {
        ArgumentNullException.ThrowIfNull(hubEvent);
        return Reporter.Add(hubEvent.Name, content => listener(hubEvent.Read((JsonElement)content!)));
    }

    /// <summary>
    /// The connection was away and is back, or the listeners were far behind, and every message was reported. Changes and reactions of that
    /// time were not: read the shown messages again.
    /// </summary>
    public IDisposable OnCaughtUp(Action listener) => Reporter.Add(CaughtUpName, _ => listener());

    /// <summary>The subscription has ended: the caller may no longer read the channel.</summary>
    public IDisposable OnClosed(Action<HubError> listener) => Reporter.Add(ClosedName, content => listener((HubError)content!));

    /// <summary>
    /// Each new message from now on, once and in order, until the channel is left or closed, or until the token ends it. Messages wait for
    /// a reader who takes time.
    /// </summary>
    public async IAsyncEnumerable<MessageView> MessagesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var messages = System.Threading.Channels.Channel.CreateBounded<MessageView>(
            new BoundedChannelOptions(MaxUnread) { SingleReader = true }
        );
        using var closed = OnClosed(_ => messages.Writer.TryComplete());
        using var heard = OnMessage(HearAsync);
        try
        {
            await foreach (var message in messages.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return message;
            }
        }
        finally
        {
            messages.Writer.TryComplete();
        }

        async ValueTask HearAsync(MessageView message)
        {
            while (
                !messages.Writer.TryWrite(message) && await messages.Writer.WaitToWriteAsync(CancellationToken.None).ConfigureAwait(false)
            )
            {
                // there was room, and another report took it
            }
        }
    }

    /// <summary>
    /// Posts a message and returns when it is stored. While the connection is away it waits, and repeats with the same <c>ClientId</c>, so
    /// that the message is posted once.
    /// </summary>
    /// <exception cref="HubRefusedException">The hub refuses it.</exception>
    /// <exception cref="TimedOutException">It was not stored within a minute.</exception>
    public Task<MessageView> SendAsync(string content, CancellationToken cancellationToken = default) =>
        SendAsync(new PostMessage { Content = content }, cancellationToken);

    /// <inheritdoc cref="SendAsync(string, CancellationToken)"/>
    public Task<MessageView> SendAsync(PostMessage message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var named = message with { ClientId = message.ClientId ?? Ids.New() };
        return _hub.InvokeAsync("SendMessage", [Id, named], CommunityJson.Default.MessageView, isRepeatable: true, cancellationToken);
    }

    /// <summary>Tells the others that the caller is typing; it ends by itself after five seconds.</summary>
    public Task TypingAsync(CancellationToken cancellationToken = default) =>
        _hub.InvokeAsync("Typing", [Id], isRepeatable: false, cancellationToken);

    /// <summary>Tells the others that the caller has stopped typing.</summary>
    public Task StopTypingAsync(CancellationToken cancellationToken = default) =>
        _hub.InvokeAsync("StopTyping", [Id], isRepeatable: false, cancellationToken);

    /// <summary>Records up to which message the caller has read; the number never goes back. Null: all that was reported.</summary>
    public Task<HubRead> MarkReadAsync(long? seq = null, CancellationToken cancellationToken = default) =>
        _hub.InvokeAsync("MarkRead", [Id, seq ?? LastSeq], CommunityJson.Default.HubRead, isRepeatable: true, cancellationToken);

    /// <summary>Ends the subscription.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken = default) => _hub.LeaveAsync(this, cancellationToken);

    /// <summary>Nothing more is read for it.</summary>
    internal void End(HubError reason)
    {
        lock (_lock)
        {
            if (_isOver)
            {
                return;
            }

            _isOver = true;
        }

        Reporter.Report(ClosedName, () => reason);
        Reporter.End();
    }

    internal void Receive(string name, JsonElement data)
    {
        lock (_lock)
        {
            if (IsBehind(_lastSeq))
            {
                return;
            }
        }

        Reporter.Report(name, () => data);
    }

    /// <summary>Takes a message from any connection.</summary>
    internal void Take(MessageView message)
    {
        lock (_lock)
        {
            if (_isOver || message.Seq <= _lastSeq || IsBehind(message.Seq))
            {
                return;
            }

            if (message.Seq == _lastSeq + 1)
            {
                Raise(message);
                return;
            }

            // A hole: something was missed. The history has it.
            _early[message.Seq] = message;
            _requested = Math.Max(_requested, message.Seq);
        }

        _ = RepairAsync(message.Seq);
    }

    /// <summary>Subscribes again on a new connection, and reports the missed messages.</summary>
    internal async Task ResumeAsync(Func<string, IReadOnlyList<object?>, Task<JsonElement>> invoke, CancellationToken cancellationToken)
    {
        var resumed = (await invoke("Resume", [Id, LastSeq]).ConfigureAwait(false)).Deserialize(CommunityJson.Default.HubResumed)!;
        bool isMissing;
        lock (_lock)
        {
            // The connection does not wait for listeners.
            if (IsBehind(resumed.LastSeq))
            {
                return;
            }

            isMissing = _early.Count > 0;
        }

        // With more than the hub sends at once, the rest is in the history.
        if (resumed.NextAfterSeq is not null || isMissing)
        {
            await FillAsync(resumed.LastSeq).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        Reporter.Report(CaughtUpName, () => null);
    }

    /// <summary>
    /// Whether the listeners are so far behind that reports are left out: then the messages up to this number are read when they have
    /// caught up. Called under the lock.
    /// </summary>
    private bool IsBehind(long seq)
    {
        if (_leftOut is null && !Reporter.IsFull)
        {
            return false;
        }

        if (_leftOut is null)
        {
            Reporter.Then(() => _ = CatchUpAsync());
        }

        // The messages of a reading that has not come yet are left out, too.
        _leftOut = Math.Max(Math.Max(_leftOut ?? 0, seq), _requested);
        return true;
    }

    /// <summary>The listeners have nothing left to do: reads the messages that were left out.</summary>
    private async Task CatchUpAsync()
    {
        long seq;
        lock (_lock)
        {
            (seq, _leftOut) = (_leftOut ?? 0, null);
            _requested = Math.Max(_requested, seq);
        }

        await RepairAsync(seq).ConfigureAwait(false);
        lock (_lock)
        {
            if (_leftOut is null)
            {
                Reporter.Report(CaughtUpName, () => null);
            }
        }
    }

    /// <summary>Reports a message and those after it that came too early. Called under the lock.</summary>
    private void Raise(MessageView message)
    {
        for (var next = message; next is not null; _early.Remove(_lastSeq + 1, out next))
        {
            _lastSeq = next.Seq;
            if (_isHeard)
            {
                var raised = next;
                Reporter.Report(Message, () => raised);
            }
            else
            {
                _waiting.Enqueue(next);
                if (_waiting.Count > MaxWaiting)
                {
                    _waiting.Dequeue();
                }
            }
        }
    }

    /// <summary>Reads the missing messages, and tries until it has them, or until the history refuses.</summary>
    private async Task RepairAsync(long seq)
    {
        for (var attempt = 0; LastSeq < seq && !_isOver && _leftOut is null; attempt++)
        {
            try
            {
                await FillAsync(seq).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                if (failure is ApiException { Status: < 500 and not 429 } or ObjectDisposedException)
                {
                    return;
                }

                await Task.Delay(Timing.BackOff(attempt, _hub.Api.Options.RetryDelay, MostBackOff), _hub.Api.Time).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the history up to a number. Calls that come together share one reading.</summary>
    private Task FillAsync(long seq)
    {
        lock (_lock)
        {
            _requested = Math.Max(_requested, seq);
            return _filling is { IsCompleted: false } ? _filling : _filling = ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        await Task.Yield();
        for (var isMore = true; isMore; )
        {
            long after,
                upTo;
            lock (_lock)
            {
                (after, upTo) = (_lastSeq, _requested);
            }

            var page = await _hub.HistoryAsync(_path, after).ConfigureAwait(false);
            lock (_lock)
            {
                foreach (var message in page.Items)
                {
                    if (message.Seq > _lastSeq)
                    {
                        Raise(message);
                    }
                }

                // Messages that were asked for meanwhile may be newer than the page.
                isMore = !_isOver && (upTo < _requested || (page.NextCursor is not null && _lastSeq < upTo && _lastSeq > after));
                if (isMore && IsBehind(_requested))
                {
                    _filling = null;
                    return;
                }

                if (!isMore)
                {
                    // A later request needs another reading.
                    _filling = null;
                    // Messages outside of the history are not for this reader; early messages are reported now.
                    foreach (var (seq, message) in _early.ToList())
                    {
                        _early.Remove(seq);
                        if (seq > _lastSeq)
                        {
                            Raise(message);
                        }
                    }

                    _lastSeq = Math.Max(_lastSeq, _requested);
                }
            }
        }
    }
}
