using System.Globalization;

namespace Community.Bench.Load;

/// <summary>
/// The processor time of processes, from <c>/proc/PID/stat</c>. Unlike a rate or a latency it hardly depends on other load of the machine.
/// </summary>
internal static class Processor
{
    // USER_HZ, which Linux fixes at 100 for all values in /proc.
    private const double TicksPerSecond = 100;

    // Fields after the name in parentheses: the parent; utime, stime, cutime, cstime. The last two are those of children that have ended.
    private const int ParentField = 1;
    private const int FirstTime = 11;
    private const int Times = 4;

    /// <summary>
    /// User and system time of these processes and of their ended children, in seconds. A process that has ended counts as 0.
    /// </summary>
    public static double Seconds(IEnumerable<int> pids) =>
        pids.Sum(pid => StatOf(pid)?.Skip(FirstTime).Take(Times).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) ?? 0)
        / TicksPerSecond;

    /// <summary>The process that started this one; null: this machine has no such process.</summary>
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
            return null; // the process has ended
        }
    }
}
