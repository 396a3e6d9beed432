using System.Globalization;

namespace Community.AppHost.Processes;

/// <summary>One row of the kernel's process table (<c>/proc/PID/stat</c>, see proc(5)).</summary>
/// <param name="CpuTicks">Hundredths of a second of processor time, of all its threads.</param>
internal readonly record struct ProcessEntry(int Pid, int ParentPid, int Group, char State, ulong StartTicks, ulong CpuTicks = 0)
{
    /// <summary>A zombie has ended too: its parent has not read its exit code yet.</summary>
    public bool HasEnded => State is 'Z' or 'X';
}

/// <summary>Reads <c>/proc</c>: the tree of processes and their memory.</summary>
internal static class ProcessTable
{
    /// <summary>The entry of <paramref name="pid"/>, or null when there is no such process (a zombie counts as none).</summary>
    public static ProcessEntry? Find(int pid) => Read($"/proc/{pid}") is { HasEnded: false } entry ? entry : null;

    /// <summary><paramref name="root"/>, the members of its process group and all their descendants that are alive.</summary>
    public static IReadOnlyList<ProcessEntry> Tree(int root)
    {
        var all = All();
        var found = all.Where(entry => entry.Pid == root || entry.Group == root).ToDictionary(entry => entry.Pid);
        for (var grew = true; grew; )
        {
            grew = false;
            foreach (var entry in all)
            {
                grew |= found.ContainsKey(entry.ParentPid) && found.TryAdd(entry.Pid, entry);
            }
        }

        return [.. found.Values.OrderBy(entry => entry.Pid)];
    }

    /// <summary>
    /// Every living process whose working directory is <paramref name="folder"/> (PostgreSQL's processes work in their data folder).
    /// </summary>
    public static IReadOnlyList<int> WorkingIn(string folder) =>
        [.. All().Select(entry => entry.Pid).Where(pid => Target($"/proc/{pid}/cwd") == folder)];

    /// <summary>A variable of a process's environment; null if it has none, or cannot be read.</summary>
    public static string? Variable(int pid, string name)
    {
        try
        {
            var entry = Array.Find(
                File.ReadAllText($"/proc/{pid}/environ").Split('\0'),
                entry => entry.StartsWith(name + "=", StringComparison.Ordinal)
            );
            return entry?[(name.Length + 1)..];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>
    /// Proportional set size in bytes: shared pages are divided among the processes that share them. 0 when it cannot be read.
    /// </summary>
    public static long ProportionalMemory(int pid)
    {
        try
        {
            foreach (var line in File.ReadLines($"/proc/{pid}/smaps_rollup"))
            {
                if (line.StartsWith("Pss:", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(4).TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) * 1024;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has ended, or belongs to another user.
        }

        return 0;
    }

    private static List<ProcessEntry> All()
    {
        var entries = new List<ProcessEntry>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (char.IsAsciiDigit(folder[^1]) && Read(folder) is { HasEnded: false } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    private static ProcessEntry? Read(string folder)
    {
        try
        {
            var stat = File.ReadAllText($"{folder}/stat");
            // The command's name is in parentheses and may itself contain spaces and parentheses.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessEntry(
                int.Parse(stat.AsSpan(0, stat.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture),
                int.Parse(fields[1], CultureInfo.InvariantCulture),
                int.Parse(fields[2], CultureInfo.InvariantCulture),
                fields[0][0],
                ulong.Parse(fields[19], CultureInfo.InvariantCulture),
                ulong.Parse(fields[11], CultureInfo.InvariantCulture) + ulong.Parse(fields[12], CultureInfo.InvariantCulture)
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    private static string? Target(string link)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: false)?.FullName;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
