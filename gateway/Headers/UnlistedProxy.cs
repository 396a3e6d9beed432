using System.Net;
using System.Net.Sockets;

namespace Community.Gateway.Headers;

/// <summary>
/// Notices a balancer that is in front but not in <c>Gateway:TrustedProxies</c>: everybody behind it counts as one address, so that
/// a few dozen sign-ins use up the limits of all. It says so once; a stranger's own <c>X-Forwarded-For</c> from a public address says nothing.
/// </summary>
internal sealed partial class UnlistedProxy(ILogger<UnlistedProxy> log)
{
    private int _isSaid;

    /// <summary>Looks at a request whose trusted proxies have been taken off <c>X-Forwarded-For</c>.</summary>
    public void Notice(HttpContext context)
    {
        if (Volatile.Read(ref _isSaid) == 0 && context.Request.Headers.ContainsKey("X-Forwarded-For")
            && ClientAddress.Of(context) is { } peer && IsPrivate(peer) && Interlocked.Exchange(ref _isSaid, 1) == 0)
        {
            Log.NotTrusted(log, peer);
        }
    }

    /// <summary>Whether an address is of a private network (RFC 1918, RFC 6598, RFC 4193) or of this machine.</summary>
    internal static bool IsPrivate(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.IsIPv6UniqueLocal || address.IsIPv6LinkLocal;
        }

        Span<byte> octets = stackalloc byte[4];
        return address.TryWriteBytes(octets, out _) && octets[0] switch
        {
            10 => true,
            100 => octets[1] is >= 64 and <= 127,
            172 => octets[1] is >= 16 and <= 31,
            192 => octets[1] == 168,
            _ => false,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "{Proxy} sends X-Forwarded-For, but is not in Gateway:TrustedProxies: all clients behind it share one address and its limits")]
        public static partial void NotTrusted(ILogger log, IPAddress proxy);
    }
}
