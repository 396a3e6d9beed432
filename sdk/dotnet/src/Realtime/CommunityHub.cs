using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
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

    /// <summary>The refusal of the hub, whose message is <c>code: sentence</c>; null: the connection failed.</summary>
    private static HubRefusedException? RefusalOf(Exception failure) =>
        failure is HubException && Code().Match(failure.Message) is { Success: true } found
            ? new HubRefusedException(found.Groups["code"].Value, found.Groups["detail"].Value)
            : null;

    [GeneratedRegex("(?:^|HubException: )(?<code>[a-z_]+): (?<detail>.*)$", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Code();
}
