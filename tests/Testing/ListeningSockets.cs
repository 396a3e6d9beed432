using System.Globalization;
using System.Net;
using Community.AppHost.Processes;

namespace Community.Testing;

/// <summary>A TCP socket that listens.</summary>
/// <param name="Pid">The process that holds it.</param>
/// <param name="Program">That process's short name (<c>/proc/PID/comm</c>).</param>
/// <param name="EndPoint">The address and port of the socket.</param>
public sealed record ListeningSocket(int Pid, string Program, IPEndPoint EndPoint)
{
    /// <summary>Whether only programs of this machine can connect.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address.IsIPv4MappedToIPv6 ? EndPoint.Address.MapToIPv4() : EndPoint.Address);
}

/// <summary>
/// Lists the listening TCP sockets of a process and of all processes that it started, as the kernel shows them (proc(5)).
/// </summary>
public static class ListeningSockets
{
    private const string Listening = "0A";

    /// <summary>
    /// The listening sockets of <paramref name="root"/>, of its descendants, and of processes that left the family but carry their
    /// guardian's mark. Without root's rights, the sockets of other users' processes are invisible.
    /// </summary>
    public static IReadOnlyList<ListeningSocket> Of(int root)
    {
        var sockets = Table("/proc/net/tcp")
            .Concat(Table("/proc/net/tcp6"))
            .ToDictionary(socket => socket.Inode, socket => socket.EndPoint, StringComparer.Ordinal);
        return
        [
            .. from pid in FamilyOf(root)
            from inode in SocketsOf(pid)
            where sockets.ContainsKey(inode)
            select new ListeningSocket(pid, NameOf(pid), sockets[inode]),
        ];
    }

    private static HashSet<int> FamilyOf(int root)
    {
        var family = ProcessTable.Tree(root).Select(entry => entry.Pid).ToHashSet();
        var marks = family.Where(pid => pid != root).Select(MarkOf).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(folder[^1])))
        {
            var pid = int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture);
            if (MarkOf(pid) is { } mark && marks.Contains(mark))
            {
                family.UnionWith(ProcessTable.Tree(pid).Select(entry => entry.Pid));
            }
        }

        return family;
    }

    private static string? MarkOf(int pid) =>
        Read(() => File.ReadAllText($"/proc/{pid}/environ"))
            ?.Split('\0')
            .FirstOrDefault(variable => variable.StartsWith(Guardian.MarkVariable + "=", StringComparison.Ordinal));

    private static string NameOf(int pid) => Read(() => File.ReadAllText($"/proc/{pid}/comm"))?.Trim() ?? "?";

    // A descriptor of a socket is a link to "socket:[INODE]".
    private static IEnumerable<string> SocketsOf(int pid) =>
        from descriptor in Read(() => Directory.GetFiles($"/proc/{pid}/fd")) ?? []
        let target = Read(() => new FileInfo(descriptor).LinkTarget)
        where target?.StartsWith("socket:[", StringComparison.Ordinal) == true
        select target["socket:[".Length..^1];

    // "  0: 0100007F:1F90 00000000:0000 0A …": the local address in the machine's byte order, the state fourth, the inode tenth.
    private static IEnumerable<(string Inode, IPEndPoint EndPoint)> Table(string file) =>
        from line in File.ReadLines(file).Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields[3] == Listening
        select (fields[9], EndPointOf(fields[1]));

    private static IPEndPoint EndPointOf(string text)
    {
        var parts = text.Split(':');
        var bytes = Convert.FromHexString(parts[0]);
        for (var word = 0; word < bytes.Length; word += 4)
        {
            Array.Reverse(bytes, word, 4);
        }

        return new IPEndPoint(new IPAddress(bytes), int.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }

    // Processes may end during the search.
    private static T? Read<T>(Func<T> read)
        where T : class?
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
