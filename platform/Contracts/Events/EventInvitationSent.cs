namespace Community.Contracts.Events;

/// <summary>A user was invited to an event.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="InvitationId">The aggregate: invitation.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityEventId">The event.</param>
/// <param name="FromUserId">The inviter.</param>
/// <param name="ToUserId">The invited user.</param>
public sealed record EventInvitationSent(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid InvitationId,
    long Version,
    Guid CommunityEventId,
    Guid FromUserId,
    Guid ToUserId
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => InvitationId;
}
