using Community.Companion.Data;
using Community.Companion.People;
using Community.Companion.Selling;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Companion.Erasure;

/// <summary>Forgets a person, in the consumer's transaction: the tombstone, then what is on offer, then everything in <see cref="PersonalData"/>.</summary>
internal sealed class PersonErasure(CompanionDb db, Sales sales, TimeProvider clock)
{
    /// <summary>Doing it twice does nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        // First: what the person does at this moment waits for this row, and then finds the tombstone.
        await db.ApplyErasureAsync(userId);
        await sales.WithdrawAllAsync(userId);
        foreach (var sql in PersonalData.Tables.Select(table => table.Sql).OfType<string>())
        {
            await db.Database.ExecuteSqlRawAsync(sql, new NpgsqlParameter("id", userId), new NpgsqlParameter("now", clock.GetUtcNow()));
        }
    }
}
