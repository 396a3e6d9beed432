using Community.ServiceDefaults.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.ServiceDefaults.Bus;

/// <summary>Which integration events a consumer has handled: their ids, written in the transaction of their effect.</summary>
internal static class Inbox
{
    /// <summary>A message's id, the same in every repeat.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static Guid IdOf(ConsumeContext context) =>
        context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be consumed once.");

    /// <summary>The consumer that a message is for: its queue.</summary>
    public static string ConsumerOf(ConsumeContext context) => context.ReceiveContext.InputAddress.Segments[^1];

    /// <summary>Writes down messages; answers those that were not there. One that another transaction has just written is waited for.</summary>
    public static async Task<HashSet<Guid>> AddAsync(this ServiceDbContext db, string consumer, params Guid[] messages)
    {
        // In one order, so that transactions with the same messages wait for each other, and not in a circle.
        Array.Sort(messages);
        return [.. await db.Database.SqlQuery<Guid>($"""
            INSERT INTO inbox_messages (message_id, consumer) SELECT id, {consumer} FROM unnest({messages}) AS given (id) ON CONFLICT DO NOTHING
            RETURNING message_id AS "Value"
            """).ToListAsync()];
    }
}
