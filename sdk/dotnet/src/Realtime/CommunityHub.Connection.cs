using System.Text.Json;
using Community.Sdk.Transport;

namespace Community.Sdk.Realtime;

/// <content>The connection: it is kept open, resumed after each cut, and replaced before its token expires.</content>
public sealed partial class CommunityHub
{
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

    /// <summary>From the first use of the hub until its end.</summary>
    private sealed class Life
    {
        public CancellationTokenSource End { get; } = new();

        public Exception? Reason { get; set; }
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
