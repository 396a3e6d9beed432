namespace Community.Contracts.Social;

/// <summary>A membership ended.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="MembershipId">The aggregate: membership.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="CommunityId">The community.</param>
/// <param name="UserId">The user.</param>
/// <param name="Reason"><c>left</c>, <c>removed</c>, <c>banned</c>, <c>expired</c> or <c>deleted</c>.</param>
public sealed record CommunityMemberLeft(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid MembershipId,
    long Version,
    Guid CommunityId,
    Guid UserId,
    string Reason
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => MembershipId;
}
