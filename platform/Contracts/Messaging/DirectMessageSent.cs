namespace Community.Contracts.Messaging;

/// <summary>A direct message was sent. Carries no content.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="MessageId">The aggregate: message.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ChannelId">The conversation.</param>
/// <param name="FromUserId">The sender.</param>
/// <param name="ToUserId">The recipient.</param>
/// <param name="Seq">Its number in the conversation, from 1 without gaps.</param>
public sealed record DirectMessageSent(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid MessageId,
    long Version,
    Guid ChannelId,
    Guid FromUserId,
    Guid ToUserId,
    long Seq
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => MessageId;
}
