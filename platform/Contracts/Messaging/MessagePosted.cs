namespace Community.Contracts.Messaging;

/// <summary>A message was posted in a thread or an event chat.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="MessageId">The aggregate: message.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="ChannelKind"><c>thread</c> or <c>event_chat</c>.</param>
/// <param name="AuthorId">The author.</param>
/// <param name="Seq">Its number in the channel, from 1 without gaps.</param>
/// <param name="ReplyTo">The message answered, if any.</param>
/// <param name="Mentions">The mentioned users.</param>
public sealed record MessagePosted(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid MessageId,
    long Version,
    Guid ChannelId,
    string ChannelKind,
    Guid AuthorId,
    long Seq,
    Guid? ReplyTo,
    IReadOnlyList<Guid> Mentions
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => MessageId;
}
