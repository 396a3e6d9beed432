using Community.Messaging.Realtime;

namespace Community.Messaging.Calls;

/// <summary>
/// Limits how often a user starts calls, over all connections to all instances, and how fast a user sends signals over those to this one.
/// </summary>
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

    /// <summary>
    /// Counts a call that was started on another instance. It is known a moment later, so that two instances together may start a few more.
    /// </summary>
    public void StartedElsewhere(Guid user) => _starts.Charge(user);

    public bool MaySignal(Guid user) => _signals.TryTake(user);

    /// <inheritdoc cref="TokenBuckets{TKey}.Forget"/>
    public void Forget()
    {
        _starts.Forget();
        _signals.Forget();
    }
}
