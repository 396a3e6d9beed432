namespace Community.Contracts.Events;

/// <summary>A photo was added to an event.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="PhotoId">The aggregate: photo.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="UserId">The uploader.</param>
/// <param name="Url">Where it is served.</param>
public sealed record EventPhotoUploaded(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid PhotoId,
    long Version,
    Guid CommunityEventId,
    Guid UserId,
    string Url
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => PhotoId;
}
