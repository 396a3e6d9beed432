using System.Collections.Concurrent;

namespace Community.Messaging.Realtime;

/// <summary>A rate limit: so many a second, and a burst after a pause. Thread safe.</summary>
internal sealed class TokenBucket(RealtimeOptions.Rate rate, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private double _tokens = rate.Burst;
    private long _at = clock.GetTimestamp();

    /// <summary>Whether it has long been full: forgetting it changes nothing.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _tokens + (clock.GetElapsedTime(_at).TotalSeconds * rate.PerSecond) >= rate.Burst;
            }
        }
    }

    public bool TryTake()
    {
        lock (_gate)
        {
            Refill();
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }

    /// <summary>Takes the tokens that another instance has granted: the bucket may become empty, never less than that.</summary>
    public void Charge()
    {
        lock (_gate)
        {
            Refill();
            _tokens = Math.Max(0, _tokens - 1);
        }
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        _tokens = Math.Min(rate.Burst, _tokens + (clock.GetElapsedTime(_at, now).TotalSeconds * rate.PerSecond));
        _at = now;
    }
}

/// <summary>A rate limit for each key. Thread safe.</summary>
internal sealed class TokenBuckets<TKey>(RealtimeOptions.Rate rate, TimeProvider clock)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TokenBucket> _buckets = new();

    public bool TryTake(TKey key) => Of(key).TryTake();

    /// <inheritdoc cref="TokenBucket.Charge"/>
    public void Charge(TKey key) => Of(key).Charge();

    private TokenBucket Of(TKey key) =>
        _buckets.GetOrAdd(key, static (_, limit) => new TokenBucket(limit.Rate, limit.Clock), (Rate: rate, Clock: clock));

    /// <summary>Forgets limits that are back in their initial state. Call it now and then, so that no key stays for ever.</summary>
    public void Forget()
    {
        foreach (var (key, bucket) in _buckets)
        {
            if (bucket.IsIdle)
            {
                _buckets.TryRemove(new(key, bucket));
            }
        }
    }
}
