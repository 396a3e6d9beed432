using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using System.Threading.Channels;
using Community.Sdk.Models;
using Community.Sdk.Transport;
using Microsoft.AspNetCore.SignalR;

namespace Community.Sdk.Realtime;

/// <summary>The state of the hub's connection.</summary>
public enum HubState
{
    /// <summary>Not connected; after a cut it tries again by itself.</summary>
    Offline,

    /// <summary>Connected, and the missed messages are being read.</summary>
    CatchingUp,

    /// <summary>Connected, and nothing is missing.</summary>
    Live,
}

/// <summary>
/// The hub: one connection, which begins when it is first used and comes back by itself. After each cut every channel is resumed from its
/// last reported message. It is replaced before its token expires, without being away, and it ends when the user signs out, or when another
/// user signs in. Listeners are called one after the other, not by the caller's thread.
/// </summary>
public sealed partial class CommunityHub : IAsyncDisposable
{
    private const string StateName = "state";

    // The hub limits joins.
    private const int AtOnce = 4;
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CallLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Func<Uri, string, IHubTransport> _open;
    private readonly Reporter _reporter;
    private readonly IDisposable _sessionChanges;
    private readonly Dictionary<Guid, HubChannel> _channels = [];
    private readonly Dictionary<string, Task<HubChannel>> _joins = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _communities = [];
    private readonly Dictionary<Guid, IReadOnlyList<MessageView>> _recent = [];
    private readonly List<MessageView> _early = [];
    private int _joining;
    private Line? _line;
    private Life? _life;
    private HubState _state;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Guid? _userId;
    private LogReader? _log;

    // Listeners miss reports at the moment, and OnListenerFailed has reported it.
    private volatile bool _isLeftOut;
    private Action<Exception>? _failed;

    internal CommunityHub(ApiConnection api, Func<Uri, string, IHubTransport> open)
    {
        (Api, _open, _reporter) = (api, open, new Reporter(Fail));
        _sessionChanges = api.Session.OnChange(WhenSessionChanged);
    }

    /// <summary>The connection's state.</summary>
    public HubState State
    {
        get
        {
            lock (_lock)
            {
                return _state;
            }
        }
    }

    internal ApiConnection Api { get; }

    /// <summary>Connects, and stays connected until the hub is closed. Joining and calling connect by themselves.</summary>
    /// <exception cref="UnauthorizedException">No user is signed in.</exception>
    public Task ConnectAsync(CancellationToken cancellationToken = default) => ConnectedAsync(cancellationToken);

    /// <summary>Ends the connection and all subscriptions. A later use begins anew.</summary>
    public Task CloseAsync() => FinishAsync(new CommunityException("The connection was closed."));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _sessionChanges.Dispose();
        await CloseAsync().ConfigureAwait(false);
        _reporter.End();
    }

    /// <summary>
    /// An event of the hub. It does not connect: call <see cref="ConnectAsync(CancellationToken)"/>, unless something is joined or called.
    /// Dispose of the answer to end it.
    /// </summary>
    public IDisposable On<T>(HubEvent<T> hubEvent, Action<T> listener)
    {
        ArgumentNullException.ThrowIfNull(hubEvent);
        return _reporter.Add(hubEvent.Name, content => listener(hubEvent.Read((JsonElement)content!)));
    }

    /// <summary>Each failure of a listener, which nothing else reports. Dispose of the answer to end it.</summary>
    public IDisposable OnListenerFailed(Action<Exception> listener)
    {
        lock (_lock)
        {
            _failed += listener;
        }

        return new Subscription(() =>
        {
            lock (_lock)
            {
                _failed -= listener;
            }
        });
    }

    /// <summary>Each change of <see cref="State"/>. Dispose of the answer to end it.</summary>
    public IDisposable OnState(Action<HubState> listener) => _reporter.Add(StateName, content => listener((HubState)content!));

    /// <summary>Joins a thread. A thread that is joined already is the same channel.</summary>
    /// <exception cref="HubRefusedException">The hub refuses: the caller may not read it, or it does not exist.</exception>
    public Task<HubChannel> JoinThreadAsync(Guid id, CancellationToken cancellationToken = default) =>
        JoinAsync("Thread", id, $"/threads/{id}/messages", cancellationToken);

    /// <summary>Joins an event's chat.</summary>
    /// <inheritdoc cref="JoinThreadAsync"/>
    public Task<HubChannel> JoinChatAsync(Guid eventId, CancellationToken cancellationToken = default) =>
        JoinAsync("Chat", eventId, $"/events/{eventId}/chat/messages", cancellationToken);

    /// <summary>Joins the conversation with a user.</summary>
    /// <inheritdoc cref="JoinThreadAsync"/>
    public Task<HubChannel> JoinDirectAsync(Guid userId, CancellationToken cancellationToken = default) =>
        JoinAsync("Direct", userId, $"/direct/{userId}/messages", cancellationToken);

    /// <summary>Subscribes to a community: its new threads, and users who join or leave it.</summary>
    public Task JoinCommunityAsync(Guid id, CancellationToken cancellationToken = default) =>
        InvokeAsync("JoinCommunity", [id], isRepeatable: true, _ => _communities.Add(id), cancellationToken);

    /// <summary>Ends the subscription to a community.</summary>
    public Task LeaveCommunityAsync(Guid id, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _communities.Remove(id);
        }

        return InvokeAsync("LeaveCommunity", [id], isRepeatable: true, cancellationToken);
    }

    /// <summary>
    /// Calls a method of the hub, as docs/hub.md lists them, and waits for the connection. A call that the hub certainly did not do is
    /// repeated; one that was cut off is repeated only if that is safe.
    /// </summary>
    /// <param name="method">The method.</param>
    /// <param name="arguments">Texts, numbers, ids, <see cref="JsonElement"/> and the SDK's own models.</param>
    /// <param name="isRepeatable">Whether a second call cannot have a second effect.</param>
    /// <param name="cancellationToken">Ends the call and its wait.</param>
    /// <returns>The answer; of the kind Undefined if there is none.</returns>
    /// <exception cref="HubRefusedException">The hub refuses.</exception>
    /// <exception cref="ConnectionFailedException">It was cut off.</exception>
    /// <exception cref="TimedOutException">It took more than a minute.</exception>
    public Task<JsonElement> InvokeAsync(
        string method,
        IReadOnlyList<object?> arguments,
        bool isRepeatable = false,
        CancellationToken cancellationToken = default
    ) => InvokeAsync(method, arguments, isRepeatable, take: null, cancellationToken);

    /// <param name="take">Takes the answer under the lock, while the connection that gave it is in use.</param>
    private async Task<JsonElement> InvokeAsync(
        string method,
        IReadOnlyList<object?> arguments,
        bool isRepeatable,
        Action<JsonElement>? take,
        CancellationToken cancellationToken
    )
    {
        using var timer = new CancellationTokenSource(CallLimit, Api.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        try
        {
            while (true)
            {
                var line = await ConnectedAsync(limit.Token).ConfigureAwait(false);
                try
                {
                    var answer = await line.Hub.InvokeAsync(method, arguments, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
                    lock (_lock)
                    {
                        // A channel that was joined on a line that was replaced meanwhile is joined again.
                        if (!isRepeatable || _line == line || _line is not { IsOpen: true })
                        {
                            take?.Invoke(answer);
                            return answer;
                        }
                    }
                }
                catch (Exception failure) when (!limit.IsCancellationRequested)
                {
                    var refused = RefusalOf(failure);
                    switch (refused?.Reason)
                    {
                        case "rate_limited" or "unavailable":
                            await Task.Delay(Second, Api.Time, limit.Token).ConfigureAwait(false);
                            break;
                        case null when !isRepeatable:
                            throw new ConnectionFailedException("The connection was cut before the hub answered.", failure);
                        case null or "stopping":
                            // Nothing more comes on this line.
                            await Task.WhenAny(line.Closed.Task, Task.Delay(Second / 2, Api.Time, limit.Token)).ConfigureAwait(false);
                            break;
                        default:
                            throw refused;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimedOutException("The hub did not answer within a minute.");
        }
    }

    /// <summary>
    /// Follows the caller's log over the hub until the token ends it: the whole state (<c>IsWhole</c>) or the changes since a token, then
    /// each change. Keep <c>Token</c> with the applied changes. After a cut it goes on from there. One reader at a time.
    /// </summary>
    /// <param name="since">The token of the last applied answer; null: the whole state comes first.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<SyncView> FollowAsync(
        string? since = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var log = new LogReader(since);
        lock (_lock)
        {
            _log = _log is null ? log : throw new InvalidOperationException("The log is followed already. End that first.");
        }

        try
        {
            var line = await ConnectedAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                // A connection that is not ready yet subscribes by itself.
                log.Behind ??= _state == HubState.Live && log.Source is null ? line : null;
            }

            do
            {
                await CatchUpAsync(log, cancellationToken).ConfigureAwait(false);
                while (log.Changes.Reader.TryRead(out var changes))
                {
                    yield return changes;
                    await CatchUpAsync(log, cancellationToken).ConfigureAwait(false);
                }
            } while (await log.Changes.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            Line? line = null;
            lock (_lock)
            {
                if (_log == log)
                {
                    (_log, line) = (null, _line);
                }
            }

            if (line is { IsOpen: true })
            {
                _ = UnsubscribeAsync(line);
            }
        }
    }

    /// <summary>Asks for the changes that were left out while the reader was far behind, as soon as nothing is unread.</summary>
    private async Task CatchUpAsync(LogReader log, CancellationToken cancellationToken)
    {
        Line? line;
        lock (_lock)
        {
            if (log.Changes.Reader.Count > 0 || log.Changes.Reader.Completion.IsCompleted)
            {
                return;
            }

            (line, log.Behind) = (log.Behind, null);
        }

        try
        {
            if (line is { IsOpen: true })
            {
                await SubscribeAsync(line, log, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next line subscribes.
            await StopAsync(line).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Subscribes to the log on a line, one at a time: between two subscriptions, changes could seem to follow others that were left out.
    /// </summary>
    private async Task SubscribeAsync(Line line, LogReader log, CancellationToken cancellationToken)
    {
        await line.Subscribing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (line.IsSubscribed)
            {
                // After its answer come no changes of the earlier subscription.
                await CallAsync(line, "Unsubscribe", [], cancellationToken).ConfigureAwait(false);
            }

            string? token;
            lock (_lock)
            {
                if (!line.IsOpen)
                {
                    // It was replaced meanwhile, by a line that has subscribed.
                    return;
                }

                line.IsSubscribed = true;
                (log.Source, log.Behind, token) = (line, null, log.Token);
            }

            await CallAsync(line, "Subscribe", [token], cancellationToken).ConfigureAwait(false);
        }
        catch (HubRefusedException refused) when (refused.Reason is not "stopping")
        {
            log.Changes.Writer.TryComplete(refused);
        }
        finally
        {
            line.Subscribing.Release();
        }
    }

    /// <summary>Ends the subscription of a reader that has ended, unless the next one has begun: that one does it.</summary>
    private async Task UnsubscribeAsync(Line line)
    {
        await line.Subscribing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            bool isFollowed;
            lock (_lock)
            {
                isFollowed = _log is not null;
            }

            if (line.IsSubscribed && !isFollowed)
            {
                await CallAsync(line, "Unsubscribe", [], CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The subscription has ended with the connection.
        }
        finally
        {
            line.Subscribing.Release();
        }
    }

    /// <summary>A call on this line. It waits while calls are limited, or the service has no database.</summary>
    private async Task<JsonElement> CallAsync(
        Line line,
        string method,
        IReadOnlyList<object?> arguments,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            try
            {
                return await line
                    .Hub.InvokeAsync(method, arguments, cancellationToken)
                    .WaitAsync(CallLimit, Api.Time, cancellationToken)
                    .ConfigureAwait(false);
            }
            catch (HubException failure) when (RefusalOf(failure) is { Reason: not ("rate_limited" or "unavailable") } refused)
            {
                throw new HubRefusedException(refused.Reason, refused.Message);
            }
            catch (HubException failure) when (RefusalOf(failure) is not null)
            {
                await Task.Delay(Second, Api.Time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    internal async Task<T> InvokeAsync<T>(
        string method,
        IReadOnlyList<object?> arguments,
        JsonTypeInfo<T> type,
        bool isRepeatable,
        CancellationToken cancellationToken
    ) => (await InvokeAsync(method, arguments, isRepeatable, cancellationToken).ConfigureAwait(false)).Deserialize(type)!;

    internal void Fail(Exception failure) => _failed?.Invoke(failure);

    /// <summary>A part of a channel's history, in order.</summary>
    internal Task<MessagePage> HistoryAsync(string path, long afterSeq) =>
        Api.SendAsync(
            new Call("GET", $"{ApiPath.Prefix}{path}{new Query().Add("after_seq", afterSeq).Add("limit", 100)}"),
            Answer.Json(200, static () => CommunityJson.Default.MessagePage).Read,
            options: null,
            _life?.End.Token ?? CancellationToken.None
        );

    internal Task LeaveAsync(HubChannel channel, CancellationToken cancellationToken)
    {
        Drop(channel, new("left", "The channel was left.", channel.Id));
        return InvokeAsync(channel.LeaveCall.Method, [channel.LeaveCall.Id], isRepeatable: true, cancellationToken);
    }

    private void Drop(HubChannel channel, HubError reason)
    {
        lock (_lock)
        {
            _channels.Remove(channel.Id);
            foreach (var (key, joined) in _joins.ToList())
            {
                if (joined.IsCompletedSuccessfully && ReferenceEquals(joined.GetAwaiter().GetResult(), channel))
                {
                    _joins.Remove(key);
                }
            }
        }

        channel.End(reason);
    }

    private async Task<HubChannel> JoinAsync(string kind, Guid id, string path, CancellationToken cancellationToken)
    {
        var key = $"{kind} {id}";
        Task<HubChannel>? joined;
        lock (_lock)
        {
            if (!_joins.TryGetValue(key, out joined) || joined.IsFaulted)
            {
                _joins[key] = joined = JoinNewAsync(kind, id, path);
            }
        }

        return await joined.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<HubChannel> JoinNewAsync(string kind, Guid id, string path)
    {
        await Task.Yield();
        lock (_lock)
        {
            _joining++;
        }

        try
        {
            HubChannel? channel = null;
            await InvokeAsync(
                    $"Join{kind}",
                    [id],
                    isRepeatable: true,
                    answer => channel = Add(answer.Deserialize(CommunityJson.Default.HubJoined)!, path, ($"Leave{kind}", id)),
                    CancellationToken.None
                )
                .ConfigureAwait(false);
            return channel!;
        }
        finally
        {
            lock (_lock)
            {
                if (--_joining == 0)
                {
                    _early.Clear();
                    _recent.Clear();
                }
            }
        }
    }

    /// <summary>Called under the lock.</summary>
    private HubChannel Add(HubJoined joined, string path, (string Method, Guid Id) leave)
    {
        List<MessageView> recent = [.. _recent.GetValueOrDefault(joined.ChannelId) ?? []];
        var last = joined.LastSeq;
        // Messages may come between the join and its answer.
        var later = _early.Where(message => message.ChannelId == joined.ChannelId && message.Seq > last).OrderBy(one => one.Seq).ToList();
        var channel = new HubChannel(this, joined.ChannelId, path, leave, last, recent);
        _channels[joined.ChannelId] = channel;
        later.ForEach(channel.Take);
        return channel;
    }

    /// <summary>The line, as soon as it is there.</summary>
    private async Task<Line> ConnectedAsync(CancellationToken cancellationToken)
    {
        Life life;
        lock (_lock)
        {
            if (_life is null)
            {
                _life = new Life();
                _ = RunAsync(_life);
            }

            life = _life;
        }

        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (life.Reason is { } reason)
                {
                    throw reason;
                }

                if (_line is { IsOpen: true } line)
                {
                    return line;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void WhenSessionChanged(SessionState? state)
    {
        bool isOver;
        lock (_lock)
        {
            isOver = _userId is not null && state?.UserId != _userId;
        }

        if (isOver)
        {
            _ = FinishAsync(new UnauthorizedException("The session has ended."));
        }
    }

    private async Task FinishAsync(CommunityException reason)
    {
        Line? line;
        Life? life;
        List<HubChannel> channels;
        LogReader? log;
        lock (_lock)
        {
            (line, life, log) = (_line, _life, _log);
            channels = [.. _channels.Values];
            (_line, _life, _userId, _log) = (null, null, null, null);
            _channels.Clear();
            _joins.Clear();
            _communities.Clear();
            life?.Reason = reason;
            Set(HubState.Offline);
            Settle();
        }

        log?.Changes.Writer.TryComplete(reason);
        foreach (var channel in channels)
        {
            channel.End(new("closed", reason.Message, channel.Id));
        }

        if (life is not null)
        {
            await life.End.CancelAsync().ConfigureAwait(false);
        }

        await StopAsync(line).ConfigureAwait(false);
    }

    /// <summary>Wakes calls that wait for the line. Called under the lock.</summary>
    private void Settle()
    {
        _changed.TrySetResult();
        _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Called under the lock.</summary>
    private void Set(HubState state)
    {
        if (_state != state)
        {
            _state = state;
            _reporter.Report(StateName, () => state);
        }
    }

    /// <summary>
    /// Keeps a line open until the end: connects, resumes, waits for the cut or for the token's last moments, and again.
    /// </summary>
    private async Task RunAsync(Life life)
    {
        await Task.Yield();
        var end = life.End.Token;
        for (var attempt = 0; !end.IsCancellationRequested; )
        {
            Line? old;
            lock (_lock)
            {
                old = _line;
            }

            try
            {
                var line = await StartAsync(old, life).ConfigureAwait(false);
                await StopAsync(old).ConfigureAwait(false);
                attempt = 0;
                await UntilOverAsync(line, end).ConfigureAwait(false);
                if (line.IsOpen && !end.IsCancellationRequested)
                {
                    // The token is about to expire: the next line is opened before this one is let go.
                    continue;
                }
            }
            catch (UnauthorizedException ended) when (!end.IsCancellationRequested)
            {
                // Without a session there is nothing to try again.
                await FinishAsync(ended).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (old is { IsOpen: true } && LogWithout(old) is null && !end.IsCancellationRequested)
            {
                // The present line is good for a while: it stays, and the next one is tried again.
                await PauseAsync(attempt++, end).ConfigureAwait(false);
                continue;
            }
            catch (Exception)
            {
                await StopAsync(old).ConfigureAwait(false);
            }

            if (end.IsCancellationRequested)
            {
                return;
            }

            lock (_lock)
            {
                if (_life != life)
                {
                    return;
                }

                _line = null;
                Set(HubState.Offline);
            }

            await PauseAsync(attempt++, end).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Called under the lock: the end of a life is told after the lock is released, and nothing of it may change the state meanwhile.
    /// </summary>
    private void ThrowIfOver(Life life)
    {
        if (_life != life)
        {
            throw new OperationCanceledException(life.End.Token);
        }
    }

    private async Task PauseAsync(int attempt, CancellationToken end)
    {
        try
        {
            await Task.Delay(Timing.BackOff(attempt, Api.Options.RetryDelay, MostBackOff), Api.Time, end).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // the end
        }
    }

    private async Task<Line> StartAsync(Line? old, Life life)
    {
        var end = life.End.Token;
        // A line that is replaced has a token that is about to expire.
        var token =
            old is { IsOpen: true } && Api.Session.CanRenew
                ? await Api.Session.RenewAsync(old.Token, end).ConfigureAwait(false)
                : await Api.Session.TokenAsync(end).ConfigureAwait(false);
        if (token is null)
        {
            throw new UnauthorizedException("No user is signed in. Sign in first.");
        }

        var state = await Api.Session.CurrentAsync(end).ConfigureAwait(false);
        var hub = _open(new Uri($"{Api.BaseUrl}/hubs/community"), token);
        var line = new Line(hub, token, state?.ExpiresAt ?? DateTimeOffset.MaxValue);
        hub.Closed = () =>
        {
            line.IsOpen = false;
            line.Closed.TrySetResult();
        };
        hub.Received = (name, data) => Receive(line, name, data);
        lock (_lock)
        {
            _userId = state?.UserId;
        }

        try
        {
            line.IsOpen = true;
            await ConnectAsync(hub, end).ConfigureAwait(false);
            // An old line that is still open stays in use until the new one has everything.
            lock (_lock)
            {
                ThrowIfOver(life);
                if (_line is not { IsOpen: true })
                {
                    Set(HubState.CatchingUp);
                    _line = line;
                    Settle();
                }
            }

            HashSet<object> done = [];
            while (true)
            {
                await ResumeAsync(line, done, life).ConfigureAwait(false);
                lock (_lock)
                {
                    ThrowIfOver(life);
                    if (!line.IsOpen)
                    {
                        throw new ConnectionFailedException("The connection was cut while it was resumed.");
                    }

                    // Another line may have become the log's source, and another reader may have come.
                    if (LogWithout(line) is { } log)
                    {
                        done.Remove(log);
                    }

                    // Channels that were joined meanwhile, on the line before, are resumed too.
                    if (Subscribed().All(done.Contains))
                    {
                        if (_line is { } before && before != line)
                        {
                            // It is stopped next, and no source of the log any more.
                            before.IsOpen = false;
                        }

                        _line = line;
                        Set(HubState.Live);
                        Settle();
                        return line;
                    }
                }
            }
        }
        catch (Exception)
        {
            line.IsOpen = false;
            await StopAsync(line).ConfigureAwait(false);
            throw;
        }
    }

    private async Task ConnectAsync(IHubTransport hub, CancellationToken end)
    {
        try
        {
            await hub.StartAsync(end).ConfigureAwait(false);
        }
        catch (Exception) when (!end.IsCancellationRequested)
        {
            // A refused token looks like any failure of a WebSocket; over HTTP it is a 401.
            try
            {
                var call = new Call("GET", $"{ApiPath.Prefix}/notifications/unread-count");
                await Api.SendAsync(call, static (_, _) => Task.FromResult(true), new CallOptions { MaxRetries = 0 }, end)
                    .ConfigureAwait(false);
            }
            catch (CommunityException failure) when (failure is not UnauthorizedException)
            {
                // the hub's own failure counts
            }

            throw;
        }
    }

    /// <summary>The log, the ids of communities, and the channels. Called under the lock.</summary>
    private IEnumerable<object> Subscribed() =>
        [.. _log is { } log ? [log] : Array.Empty<object>(), .. _communities.Cast<object>(), .. _channels.Values];

    /// <summary>Subscribes on the line to everything that is not done yet.</summary>
    private async Task ResumeAsync(Line line, HashSet<object> done, Life life)
    {
        var end = life.End.Token;
        List<object> rest;
        lock (_lock)
        {
            // The next person's log and channels are not for this line.
            ThrowIfOver(life);
            rest = [.. Subscribed().Where(done.Add)];
        }

        await Parallel
            .ForEachAsync(
                rest,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = end },
                async (one, ended) =>
                    await (
                        one switch
                        {
                            LogReader log => SubscribeAsync(line, log, ended),
                            HubChannel channel => ResumeAsync(channel, ended),
                            _ => RejoinAsync((Guid)one),
                        }
                    ).ConfigureAwait(false)
            )
            .ConfigureAwait(false);

        async Task RejoinAsync(Guid community)
        {
            try
            {
                await CallAsync("JoinCommunity", [community]).ConfigureAwait(false);
            }
            catch (HubRefusedException refused) when (refused.Reason is not "stopping")
            {
                // It may no longer be read.
                lock (_lock)
                {
                    _communities.Remove(community);
                }
            }
        }

        async Task ResumeAsync(HubChannel channel, CancellationToken ended)
        {
            try
            {
                await channel.ResumeAsync(CallAsync, ended).ConfigureAwait(false);
            }
            catch (HubRefusedException refused) when (refused.Reason is not "stopping")
            {
                // It may no longer be read.
                Drop(channel, new(refused.Reason, refused.Message, channel.Id));
            }
        }

        Task<JsonElement> CallAsync(string method, IReadOnlyList<object?> arguments) => this.CallAsync(line, method, arguments, end);
    }

    /// <summary>Until the line is cut, or its token is in its last moments.</summary>
    private async Task UntilOverAsync(Line line, CancellationToken end)
    {
        var left = line.ExpiresAt - Api.Time.GetUtcNow() - Session.Margin;
        left = left < Second ? Second : left;
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(end);
        var over = Task.Delay(left < TimeSpan.FromDays(1) ? left : Timeout.InfiniteTimeSpan, Api.Time, timer.Token);
        await Task.WhenAny(line.Closed.Task, over).ConfigureAwait(false);
        await timer.CancelAsync().ConfigureAwait(false);
    }

    private void Receive(Line line, string name, JsonElement data)
    {
        var channel = Channel(data);
        switch (name)
        {
            case "sync":
                Take(line, data);
                break;
            case "new_message":
                // Reported once, whichever connection brings it.
                var message = HubEvents.NewMessage.Read(data);
                channel?.Take(message);
                lock (_lock)
                {
                    // The join may have been answered since.
                    if (channel is null && _channels.TryGetValue(message.ChannelId, out var joined))
                    {
                        joined.Take(message);
                    }
                    else if (channel is null && _joining > 0)
                    {
                        _early.Add(message);
                    }
                }

                break;
            case var _ when IsReplaced(line):
                // While one connection replaces the other, the old one reports everything else.
                return;
            case "recent_messages":
                var recent = HubEvents.RecentMessages.Read(data);
                lock (_lock)
                {
                    _recent[recent.ChannelId] = recent.Messages;
                }

                return;
            case "error" when channel is not null:
                Drop(channel, HubEvents.Error.Read(data));
                break;
            default:
                channel?.Receive(name, data);
                break;
        }

        if (!_reporter.IsFull)
        {
            _isLeftOut = false;
            _reporter.Report(name, () => data);
        }
        else if (!_isLeftOut)
        {
            _isLeftOut = true;
            Fail(new CommunityException($"A listener of the hub is {Reporter.Most} reports behind: it misses the next ones."));
        }
    }

    private HubChannel? Channel(JsonElement data)
    {
        if (
            data.ValueKind != JsonValueKind.Object
            || !data.TryGetProperty("channel_id", out var text)
            || text.ValueKind != JsonValueKind.String
            || !text.TryGetGuid(out var id)
        )
        {
            return null;
        }

        lock (_lock)
        {
            return _channels.GetValueOrDefault(id);
        }
    }

    private void Take(Line line, JsonElement data)
    {
        lock (_lock)
        {
            if (_log is { } log && log.Source == line && !log.TryTake(HubEvents.Sync.Read(data)))
            {
                // Without these changes, later ones are no use.
                (log.Source, log.Behind) = (null, line);
            }
        }
    }

    /// <summary>The log if another line than this one was its source.</summary>
    private LogReader? LogWithout(Line line)
    {
        lock (_lock)
        {
            return _log is { } log && log.Source != line && log.Behind != line ? log : null;
        }
    }

    private bool IsReplaced(Line line)
    {
        lock (_lock)
        {
            return line != _line && _line is { IsOpen: true };
        }
    }

    private static async Task StopAsync(Line? line)
    {
        if (line is null)
        {
            return;
        }

        line.IsOpen = false;
        try
        {
            await line.Hub.StopAsync().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // it is over in any case
        }
    }

    /// <summary>The refusal of the hub, whose message is <c>code: sentence</c>; null: the connection failed.</summary>
    private static HubRefusedException? RefusalOf(Exception failure) =>
        failure is HubException && Code().Match(failure.Message) is { Success: true } found
            ? new HubRefusedException(found.Groups["code"].Value, found.Groups["detail"].Value)
            : null;

    [GeneratedRegex("(?:^|HubException: )(?<code>[a-z_]+): (?<detail>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Code();

    /// <summary>From the first use of the hub until its end.</summary>
    private sealed class Life
    {
        public CancellationTokenSource End { get; } = new();

        public Exception? Reason { get; set; }
    }

    private sealed class LogReader(string? since)
    {
        // Each is of at most a few hundred entries; the first one can be the whole state.
        private const int MostUnread = 16;

        /// <summary>Of the last changes that the reader has or will have.</summary>
        public string? Token { get; private set; } = since;

        /// <summary>The line whose changes are taken: it has, or will bring, all after <see cref="Token"/>. Under the lock.</summary>
        public Line? Source { get; set; }

        /// <summary>The line that has to subscribe again: too many changes were unread, and one was left out. Under the lock.</summary>
        public Line? Behind { get; set; }

        public Channel<SyncView> Changes { get; } =
            System.Threading.Channels.Channel.CreateBounded<SyncView>(new BoundedChannelOptions(MostUnread) { SingleReader = true });

        /// <summary>Takes changes, unless too many are unread. Called under the lock.</summary>
        public bool TryTake(SyncView changes)
        {
            if (!Changes.Writer.TryWrite(changes))
            {
                return false;
            }

            Token = changes.Token;
            return true;
        }
    }

    private sealed class Line(IHubTransport hub, string token, DateTimeOffset expiresAt)
    {
        private volatile bool _isOpen;

        public IHubTransport Hub { get; } = hub;

        public string Token { get; } = token;

        public DateTimeOffset ExpiresAt { get; } = expiresAt;

        public TaskCompletionSource Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Held while the line subscribes to the log.</summary>
        public SemaphoreSlim Subscribing { get; } = new(1);

        /// <summary>It had a subscription to a log.</summary>
        public bool IsSubscribed { get; set; }

        public bool IsOpen
        {
            get => _isOpen;
            set => _isOpen = value;
        }
    }
}
