using Community.Messaging.Realtime;

namespace Community.Messaging.Calls;

/// <summary>Limits how often a user starts calls, and sends signals, over all connections to this instance.</summary>
internal sealed class CallLimits(CallOptions options, TimeProvider clock)
{
    private const int SecondsOfReserve = 3;
    private readonly TokenBuckets<Guid> _starts = new(
        new() { PerSecond = options.StartsPerMinute / 60.0, Burst = options.StartsPerMinute },
        clock
    );
    private readonly TokenBuckets<Guid> _signals = new(
        new() { PerSecond = options.SignalsPerSecond, Burst = SecondsOfReserve * options.SignalsPerSecond },
        clock
    );

    public bool MayStart(Guid user) => _starts.TryTake(user);

    public bool MaySignal(Guid user) => _signals.TryTake(user);

    /// <inheritdoc cref="TokenBuckets{TKey}.Forget"/>
    public void Forget()
    {
        _starts.Forget();
        _signals.Forget();
    }
}
