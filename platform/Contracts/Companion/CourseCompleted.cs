namespace Community.Contracts.Companion;

/// <summary>A user finished every module of a course.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="EnrolmentId">The aggregate: enrolment.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The user.</param>
/// <param name="CourseId">The course.</param>
public sealed record CourseCompleted(Guid EventId, DateTimeOffset OccurredAt, Guid EnrolmentId, long Version, Guid UserId, Guid CourseId)
    : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => EnrolmentId;
}
