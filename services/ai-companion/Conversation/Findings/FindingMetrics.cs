using System.Diagnostics.Metrics;
using Community.Companion.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation.Findings;

/// <summary>
/// The metric of the safety layer: the findings of yesterday (UTC). It never shows a finding at its time, because then the request of that
/// moment, which has a trace, would show the person.
/// </summary>
internal sealed class FindingMetrics(IServiceScopeFactory scopes, TimeProvider clock, ILogger<FindingMetrics> logger)
    : PeriodicWork(TimeSpan.FromMinutes(10), clock, logger)
{
    private static readonly Meter Meter = new("Community.Companion.Safety");
    private static IReadOnlyList<Measurement<long>> _yesterday = [];

    static FindingMetrics() =>
        Meter.CreateObservableGauge(
            "community.safety.findings",
            () => Volatile.Read(ref _yesterday),
            "{finding}",
            "Findings of the safety layer on the day before this one (UTC), by source and kind"
        );

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CompanionDb>();
        var yesterday = DateOnly.FromDateTime(Clock.GetUtcNow().UtcDateTime).AddDays(-1);
        var counts = await db
            .SafetyFindings.Where(found => found.FoundOn == yesterday)
            .GroupBy(found => new { found.Source, found.Kind })
            .Select(group => new { group.Key, Count = group.LongCount() })
            .ToListAsync(cancellationToken);
        Volatile.Write(
            ref _yesterday,
            [.. counts.Select(row => new Measurement<long>(row.Count, new("source", row.Key.Source), new("kind", row.Key.Kind)))]
        );
    }
}
