using System.ComponentModel.DataAnnotations;

namespace Community.Gateway.RateLimiting;

/// <summary>The average rate of requests, and the burst after a pause.</summary>
/// <param name="PerSecond">Refill rate, requests a second, above 0.</param>
/// <param name="Burst">Size of the bucket, 1 to 100,000 requests.</param>
internal sealed record Allowance([property: Range(0.0001, 1_000_000.0)] double PerSecond, [property: Range(1, 100_000)] int Burst);

/// <summary>
/// Token buckets for any number of callers in a fixed amount of memory, without allocation. Each bucket is one number, its "theoretical
/// arrival time" (the generic cell rate algorithm, ITU-T I.371). A caller's key hashes to two cells, and the emptier one is its bucket (a
/// count-min sketch with conservative update). Callers that share one cell do not affect each other. One in 2^32 pairs of callers shares
/// both cells. The seeds are random at start, so that no caller can choose another caller to share cells with.
/// </summary>
internal sealed class RateLimit
{
    private const int Cells = 1 << 16;
    private const int Gates = 1 << 8;

    private readonly long[] _first = new long[Cells];
    private readonly long[] _second = new long[Cells];

    // The gate makes the update of both cells atomic: between the two writes another request of the caller could take the same token again.
    // Callers rarely wait at a gate.
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];
    private readonly int _seed = Random.Shared.Next();
    private readonly TimeProvider _clock;
    private readonly long _interval;
    private readonly long _tolerance;

    private readonly Action<long>? _granted;

    /// <param name="name">The limit's name, as clients see it.</param>
    /// <param name="allowance">Its size.</param>
    /// <param name="clock">The present time.</param>
    /// <param name="granted">Called with the caller's key for each request that is allowed. It returns at once.</param>
    public RateLimit(string name, Allowance allowance, TimeProvider clock, Action<long>? granted = null)
    {
        (_clock, _granted) = (clock, granted);
        _interval = Math.Max(1, (long)(clock.TimestampFrequency / allowance.PerSecond));
        _tolerance = _interval * allowance.Burst;
        Texts = new RateLimitTexts(name, allowance);
    }

    public RateLimitTexts Texts { get; }

    /// <summary>Takes one request from the caller's bucket, or returns how long to wait. A refused request takes nothing.</summary>
    public Taken Take(long key)
    {
        Taken taken;
        lock (GateOf(key))
        {
            taken = TakeAlone(key);
        }

        if (taken.IsAllowed)
        {
            _granted?.Invoke(key);
        }

        return taken;
    }

    /// <summary>
    /// Takes requests that another gateway has granted from the caller's bucket. The bucket may become empty, never less than that.
    /// </summary>
    public void Charge(long key, int requests)
    {
        lock (GateOf(key))
        {
            ref var first = ref _first[FirstCell(key)];
            ref var second = ref _second[SecondCell(key)];
            var now = _clock.GetTimestamp();
            var seen = Math.Min(Volatile.Read(ref first), Volatile.Read(ref second));
            var taken = Math.Min(requests, _tolerance / _interval) * _interval;
            var next = Math.Min(Math.Max(seen, now) + taken, now + _tolerance);
            Raise(ref first, next);
            Raise(ref second, next);
        }
    }

    private Lock GateOf(long key) => _gates[HashOf(key, _seed) & (Gates - 1)];

    private int FirstCell(long key) => HashOf(key, _seed) & (Cells - 1);

    private int SecondCell(long key) => HashOf(key, ~_seed) & (Cells - 1);

    // Both halves for themselves: the hash code of a long is their XOR, so that callers who choose a network of IPv6 would share both cells
    // with an address of their choice, whatever the seed.
    private static int HashOf(long key, int seed) => HashCode.Combine(seed, (int)(key >> 32), (int)key);

    private Taken TakeAlone(long key)
    {
        ref var first = ref _first[FirstCell(key)];
        ref var second = ref _second[SecondCell(key)];
        var now = _clock.GetTimestamp();
        while (true)
        {
            var firstSeen = Volatile.Read(ref first);
            var secondSeen = Volatile.Read(ref second);
            var next = Math.Max(Math.Min(firstSeen, secondSeen), now) + _interval;
            var wait = next - now - _tolerance;
            if (wait > 0)
            {
                return new(false, 0, (int)Math.Min(int.MaxValue, wait / _clock.TimestampFrequency + 1));
            }
            ref var emptier = ref firstSeen <= secondSeen ? ref first : ref second;
            if (Interlocked.CompareExchange(ref emptier, next, Math.Min(firstSeen, secondSeen)) != Math.Min(firstSeen, secondSeen))
            {
                continue;
            }
            Raise(ref firstSeen <= secondSeen ? ref second : ref first, next);
            return new(true, (int)((_tolerance - (next - now)) / _interval), 0);
        }
    }

    private static void Raise(ref long cell, long value)
    {
        var seen = Volatile.Read(ref cell);
        while (seen < value)
        {
            var found = Interlocked.CompareExchange(ref cell, value, seen);
            if (found == seen)
            {
                return;
            }
            seen = found;
        }
    }

    internal readonly record struct Taken(bool IsAllowed, int Remaining, int RetryAfterSeconds);
}
