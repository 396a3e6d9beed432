namespace Community.Contracts.Identity;

/// <summary>
/// A moderator or an administrator of the platform, or an owner or a moderator of a community, did something in a service. Published by
/// that service, and consumed by identity for the audit record.
/// </summary>
/// <param name="EventId">Unique for each integration event; also the id of the entry.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ActorId">The aggregate: the account that acted.</param>
/// <param name="Version">Always 1: each act is an entry of its own.</param>
/// <param name="Service">The service.</param>
/// <param name="Action">The act, such as <c>course_published</c>.</param>
/// <param name="UserId">The user concerned; null: none.</param>
/// <param name="ObjectId">The object of the act, such as a course or a case; null: none.</param>
/// <param name="Outcome">The kind of the decision or the amount, as a code or a number; null: the act says it all.</param>
public sealed record StaffActed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ActorId,
    long Version,
    string Service,
    string Action,
    Guid? UserId = null,
    Guid? ObjectId = null,
    string? Outcome = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ActorId;
}
