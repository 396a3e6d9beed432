using System.Net;
using System.Net.Sockets;

namespace Community.Identity.Login;

/// <summary>
/// How precisely a client's address is used. A customer with IPv6 has at least a /64 of addresses, so limits count a /64 as one address.
/// Addresses that are stored and shown to people name a network, not a single line: /24 of IPv4, /48 of IPv6.
/// </summary>
internal static class ClientAddress
{
    /// <summary>
    /// The address under which limits count: the IPv4 address, or the /64 of an IPv6 address with the rest zero; 16 bytes.
    /// </summary>
    public static byte[] LimitKey(IPAddress address) =>
        address.MapsToIPv4() ? address.MapToIPv6().GetAddressBytes() : Truncated(address.GetAddressBytes(), keptBytes: 8);

    /// <summary>The network, such as <c>203.0.113.0/24</c> or <c>2001:db8:1::/48</c>; <c>unknown</c> if there is no address.</summary>
    public static string Network(IPAddress? address)
    {
        if (address is null)
        {
            return "unknown";
        }

        return address.MapsToIPv4()
            ? $"{new IPAddress(Truncated(address.MapToIPv4().GetAddressBytes(), keptBytes: 3))}/24"
            : $"{new IPAddress(Truncated(address.GetAddressBytes(), keptBytes: 6))}/48";
    }

    private static bool MapsToIPv4(this IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;

    private static byte[] Truncated(byte[] address, int keptBytes)
    {
        address.AsSpan(keptBytes).Clear();
        return address;
    }
}
