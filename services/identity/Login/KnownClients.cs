using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Community.Identity.Data;
using Community.Identity.Users;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>
/// Remembers the devices and addresses from which users have proved their identity. A device holds a random token; the address is the one
/// that the gateway passes on. Both are stored as hashes.
/// </summary>
internal sealed class KnownClients(IdentityDb db, IHttpContextAccessor http, TimeProvider clock)
{
    private const int MaxDevices = 50;
    private const int TokenBytes = 32;

    /// <summary>The client's address; null if there is none (a test server).</summary>
    public IPAddress? Address => http.HttpContext?.Connection.RemoteIpAddress;

    private byte[]? AddressHash => Address is { } address ? SHA256.HashData(ClientAddress.LimitKey(address)) : null;

    /// <summary>
    /// Adds a device to the unit of work. An account without a password has nothing to guess, so its devices get no token.
    /// </summary>
    /// <param name="user">The account's owner.</param>
    /// <param name="since">Since when the account knows the client.</param>
    /// <returns>The device's token.</returns>
    public string? AddDevice(User user, DateTimeOffset since)
    {
        if (user.PasswordHash is null)
        {
            return null;
        }

        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        db.KnownDevices.Add(
            new KnownDevice
            {
                TokenHash = HashOf(token),
                UserId = user.Id,
                FirstSeenAt = since,
                SeenAt = clock.GetUtcNow(),
            }
        );
        return token;
    }

    /// <summary>Adds the present address for a new user.</summary>
    public void AddNewAddress(Guid userId)
    {
        if (AddressHash is { } hash)
        {
            db.KnownAddresses.Add(
                new KnownAddress
                {
                    UserId = userId,
                    AddressHash = hash,
                    FirstSeenAt = DateTimeOffset.UnixEpoch,
                    SeenAt = clock.GetUtcNow(),
                }
            );
        }
    }

    /// <summary>Adds or renews the present address and renews the device, at once. Of a user's devices the 50 used last are kept.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="since">Since when the account knows the client.</param>
    /// <param name="deviceToken">The device's token, if the account knows it.</param>
    public async Task RememberAsync(Guid userId, DateTimeOffset since, string? deviceToken = null)
    {
        var now = clock.GetUtcNow();
        var device = deviceToken is null ? [] : HashOf(deviceToken);
        await db.Database.ExecuteSqlAsync(
            $"""
            WITH renewed AS (UPDATE known_devices SET seen_at = {now} WHERE user_id = {userId} AND token_hash = {device})
            DELETE FROM known_devices WHERE token_hash IN (
                SELECT token_hash FROM known_devices WHERE user_id = {userId} AND token_hash <> {device} ORDER BY seen_at DESC OFFSET {MaxDevices})
            """
        );
        if (AddressHash is { } hash)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO known_addresses (user_id, address_hash, first_seen_at, seen_at) VALUES ({userId}, {hash}, {since}, {now})
                ON CONFLICT (user_id, address_hash) DO UPDATE SET seen_at = excluded.seen_at
                """
            );
        }
    }

    /// <summary>Whether the requesting client is one of the user's. One query, whether or not there is such a user.</summary>
    public async Task<KnownClient> RecogniseAsync(Guid userId, string? deviceToken)
    {
        var device = deviceToken is null ? [] : HashOf(deviceToken);
        var address = AddressHash ?? [];
        return await db
            .Database.SqlQuery<KnownClient>(
                $"""
                SELECT device.since IS NOT NULL AS is_device, address.since IS NOT NULL AS is_address,
                    least(device.since, address.since) AS known_since
                FROM (SELECT min(first_seen_at) AS since FROM known_devices WHERE user_id = {userId} AND token_hash = {device}) device,
                    (SELECT min(first_seen_at) AS since FROM known_addresses WHERE user_id = {userId} AND address_hash = {address}) address
                """
            )
            .SingleAsync();
    }

    /// <summary>Deletes all devices and addresses of a user, at once.</summary>
    public async Task ForgetAsync(Guid userId)
    {
        await db.KnownDevices.Where(device => device.UserId == userId).ExecuteDeleteAsync();
        await db.KnownAddresses.Where(address => address.UserId == userId).ExecuteDeleteAsync();
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <param name="IsDevice">Recognised by its token.</param>
/// <param name="IsAddress">Recognised by its address.</param>
/// <param name="KnownSince">Since when the account knows it; null: it is new.</param>
internal sealed record KnownClient(bool IsDevice, bool IsAddress, DateTimeOffset? KnownSince);
