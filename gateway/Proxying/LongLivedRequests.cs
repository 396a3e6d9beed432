using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;
using Community.Platform.Hosting.Lifetime;

namespace Community.Gateway.Proxying;

/// <summary>How the gateway ends its WebSockets and event streams when it stops.</summary>
[Settings("Gateway")]
internal sealed class GoodbyeOptions
{
    /// <summary>
    /// The time over which a stopping gateway ends its WebSockets and event streams, after the drain; at most 10 minutes. Zero: all at
    /// once. Where there are other gateways, some seconds spare them a storm; add it to the grace period of the container.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan Goodbye { get; init; }
}

/// <summary>
/// The WebSockets and event streams in progress. The stop would wait for them, so they are aborted after the drain, when the balancer sends
/// new connections to other gateways: one after the other over <see cref="GoodbyeOptions.Goodbye"/>, so that the others do not get all
/// clients at once. Until its turn a request goes on as before; many streams end by themselves first.
/// </summary>
internal sealed class LongLivedRequests(IHostApplicationLifetime lifetime, GoodbyeOptions options, LifetimeOptions stop, TimeProvider clock)
    : IHostedService,
        IDisposable
{
    private readonly ConcurrentDictionary<Request, bool> _all = new();
    private CancellationTokenRegistration _stopping;
    private volatile bool _haveEnded;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => _ = EndInTurnAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The request is ended in its turn, unless the result is disposed before.</summary>
    public IDisposable Enter(HttpContext context)
    {
        var request = new Request(this, context);
        _all.TryAdd(request, true);
        // After the last turn no other one ends it. It was added first, so one of both sees the other.
        if (_haveEnded)
        {
            request.End();
        }
        return request;
    }

    private async Task EndInTurnAsync()
    {
        await WaitAsync(TimeSpan.FromSeconds(stop.DrainSeconds));
        var begun = clock.GetTimestamp();
        Request[] inTurn = [.. _all.Keys];
        Random.Shared.Shuffle(inTurn);
        for (var i = 0; i < inTurn.Length; i++)
        {
            await WaitAsync((options.Goodbye * i / inTurn.Length) - clock.GetElapsedTime(begun));
            inTurn[i].End();
        }
        // Those that came meanwhile.
        _haveEnded = true;
        foreach (var request in _all.Keys)
        {
            request.End();
        }
    }

    private async Task WaitAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
        {
            await Task.Delay(time, clock, lifetime.ApplicationStopped).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private sealed class Request(LongLivedRequests all, HttpContext context) : IDisposable
    {
        private readonly Lock _lock = new();
        private bool _isOver;

        // The context serves another request of its connection afterwards, which must not be aborted.
        public void End()
        {
            lock (_lock)
            {
                if (!_isOver)
                {
                    context.Abort();
                }
            }
        }

        public void Dispose()
        {
            lock (_lock)
            {
                _isOver = true;
            }
            all._all.TryRemove(this, out _);
        }
    }
}
