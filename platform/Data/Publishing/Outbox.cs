using System.Diagnostics;
using System.Text.Json;
using Community.Contracts;
using Community.Platform.Hosting.Lifetime;
using Microsoft.EntityFrameworkCore;
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

/// <summary>
/// Wakes this instance's dispatcher when something was committed to the outbox. Code that writes there without a context
/// (<see cref="Outbox"/>) wakes it itself.
/// </summary>
public sealed class OutboxSignal : WakeSignal;

/// <summary>An integration event waiting in the database for the broker.</summary>
internal sealed record OutboxMessage
{
    /// <summary>
    /// Aggregates are spread over this many partitions; a dispatcher holds a partition's lock while it publishes from it.
    /// </summary>
    public const int Partitions = 16;

    /// <summary>The integration event's own id, and the message id of every attempt to send it.</summary>
    public required Guid Id { get; init; }

    public required short Partition { get; init; }

    public required Guid AggregateId { get; init; }

    /// <summary>The contract's name, such as <c>Identity.UserRegistered</c>.</summary>
    public required string Type { get; init; }

    public required string Payload { get; init; }

    /// <summary>The W3C traceparent of the request that made the change, so that one trace spans the bus.</summary>
    public string? TraceParent { get; init; }

    public static OutboxMessage From(IIntegrationEvent integrationEvent) =>
        new()
        {
            Id = integrationEvent.EventId,
            Partition = PartitionOf(integrationEvent.AggregateId),
            AggregateId = integrationEvent.AggregateId,
            Type = ContractNames.NameOf(integrationEvent.GetType()),
            Payload = JsonSerializer.Serialize(integrationEvent, integrationEvent.GetType(), BusJson.Options),
            TraceParent = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null,
        };

    public static NpgsqlBatchCommand InsertAll(OutboxMessage[] messages) =>
        new(
            """
            INSERT INTO outbox_messages (id, partition, aggregate_id, type, payload, trace_parent)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
            """
        )
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(messages, message => message.Id) },
                new NpgsqlParameter<short[]> { TypedValue = Array.ConvertAll(messages, message => message.Partition) },
                new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(messages, message => message.AggregateId) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(messages, message => message.Type) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(messages, message => message.Payload) },
                new NpgsqlParameter<string?[]> { TypedValue = Array.ConvertAll(messages, message => message.TraceParent) },
            },
        };

    // The last byte of a UUID is random in version 4 and 7 alike.
    private static short PartitionOf(Guid aggregateId) => (short)(aggregateId.ToByteArray()[15] % Partitions);
}

internal static class OutboxModel
{
    public static void ConfigureOutbox(this ModelBuilder model) =>
        model.Entity<OutboxMessage>(outbox =>
        {
            outbox.ToTable("outbox_messages");
            outbox.HasKey(message => message.Id);
        });
}
