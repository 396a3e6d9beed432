namespace Community.Contracts.Social;

/// <summary>A user was invited to a community.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="InvitationId">The aggregate: invitation.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="CommunityName">Its name, because the invited user may have no other way to read the name of a private community.</param>
/// <param name="FromUserId">The inviter.</param>
/// <param name="ToUserId">The invited user.</param>
public sealed record CommunityInvitationSent(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid InvitationId,
    long Version,
    Guid CommunityId,
    string CommunityName,
    Guid FromUserId,
    Guid ToUserId
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => InvitationId;
}
