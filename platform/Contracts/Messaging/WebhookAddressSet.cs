namespace Community.Contracts.Messaging;

/// <summary>A webhook has a new address, or a new secret. Its owner, and the user who set it, are told by mail.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Version">The time of the change in microseconds since 1970.</param>
/// <param name="OwnerId">The user who made the webhook.</param>
/// <param name="SetBy">The user who set the address or the secret.</param>
/// <param name="Host">The host of the address.</param>
/// <param name="IsFleetWide">Whether it gets the events of the whole fleet.</param>
/// <param name="IsSecret">Whether the secret was exchanged; false: the address is new.</param>
public sealed record WebhookAddressSet(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid WebhookId,
    long Version,
    Guid OwnerId,
    Guid SetBy,
    string Host,
    bool IsFleetWide,
    bool IsSecret
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => WebhookId;
}
