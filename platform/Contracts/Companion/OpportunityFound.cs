namespace Community.Contracts.Companion;

/// <summary>Something was found that a person may want to act on. Names nobody: what it says is kept with the notification of it.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="OpportunityId">The aggregate: opportunity.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">For whom.</param>
/// <param name="Kind"><c>opportunity</c>, <c>connection</c>, <c>insight</c> or <c>boost</c>.</param>
/// <param name="Title">What it is, in a few words that name nobody.</param>
/// <param name="ActionLink">Where it leads, relative to the gateway; null: nowhere but to itself.</param>
public sealed record OpportunityFound(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid OpportunityId,
    long Version,
    Guid UserId,
    string Kind,
    string Title,
    string? ActionLink) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => OpportunityId;
}
