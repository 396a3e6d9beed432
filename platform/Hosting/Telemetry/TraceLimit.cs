using OpenTelemetry.Trace;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Records a trace unless enough were begun within the second. Under load, a trace of each request would cost more than it tells: see
/// the figures of <c>./community bench telemetry</c> in bench/README.md. Metrics count every request.
/// </summary>
internal sealed class TraceLimit(int perSecond, TimeProvider clock) : Sampler
{
    private readonly PerSecond _limit = new(perSecond, clock);

    /// <summary>
    /// The sampler of a process: a trace that another process of the fleet began is recorded as it decided.
    /// </summary>
    /// <param name="perSecond">At most 1,000,000.</param>
    /// <param name="isEdge">Strangers call this process: a trace that they began is limited, too.</param>
    /// <param name="clock">Null: the system's.</param>
    public static Sampler Of(int perSecond, bool isEdge, TimeProvider? clock = null)
    {
        var limit = new TraceLimit(perSecond, clock ?? TimeProvider.System);
        return new ParentBasedSampler(limit, remoteParentSampled: isEdge ? limit : null);
    }

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(_limit.TryTake() ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);
}
