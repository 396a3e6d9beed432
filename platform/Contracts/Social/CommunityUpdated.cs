namespace Community.Contracts.Social;

/// <summary>A community's own fields changed. Carries all of them.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="CommunityId">The aggregate: community.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Name">Its name.</param>
/// <param name="Kind"><c>group</c>, <c>circle</c> or <c>community</c>.</param>
/// <param name="Visibility"><c>public</c>, <c>private</c> or <c>paid</c>.</param>
/// <param name="Category">Its category.</param>
/// <param name="Region">Its region.</param>
/// <param name="Description">Its description.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="IsHidden">Held back or taken down by moderators: only its owners can see it.</param>
public sealed record CommunityUpdated(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid CommunityId,
    long Version,
    string Name,
    string Kind,
    string Visibility,
    string? Category,
    string? Region,
    string? Description,
    IReadOnlyList<string> Tags,
    bool IsHidden = false
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => CommunityId;
}
