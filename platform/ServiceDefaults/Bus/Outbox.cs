using Community.Contracts;
using Npgsql;

namespace Community.ServiceDefaults.Bus;

/// <summary>The outbox for who writes by SQL alone, without a context; <see cref="Data.ServiceDbContext.Publish"/> is for everybody else.</summary>
public static class Outbox
{
    /// <summary>Announces changes in the transaction of the command. Once it has committed, <see cref="OutboxSignal"/> is to be woken.</summary>
    public static NpgsqlBatchCommand Insert(IEnumerable<IIntegrationEvent> integrationEvents) =>
        OutboxMessage.InsertAll([.. integrationEvents.Select(OutboxMessage.From)]);
}
