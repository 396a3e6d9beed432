using Community.Contracts;
using Npgsql;

namespace Community.Platform.Data.Publishing;

/// <summary>
/// The outbox for code that writes by SQL alone, without a context. Other code uses <see cref="Data.ServiceDbContext.Publish"/>.
/// </summary>
public static class Outbox
{
    /// <summary>
    /// Adds events to the outbox in the transaction of the command. After the commit, the caller wakes <see cref="OutboxSignal"/>.
    /// </summary>
    public static NpgsqlBatchCommand Insert(IEnumerable<IIntegrationEvent> integrationEvents) =>
        OutboxMessage.InsertAll([.. integrationEvents.Select(OutboxMessage.From)]);
}
