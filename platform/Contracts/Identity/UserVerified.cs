namespace Community.Contracts.Identity;

/// <summary>A mail address or phone number was proved for the first time.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Channel"><c>email</c> or <c>phone</c>.</param>
public sealed record UserVerified(Guid EventId, DateTimeOffset OccurredAt, Guid UserId, long Version, string Channel) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
