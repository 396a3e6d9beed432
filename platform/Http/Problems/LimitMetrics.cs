using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Problems;

/// <summary>Counts the requests that met a limit: of their rate (429), or of a service's capacity (503).</summary>
public static class LimitMetrics
{
    private static readonly Meter Meter = new("Community.Limits");

    private static readonly Counter<long> Hits = Meter.CreateCounter<long>(
        "community.limits.hit",
        "{request}",
        "Requests refused with 429 or 503, by status and reason"
    );

    /// <summary>Counts a refusal, if it is one by a limit.</summary>
    public static void Refused(ProblemResult problem)
    {
        if (problem.StatusCode is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
        {
            Hit(problem.StatusCode, problem.Extensions.GetValueOrDefault("reason") as string ?? "none");
        }
    }

    /// <summary>Counts a refusal by a limit.</summary>
    /// <param name="status">429 or 503, also for a call over the hub.</param>
    /// <param name="reason">The snake_case word that the caller gets.</param>
    public static void Hit(int status, string reason) => Hits.Add(1, new("status", status), new("reason", reason));
}
