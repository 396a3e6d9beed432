using System.Diagnostics;
using System.Globalization;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Takes the trace context of requests from strangers. A client decides whether its trace is recorded (W3C Trace Context, the flag
/// <c>sampled</c>), but only so many a second are; the others lose the flag and keep their ids.
/// </summary>
internal sealed class StrangersTraces(int perSecond, TimeProvider clock) : DistributedContextPropagator
{
    // version "-" trace id "-" parent id "-" flags: https://www.w3.org/TR/trace-context/#traceparent-header-field-values
    private const int FlagsAt = 53;
    private const int FlagsLength = 2;

    private readonly DistributedContextPropagator _inner = Current;
    private readonly PerSecond _limit = new(perSecond, clock);

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Fields => _inner.Fields;

    /// <inheritdoc/>
    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
        _inner.Inject(activity, carrier, setter);

    /// <inheritdoc/>
    public override void ExtractTraceIdAndState(
        object? carrier,
        PropagatorGetterCallback? getter,
        out string? traceId,
        out string? traceState
    )
    {
        _inner.ExtractTraceIdAndState(carrier, getter, out traceId, out traceState);
        if (traceId is not null && IsSampled(traceId) && !_limit.TryTake())
        {
            traceId = $"{traceId.AsSpan(0, FlagsAt)}00{traceId.AsSpan(FlagsAt + FlagsLength)}";
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) =>
        _inner.ExtractBaggage(carrier, getter);

    private static bool IsSampled(string traceParent) =>
        traceParent.Length >= FlagsAt + FlagsLength
        && byte.TryParse(
            traceParent.AsSpan(FlagsAt, FlagsLength),
            NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture,
            out var flags
        )
        && (flags & (byte)ActivityTraceFlags.Recorded) != 0;
}
