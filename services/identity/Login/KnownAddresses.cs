using System.Security.Cryptography;
using Community.Identity.Data;
using Community.Identity.Sessions;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Login;

/// <summary>Remembers from where a person has proved to be himself. Addresses are stored as hashes.</summary>
internal sealed class KnownAddresses(IdentityDb db, SessionStart sessions, TimeProvider clock)
{
    /// <summary>The client's address as it is stored; null when there is none (a test server).</summary>
    public byte[]? CurrentHash => sessions.Address is { } address ? SHA256.HashData(address.MapToIPv6().GetAddressBytes()) : null;

    /// <summary>Adds the present address of somebody who is just being created.</summary>
    public void AddNew(Guid userId)
    {
        if (CurrentHash is { } hash)
        {
            db.KnownAddresses.Add(new KnownAddress { UserId = userId, AddressHash = hash, SeenAt = clock.GetUtcNow() });
        }
    }

    /// <summary>Adds or renews the present address, at once.</summary>
    public async Task RememberAsync(Guid userId)
    {
        if (CurrentHash is { } hash)
        {
            var now = clock.GetUtcNow();
            await db.Database.ExecuteSqlAsync($"""
                INSERT INTO known_addresses (user_id, address_hash, seen_at) VALUES ({userId}, {hash}, {now})
                ON CONFLICT (user_id, address_hash) DO UPDATE SET seen_at = excluded.seen_at
                """);
        }
    }

    /// <summary>Whether the present address is one of the person's.</summary>
    public async Task<bool> IsKnownAsync(Guid userId)
    {
        var hash = CurrentHash;
        return hash is not null && await db.KnownAddresses.AnyAsync(known => known.UserId == userId && known.AddressHash == hash);
    }
}
