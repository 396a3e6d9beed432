using System.Runtime.InteropServices;

namespace Community.AppHost.Processes;

/// <summary>
/// Keeps AppHost small beside the fleet that it runs. Telemetry comes every second, so the process is never idle, and without this it keeps
/// twice as much as it uses: free regions of the heap, and free blocks that the compiler leaves in the C library's arenas.
/// </summary>
internal static partial class OwnMemory
{
    private const int ArenaMax = -8;
    private const int Arenas = 2;
    private const long WorthCollecting = 4 * 1024 * 1024;

    // A busy fleet of the default limit replaces 700 kB of traces a second, and the replaced ones are of the oldest generation.
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static long _kept;

    /// <summary>Limits the arenas. Call it first: an arena that exists stays.</summary>
    public static void LimitArenas() => Call(() => SetOption(ArenaMax, Arenas));

    /// <summary>Returns free memory to the system from time to time, until disposed.</summary>
    public static IDisposable ReturnFree() => new Timer(_ => Return(), null, Every, Every);

    private static void Return()
    {
        var committed = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
        if (committed - _kept >= WorthCollecting)
        {
            // The only mode that releases memory kept for later allocations. It stops all threads for some ten milliseconds.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _kept = GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
        }

        Call(() => Trim(0));
    }

    private static void Call(Func<int> function)
    {
        try
        {
            _ = function();
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than GNU's has no arenas.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetOption(int option, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Trim(nuint kept);
}
