using System.Net;
using System.Net.Sockets;

namespace Community.Bench.Load;

internal static class Ports
{
    /// <summary>A port of 127.0.0.1 that no process listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
