namespace Community.Contracts.Social;

/// <summary>Somebody was invited to a community.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="InvitationId">The aggregate: invitation.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">To what.</param>
/// <param name="CommunityName">Its name: the invited may not know a private one from elsewhere.</param>
/// <param name="FromUserId">Who invites.</param>
/// <param name="ToUserId">Who is invited.</param>
public sealed record CommunityInvitationSent(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid InvitationId,
    long Version,
    Guid CommunityId,
    string CommunityName,
    Guid FromUserId,
    Guid ToUserId) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => InvitationId;
}
