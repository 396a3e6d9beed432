using System.Diagnostics.Metrics;
using Community.Identity.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Audit;

/// <summary>How far the record was verified in the background. There is one row.</summary>
internal sealed class AuditProgress
{
    public short Id { get; init; }

    public long Seq { get; init; }

    public Guid EntryId { get; init; }

    /// <summary>The beginning of the present round.</summary>
    public DateTimeOffset BegunAt { get; init; }

    public DateTimeOffset? CheckedAt { get; init; }

    /// <summary>
    /// The beginning of the last round that found the record intact to its end: an entry that was changed later is found by the next one.
    /// </summary>
    public DateTimeOffset? WholeAt { get; init; }

    /// <summary>The last entry of that round.</summary>
    public long? WholeThrough { get; init; }

    /// <summary>The first entry that is missing or was changed; null: none.</summary>
    public long? FirstFault { get; init; }

    /// <summary>An entry without a place in the chain; null: none.</summary>
    public Guid? FirstUnsealed { get; init; }
}

/// <summary>
/// Verifies the record in the background: new entries each minute, and all of it from the beginning each hour. Its position is kept, so
/// that a restart continues. Any number of instances may run it. A fault is looked at again each minute, until it is mended. Without the
/// witness nothing counts as verified.
/// </summary>
internal sealed partial class AuditVerifier(IServiceScopeFactory scopes, TimeProvider clock, ILogger<AuditVerifier> logger)
    : PeriodicWork(TimeSpan.FromMinutes(1), clock, logger)
{
    internal const int PartLength = 20_000;
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);

    /// <summary>A round that begins later than this cannot be that of an instance with a fast clock: the row was changed.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        while (await VerifyAsync(PartLength, cancellationToken))
        {
            await Task.Yield();
        }
    }

    /// <summary>Verifies the next part.</summary>
    /// <param name="limit">The most entries.</param>
    /// <returns>Whether the record goes on behind it.</returns>
    /// <exception cref="HttpRequestException">The witness does not answer.</exception>
    internal async Task<bool> VerifyAsync(int limit, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var before = await db.AuditProgress.AsNoTracking().SingleAsync(cancellationToken);
        var now = Clock.GetUtcNow();
        var hasEnded = before.WholeAt == before.BegunAt;
        var isNewRound = (hasEnded && now - before.BegunAt >= Round) || before.BegunAt > now + Skew;
        var begun = isNewRound ? now : before.BegunAt;
        var from = isNewRound ? AuditPosition.Beginning : new AuditPosition(before.Seq, before.EntryId);
        var check = scope.ServiceProvider.GetRequiredService<AuditCheck>();
        var part = await check.MakeAsync(from, limit, needsWitness: true, cancellationToken);
        if (!part.IsIntact && before is { FirstFault: null, FirstUnsealed: null })
        {
            Log.Broken(logger, part.FirstFault, part.FirstUnsealed);
        }

        var entryId = part.FirstUnsealed is null ? part.Through.EntryId : from.EntryId;
        // New entries are verified between the rounds, too; of the older ones that says nothing.
        var endsRound = part is { IsIntact: true, IsLast: true } && (isNewRound || !hasEnded);
        var changed = await db
            .AuditProgress.Where(kept => kept.Seq == before.Seq && kept.EntryId == before.EntryId)
            .ExecuteUpdateAsync(
                kept =>
                    kept.SetProperty(row => row.Seq, part.Through.Seq)
                        .SetProperty(row => row.EntryId, entryId)
                        .SetProperty(row => row.BegunAt, begun)
                        .SetProperty(row => row.CheckedAt, now)
                        .SetProperty(row => row.WholeAt, row => endsRound ? begun : row.WholeAt)
                        .SetProperty(row => row.WholeThrough, row => endsRound ? part.Through.Seq : row.WholeThrough)
                        .SetProperty(row => row.FirstFault, part.FirstFault)
                        .SetProperty(row => row.FirstUnsealed, part.FirstUnsealed),
                cancellationToken
            );
        AuditMetrics.Checked(part.IsIntact ? 0 : 1, endsRound ? begun : before.WholeAt ?? before.BegunAt, Clock);
        // Another instance may have been faster.
        return changed == 1 && part is { IsIntact: true, IsLast: false };
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Critical,
            "The audit record is not intact: the first changed or missing entry is {FirstFault}, the first without a place is {FirstUnsealed}"
        )]
        public static partial void Broken(ILogger logger, long? firstFault, Guid? firstUnsealed);
    }
}

/// <summary>Metrics of the audit record: the result of this instance's last check. Before the first one there are none.</summary>
internal static class AuditMetrics
{
    private static readonly Meter Meter = new("Community.Identity.Audit");
    private static State? _last;

    static AuditMetrics()
    {
        Meter.CreateObservableGauge(
            "community.audit.faults",
            () => Of(state => state.Faults),
            "{fault}",
            "1: an entry of the audit record was changed, removed or has no place in the chain; must be 0"
        );
        Meter.CreateObservableGauge(
            "community.audit.age",
            () => Of(state => (long)(state.Clock.GetUtcNow() - state.WholeAt).TotalSeconds),
            "s",
            "The time since the beginning of the last round that found the audit record intact to its end"
        );
    }

    /// <summary>A part was verified.</summary>
    public static void Checked(int faults, DateTimeOffset wholeAt, TimeProvider clock) =>
        Volatile.Write(ref _last, new State(faults, wholeAt, clock));

    private static IEnumerable<Measurement<long>> Of(Func<State, long> figure) =>
        Volatile.Read(ref _last) is { } state ? [new Measurement<long>(figure(state))] : [];

    private sealed record State(int Faults, DateTimeOffset WholeAt, TimeProvider Clock);
}
