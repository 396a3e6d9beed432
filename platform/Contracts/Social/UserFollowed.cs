namespace Community.Contracts.Social;

/// <summary>One user began to follow another.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="FollowId">The aggregate: follow.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="FollowerId">The follower.</param>
/// <param name="FollowedId">The followed user.</param>
public sealed record UserFollowed(Guid EventId, DateTimeOffset OccurredAt, Guid FollowId, long Version, Guid FollowerId, Guid FollowedId)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => FollowId;
}
