using System.Net;
using System.Net.Sockets;

namespace Community.Gateway.Headers;

/// <summary>
/// Notices a balancer in front that is missing in <c>Gateway:TrustedProxies</c>: all clients behind it count as one address, so that a few
/// dozen sign-ins use up their common limit. It logs this once. An <c>X-Forwarded-For</c> from a public address is ignored, because any
/// client can send it.
/// </summary>
internal sealed partial class UnlistedProxy(ILogger<UnlistedProxy> logger)
{
    private int _isSaid;

    /// <summary>Checks a request after the trusted proxies were removed from <c>X-Forwarded-For</c>.</summary>
    public void Notice(HttpContext context)
    {
        if (
            Volatile.Read(ref _isSaid) == 0
            && context.Request.Headers.ContainsKey("X-Forwarded-For")
            && ClientAddress.Of(context) is { } peer
            && IsPrivate(peer)
            && Interlocked.Exchange(ref _isSaid, 1) == 0
        )
        {
            Log.NotTrusted(logger, peer);
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
        return address.TryWriteBytes(octets, out _)
            && octets[0] switch
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
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "{Proxy} sends X-Forwarded-For, but is not in Gateway:TrustedProxies: all clients behind it share one address and its limits"
        )]
        public static partial void NotTrusted(ILogger logger, IPAddress proxy);
    }
}
