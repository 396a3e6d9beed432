using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Records a trace unless enough were begun within the second. Under load, a trace of each request would cost more than it tells: see
/// the figures of <c>./community bench telemetry</c> in bench/README.md. Metrics count every request. Requests and received messages have a
/// limit of their own, so that the statements of background work do not take their place.
/// </summary>
internal sealed class TraceLimit(int perSecond, TimeProvider clock) : Sampler
{
    private readonly PerSecond _calls = new(perSecond, clock);
    private readonly PerSecond _backgroundWork = new(perSecond, clock);

    /// <summary>The sampler of a process: a trace that another process began is recorded as it decided.</summary>
    /// <param name="perSecond">At most 1,000,000.</param>
    /// <param name="clock">Null: the system's.</param>
    public static Sampler Of(int perSecond, TimeProvider? clock = null) =>
        new ParentBasedSampler(new TraceLimit(perSecond, clock ?? TimeProvider.System));

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(LimitOf(samplingParameters).TryTake() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    // A batch of calls is linked with those that are recorded.
    private PerSecond LimitOf(in SamplingParameters span) =>
        span.Kind is ActivityKind.Server or ActivityKind.Consumer || span.Links?.Any() == true ? _calls : _backgroundWork;
}
