namespace Community.Contracts.Social;

/// <summary>A member's role in a community changed.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="MembershipId">The aggregate: membership.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The user.</param>
/// <param name="Role"><c>owner</c>, <c>moderator</c> or <c>member</c>.</param>
/// <param name="ChangedBy">The acting owner; null: no single user, or not given.</param>
public sealed record CommunityMemberRoleChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid MembershipId,
    long Version,
    Guid CommunityId,
    Guid UserId,
    string Role,
    Guid? ChangedBy = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => MembershipId;
}
