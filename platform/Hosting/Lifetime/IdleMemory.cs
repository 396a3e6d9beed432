using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Hosting.Lifetime;

/// <summary>
/// Returns free memory to the system when the process is idle after work. A start and a burst of requests leave free regions in the heap,
/// and the compiler leaves free blocks in the C library's arenas (60 MB of 200 MB in a service after an hour of use). An idle process would
/// keep both for ever, because it allocates too little to be collected. A busy one has its heap collected anyway; its free blocks are
/// returned each minute, in a few milliseconds. Parts of one process share this memory, so one of them returns it
/// for all.
/// </summary>
internal sealed partial class IdleMemory(TimeProvider clock, ILogger<IdleMemory> logger) : PeriodicWork(Interval, clock, logger)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromMinutes(1);
    private static int _isTaken;
    private static int _hasGarbage;
    private readonly IdleMemoryRule _rule = new();
    private bool _isMine;
    private long _trimmedAt;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _isMine = Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;
        return _isMine ? base.StartAsync(cancellationToken) : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_isMine)
        {
            Volatile.Write(ref _isTaken, 0);
        }
    }

    /// <summary>Something large was let go: the heap is collected when the process is next idle, though it has not grown.</summary>
    internal static void ExpectGarbage() => Volatile.Write(ref _hasGarbage, 1);

    /// <inheritdoc/>
    protected override Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _hasGarbage, 0) == 1)
        {
            _rule.Kept(0);
        }

        var committed = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
        if (_rule.IsTime(Clock.GetTimestamp() / (double)Clock.TimestampFrequency, Environment.CpuUsage.TotalTime.TotalSeconds, committed))
        {
            // The only mode that releases memory kept for later allocations. It stops all threads for some ten milliseconds.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            Trim();
            var kept = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
            _rule.Kept(kept);
            Log.Returned(logger, (committed - kept) >> 20, kept >> 20);
        }
        else if (Clock.GetElapsedTime(_trimmedAt) >= TrimEvery)
        {
            Trim();
        }

        return Task.CompletedTask;
    }

    private void Trim()
    {
        _trimmedAt = Clock.GetTimestamp();
        try
        {
            _ = TrimArenas(kept: 0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than GNU's has no arenas to trim.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimArenas(nuint kept);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "Returned {Returned} MB of an idle heap, {Kept} MB are left")]
        public static partial void Returned(ILogger logger, long returned, long kept);
    }
}

/// <summary>
/// When memory is returned: after ten seconds in which the process used less than a tenth of a processor, if the heap has grown by a tenth
/// and 4 MB since the last time.
/// </summary>
internal sealed class IdleMemoryRule
{
    private const double IdleSeconds = 10;
    private const double MostOfProcessor = 0.1;
    private const long LeastGrowth = 4 << 20;

    private (double Time, double Processor)? _last;
    private double _idleFor;
    private long _kept;

    /// <summary>Whether to return memory now.</summary>
    /// <param name="time">Seconds of any monotonic clock.</param>
    /// <param name="processor">Processor time of the process so far, in seconds.</param>
    /// <param name="committed">Size of the heap in bytes, as the system counts it.</param>
    public bool IsTime(double time, double processor, long committed)
    {
        if (_last is { } last && time > last.Time)
        {
            var isIdle = (processor - last.Processor) / (time - last.Time) < MostOfProcessor;
            _idleFor = isIdle ? _idleFor + time - last.Time : 0;
        }

        _last = (time, processor);
        return _idleFor >= IdleSeconds && committed - _kept > LeastGrowth + (_kept / 10);
    }

    /// <summary>Remembers the size of the heap after memory was returned.</summary>
    public void Kept(long committed) => (_kept, _idleFor) = (committed, 0);
}
