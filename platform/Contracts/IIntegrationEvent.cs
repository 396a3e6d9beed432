namespace Community.Contracts;

/// <summary>
/// A change in one service that other services may react to. Integration events are plain records in the past tense, in the folder of the
/// service that owns the fact. They only ever gain members, and every new member is optional, so that a consumer built yesterday
/// understands an event published today.
/// </summary>
public interface IIntegrationEvent
{
    /// <summary>Unique for each event (UUIDv7). A redelivery carries the same id: consumers act on an id once.</summary>
    Guid EventId { get; }

    /// <summary>When the change was committed, in UTC.</summary>
    DateTimeOffset OccurredAt { get; }

    /// <summary>The aggregate that changed. Events of one aggregate are published in order; others may overtake them.</summary>
    Guid AggregateId { get; }

    /// <summary>
    /// The aggregate's version after the change, rising with each of its events. Delivery may reorder and repeat, so a projection applies
    /// only versions above the one that it has.
    /// </summary>
    long Version { get; }
}
