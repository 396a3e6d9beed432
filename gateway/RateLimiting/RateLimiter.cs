using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Community.Gateway.Headers;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// Four allowances: one for each signed-in user, at any address; one for each API token of a user; one for each client address, for
/// requests without a token; and a strict
/// one, also by address, for the routes where secrets could be guessed. Each gateway instance counts separately.
/// </summary>
internal sealed class RateLimiter(RateLimitOptions options, TimeProvider clock)
{
    private readonly RateLimit _user = new("user", options.RateLimits.User, clock);
    private readonly RateLimit _token = new("token", options.RateLimits.Token, clock);
    private readonly RateLimit _address = new("address", options.RateLimits.Address, clock);
    private readonly RateLimit _credentials = new("credentials", options.RateLimits.Credentials, clock);

    public (RateLimit Limit, RateLimit.Taken Taken) Take(HttpContext context, Route? route, Guid? userId, Guid? tokenId)
    {
        if (route is { IsCredential: true })
        {
            return (_credentials, _credentials.Take(AddressKey(ClientAddress.Of(context))));
        }

        // A program of a user has its own allowance, and takes from the user's, too.
        if (tokenId is { } token && _token.Take(UserKey(token)) is { IsAllowed: false } refused)
        {
            return (_token, refused);
        }

        return userId is { } user ? (_user, _user.Take(UserKey(user))) : (_address, _address.Take(AddressKey(ClientAddress.Of(context))));
    }

    /// <summary>Takes one request from the allowance of the client's address.</summary>
    public RateLimit.Taken TakeForAddress(HttpContext context) => _address.Take(AddressKey(ClientAddress.Of(context)));

    // The random half of an id (RFC 9562 section 5.7).
    private static long UserKey(Guid userId)
    {
        Span<byte> bytes = stackalloc byte[16];
        userId.TryWriteBytes(bytes);
        return BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }

    /// <summary>
    /// One key for an IPv4 address, one for a whole IPv6 /64: one customer gets a /64 and can change the address within it.
    /// </summary>
    internal static long AddressKey(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return address is null || !address.TryWriteBytes(bytes, out _) ? 0
            : address.AddressFamily == AddressFamily.InterNetwork ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : BinaryPrimitives.ReadInt64BigEndian(bytes);
    }
}
