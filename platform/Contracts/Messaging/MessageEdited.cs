namespace Community.Contracts.Messaging;

/// <summary>An author changed their message in a thread or an event chat. Carries no content.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="MessageId">The aggregate: message.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ChannelId">The channel.</param>
/// <param name="ChannelKind"><c>thread</c> or <c>event_chat</c>.</param>
/// <param name="AuthorId">The author of the message and of the change.</param>
/// <param name="Seq">Its number in the channel.</param>
/// <param name="NewMentions">The users that the change added to the mentions.</param>
public sealed record MessageEdited(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid MessageId,
    long Version,
    Guid ChannelId,
    string ChannelKind,
    Guid AuthorId,
    long Seq,
    IReadOnlyList<Guid> NewMentions
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => MessageId;
}
