namespace Community.Contracts.Companion;

/// <summary>
/// The companion found something that a user may want to act on. The event names no person: the details are kept with its notification.
/// </summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OpportunityId">The aggregate: opportunity.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The user that it is for.</param>
/// <param name="Kind"><c>opportunity</c>, <c>connection</c>, <c>insight</c> or <c>boost</c>.</param>
/// <param name="Title">A few words that name no person.</param>
/// <param name="ActionLink">The link to act on, relative to the gateway; null: there is only the opportunity itself.</param>
/// <param name="ArabicTitle">The title for Arabic readers; null: not known.</param>
public sealed record OpportunityFound(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OpportunityId,
    long Version,
    Guid UserId,
    string Kind,
    string Title,
    string? ActionLink,
    string? ArabicTitle = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OpportunityId;
}
