using System.Threading.RateLimiting;
using OpenTelemetry.Trace;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Records a trace unless enough were begun within the second. Under load, a trace of each request would cost more than it tells: see
/// the figures of <c>./community bench telemetry</c> in bench/README.md. Metrics count every request.
/// </summary>
internal sealed class TraceLimit : Sampler, IDisposable
{
    private readonly TokenBucketRateLimiter _limiter;

    public TraceLimit(int perSecond) =>
        _limiter = new(
            new()
            {
                TokenLimit = perSecond,
                TokensPerPeriod = perSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }
        );

    /// <summary>
    /// The sampler of a process: a trace that another process of the fleet began is recorded as it decided.
    /// </summary>
    /// <param name="isEdge">Strangers call this process: a trace that they began is limited, too.</param>
    public static Sampler Of(int perSecond, bool isEdge)
    {
        var limit = new TraceLimit(perSecond);
        return new ParentBasedSampler(limit, remoteParentSampled: isEdge ? limit : null);
    }

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        using var lease = _limiter.AttemptAcquire();
        return new(lease.IsAcquired);
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
