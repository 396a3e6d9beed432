using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Community.AppHost.Processes;

/// <summary>Loopback TCP ports.</summary>
public static class Ports
{
    // Below the kernel's ephemeral range (32768 and up, ip_local_port_range), so that no outgoing connection takes the port of a server
    // during its restart.
    private const int First = 15000;
    private const int Last = 32000;

    // The file of the server that each port was given to, so that a port is not given to a second server before the first listens.
    private static readonly ConcurrentDictionary<int, string> Given = new();

    // The same between processes: each locks a file for each of its ports. The system ends the locks of a process that dies.
    private static readonly ConcurrentDictionary<int, FileStream> Claims = new();

    /// <summary>Whether no process listens on <paramref name="port"/> of 127.0.0.1.</summary>
    public static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen(1);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A free port, chosen at random so that parallel runs do not collide.</summary>
    public static int Free() => Free("");

    private static int Free(string owner)
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            var port = Random.Shared.Next(First, Last);
            if (IsFree(port) && Given.TryAdd(port, owner) && TryClaim(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"No free TCP port between {First} and {Last}.");
    }

    /// <summary>
    /// The port stored in <paramref name="file"/>, if it is still free and not given to another server; else a free one, which is stored
    /// there.
    /// </summary>
    public static int Kept(string file)
    {
        if (
            File.Exists(file)
            && int.TryParse(File.ReadAllText(file), out var port)
            && Given.GetOrAdd(port, file) == file
            && IsFree(port)
            && TryClaim(port)
        )
        {
            return port;
        }

        port = Free(file);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"{port}\n");
        return port;
    }

    /// <summary>The file that is locked by the process that has this port.</summary>
    internal static string ClaimOf(int port) =>
        Path.Combine(Path.GetTempPath(), $"community-ports-{Environment.UserName}", port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Claims a port for this process until it ends; false: another process has it.</summary>
    private static bool TryClaim(int port)
    {
        if (Claims.ContainsKey(port))
        {
            return true;
        }

        var file = ClaimOf(port);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        try
        {
            return Claims.TryAdd(port, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException)
        {
            return false;
        }
    }
}
