using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Community.Gateway.Headers;

namespace Community.Gateway.RateLimiting;

/// <summary>
/// Four allowances: one for each signed-in user, at any address; one for each API token of a user; one for each client address, for
/// requests without a token; and a strict
/// one, also by address, for the routes where secrets could be guessed. <see cref="SharedAllowances"/> makes them one for all gateways.
/// </summary>
internal sealed class RateLimiter
{
    private readonly RateLimit _user;
    private readonly RateLimit _token;
    private readonly RateLimit _address;
    private readonly RateLimit _credentials;
    private readonly RateLimit[] _all;

    public RateLimiter(RateLimitOptions options, TimeProvider clock)
    {
        var sizes = options.RateLimits;
        _user = new("user", sizes.User, clock, key => Granted?.Invoke(new(0, key)));
        _token = new("token", sizes.Token, clock, key => Granted?.Invoke(new(1, key)));
        _address = new("address", sizes.Address, clock, key => Granted?.Invoke(new(2, key)));
        _credentials = new("credentials", sizes.Credentials, clock, key => Granted?.Invoke(new(3, key)));
        _all = [_user, _token, _address, _credentials];
    }

    /// <summary>Called with each request that is allowed. It returns at once.</summary>
    public Action<Grant>? Granted { get; set; }

    /// <summary>Counts requests that another gateway has granted. A limit that this version does not know is passed over.</summary>
    public void Charge(Grant grant, int requests)
    {
        if (grant.Limit < _all.Length)
        {
            _all[grant.Limit].Charge(grant.Key, requests);
        }
    }

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

/// <summary>A request that was allowed.</summary>
/// <param name="Limit">The limit's number: 0 user, 1 token, 2 address, 3 credentials.</param>
/// <param name="Key">The caller's key in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Grant(byte Limit, long Key);
