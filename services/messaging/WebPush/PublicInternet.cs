using System.Net;
using System.Net.Sockets;
using Community.Platform.Text;

namespace Community.Messaging.WebPush;

/// <summary>
/// Connects to addresses of the public Internet only. Clients name the endpoints that we call, and none of them may lead into our own
/// network, whatever its name. So the address is checked after the name was resolved, and the connection goes to that very address.
/// </summary>
internal static class PublicInternet
{
    public static ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken) =>
        ConnectAsync(context, isLoopbackAllowed: false, cancellationToken);

    /// <summary>Connects to the public Internet, or to this machine where that is allowed (local runs and tests).</summary>
    public static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        bool isLoopbackAllowed,
        CancellationToken cancellationToken
    )
    {
        var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        if (Array.Find(addresses, address => IsPublic(address) || (isLoopbackAllowed && IPAddress.IsLoopback(address))) is not { } address)
        {
            throw new HttpRequestException("The endpoint is no address of the public Internet.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Whether the host can be a public one, as far as its name tells: an address of the public Internet, or a name with a dot that is not
    /// reserved for the own machine or network (RFC 6761, RFC 6762). The address of a name is checked when the connection is made.
    /// </summary>
    public static bool MayBePublic(Uri endpoint)
    {
        if (endpoint.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            return IPAddress.TryParse(endpoint.DnsSafeHost, out var address) && IsPublic(address);
        }

        return endpoint.HostNameType == UriHostNameType.Dns
            && endpoint.AsciiHost()?.TrimEnd('.') is { } name
            && name.Contains('.', StringComparison.Ordinal)
            && !Array.Exists(LocalDomains, domain => name.EndsWith(domain, StringComparison.OrdinalIgnoreCase));
    }

    private static readonly string[] LocalDomains = [".localhost", ".local", ".internal", ".home.arpa"];

    /// <summary>Whether the address is none of the special-purpose addresses of RFC 6890.</summary>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? bytes[0] is not (0 or 10 or 127 or >= 224)
                && !(bytes[0] == 100 && (bytes[1] & 0xC0) == 64)
                && !(bytes[0] == 169 && bytes[1] == 254)
                && !(bytes[0] == 172 && (bytes[1] & 0xF0) == 16)
                && !(bytes[0] == 192 && bytes[1] is 168 or 0 && (bytes[1] == 168 || bytes[2] is 0 or 2))
                && !(bytes[0] == 198 && ((bytes[1] & 0xFE) == 18 || (bytes[1] == 51 && bytes[2] == 100)))
                && !(bytes[0] == 203 && bytes[1] == 0 && bytes[2] == 113)
            // Global unicast is 2000::/3; of it, 2001:db8::/32 is documentation, and 2002::/16 and 2001::/32 wrap IPv4 addresses.
            : (bytes[0] & 0xE0) == 0x20
                && !(bytes[0] == 0x20 && bytes[1] == 0x01 && ((bytes[2] == 0x0D && bytes[3] == 0xB8) || (bytes[2] == 0 && bytes[3] == 0)))
                && !(bytes[0] == 0x20 && bytes[1] == 0x02);
    }
}
