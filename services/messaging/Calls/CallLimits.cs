using System.Collections.Concurrent;
using Community.Messaging.Realtime;

namespace Community.Messaging.Calls;

/// <summary>Limits how often a user starts calls, and sends signals, over all connections to this instance.</summary>
internal sealed class CallLimits(CallOptions options, TimeProvider clock)
{
    private const int SecondsOfReserve = 3;
    private readonly ConcurrentDictionary<Guid, TokenBucket> _starts = new();
    private readonly ConcurrentDictionary<Guid, TokenBucket> _signals = new();

    private readonly RealtimeOptions.Rate _startRate = new() { PerSecond = options.StartsPerMinute / 60.0, Burst = options.StartsPerMinute };
    private readonly RealtimeOptions.Rate _signalRate = new() { PerSecond = options.SignalsPerSecond, Burst = SecondsOfReserve * options.SignalsPerSecond };

    public bool MayStart(Guid user) => _starts.GetOrAdd(user, _ => new(_startRate, clock)).TryTake();

    public bool MaySignal(Guid user) => _signals.GetOrAdd(user, _ => new(_signalRate, clock)).TryTake();

    /// <summary>Forgets limits that are back in their initial state.</summary>
    public void Forget()
    {
        foreach (var buckets in new[] { _starts, _signals })
        {
            foreach (var (user, bucket) in buckets)
            {
                if (bucket.IsIdle)
                {
                    buckets.TryRemove(new(user, bucket));
                }
            }
        }
    }
}
