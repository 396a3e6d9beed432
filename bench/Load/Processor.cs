using System.Globalization;

namespace Community.Bench.Load;

/// <summary>The processor time of processes, from <c>/proc/PID/stat</c>. Unlike a rate or a latency it hardly depends on what else the machine does.</summary>
internal static class Processor
{
    // USER_HZ, which Linux fixes at 100 for everything that /proc tells.
    private const double TicksPerSecond = 100;

    // Of the fields behind the name in brackets: utime, stime, cutime, cstime. The last two are those of children that have ended.
    private const int FirstTime = 11;
    private const int Times = 4;

    /// <summary>User and system time of these processes and of their ended children, in seconds. A process that is gone counts as 0.</summary>
    public static double Seconds(IEnumerable<int> pids) => pids.Sum(Seconds);

    private static double Seconds(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ').Skip(FirstTime).Take(Times).Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return 0;
        }
    }
}
