using Community.Companion.Data;
using Community.Companion.Selling;
using Community.People;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Companion.Erasure;

/// <summary>
/// Erases a person, in the consumer's transaction: first the tombstone, then open offers, then everything in <see cref="PersonalData"/>.
/// </summary>
internal sealed class PersonErasure(CompanionDb db, Sales sales, TimeProvider clock)
{
    /// <summary>Repeating it changes nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        // First: requests of the person at this moment wait for this row, and then find the tombstone.
        await db.ApplyErasureAsync(userId);
        await sales.WithdrawAllAsync(userId);
        foreach (var sql in PersonalData.Tables.Select(table => table.Sql).OfType<string>())
        {
            await db.Database.ExecuteSqlRawAsync(sql, new NpgsqlParameter("id", userId), new NpgsqlParameter("now", clock.GetUtcNow()));
        }
    }
}
