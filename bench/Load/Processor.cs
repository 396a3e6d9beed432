using System.Globalization;

namespace Community.Bench.Load;

/// <summary>
/// The processor time of processes, from <c>/proc/PID/stat</c>. Unlike a rate or a latency it hardly depends on what else the machine does.
/// </summary>
internal static class Processor
{
    // USER_HZ, which Linux fixes at 100 for everything that /proc tells.
    private const double TicksPerSecond = 100;

    // Fields behind the name in brackets: the parent; utime, stime, cutime, cstime. The last two are those of children that have ended.
    private const int ParentField = 1;
    private const int FirstTime = 11;
    private const int Times = 4;

    /// <summary>User and system time of these processes and of their ended children, in seconds. A process that is gone counts as 0.</summary>
    public static double Seconds(IEnumerable<int> pids) =>
        pids.Sum(pid => StatOf(pid)?.Skip(FirstTime).Take(Times).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) ?? 0) / TicksPerSecond;

    /// <summary>The process that started this one; null: there is no such process on this machine.</summary>
    public static int? ParentOf(int pid) => StatOf(pid) is { } stat ? int.Parse(stat[ParentField], CultureInfo.InvariantCulture) : null;

    /// <summary>The processes that this one started and that still run.</summary>
    public static IEnumerable<int> ChildrenOf(int pid) =>
        from folder in Directory.EnumerateDirectories("/proc")
        let child = int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0
        where child > 0 && ParentOf(child) == pid
        select child;

    private static string[]? StatOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null; // it has ended
        }
    }
}
