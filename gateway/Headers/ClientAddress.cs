using System.Net;

namespace Community.Gateway.Headers;

/// <summary>Who is at the other end: the peer, or whom a trusted proxy in front named.</summary>
internal static class ClientAddress
{
    /// <summary>The client's address; IPv4 also where the socket speaks IPv6. Null only without a network connection.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
