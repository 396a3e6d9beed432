namespace Community.Contracts.Identity;

/// <summary>The public profile of a user changed, or a guest became a full account. Carries the whole profile.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Profile">The profile after the change.</param>
/// <param name="IsGuest">False once a guest was upgraded.</param>
public sealed record UserProfileUpdated(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    UserProfile Profile,
    bool IsGuest
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
