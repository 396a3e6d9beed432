using Community.Payments.Data;
using Community.Payments.Orders;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Payments.Erasure;

/// <summary>
/// Erases a person, in the consumer's transaction: concurrent writers end first (<see cref="UserLock"/>), then open offers are withdrawn,
/// then everything in <see cref="PersonalData"/> is erased.
/// </summary>
internal sealed class PersonErasure(PaymentsDb db, OrderStore orders, TimeProvider clock)
{
    /// <summary>Why an order of an erased person ended.</summary>
    public const string Reason = "person_erased";

    /// <summary>Repeating it changes nothing.</summary>
    public async Task EraseAsync(Guid userId)
    {
        var now = clock.GetUtcNow();
        await db.LockForErasureAsync(userId);
        var open = await db
            .Orders.Where(order => order.UserId == userId && order.Status == OrderStatus.Open)
            .OrderBy(order => order.Id)
            .Select(order => order.Id)
            .ToListAsync();
        foreach (var id in open)
        {
            await orders.ApplyAsync(id, new Withdraw(Reason));
        }

        foreach (var sql in PersonalData.Tables.Select(table => table.Sql).OfType<string>())
        {
            await db.Database.ExecuteSqlRawAsync(sql, new NpgsqlParameter("id", userId), new NpgsqlParameter("now", now));
        }
    }
}
