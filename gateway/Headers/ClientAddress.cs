using System.Net;

namespace Community.Gateway.Headers;

/// <summary>The client's address: that of the peer, or the one that a trusted proxy in front reports.</summary>
internal static class ClientAddress
{
    /// <summary>The client's address; IPv4 also on an IPv6 socket. Null only without a network connection.</summary>
    public static IPAddress? Of(HttpContext context) =>
        context.Connection.RemoteIpAddress is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : context.Connection.RemoteIpAddress;
}
