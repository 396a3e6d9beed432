namespace Community.Contracts.Identity;

/// <summary>An account was created (also a guest's, or one by an identity provider).</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Profile">The public profile.</param>
/// <param name="Roles">The roles that the account starts with.</param>
/// <param name="IsGuest">A guest has no credentials yet.</param>
/// <param name="ReferredBy">The user whose referral code was given at registration, if any.</param>
/// <param name="OwnerId">The owner of a bot, who alone may know it; null: the account is a person's. It never changes.</param>
public sealed record UserRegistered(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    UserProfile Profile,
    IReadOnlyList<string> Roles,
    bool IsGuest,
    Guid? ReferredBy,
    Guid? OwnerId = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
