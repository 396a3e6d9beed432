namespace Community.Contracts.Identity;

/// <summary>The platform roles changed.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="UserId">The user.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="Roles">All roles after the change.</param>
/// <param name="FormerRoles">The roles before the change; null: not given.</param>
/// <param name="ChangedBy">The account that made the change; null: not given.</param>
public sealed record UserRolesChanged(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid UserId,
    long Version,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string>? FormerRoles = null,
    Guid? ChangedBy = null
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => UserId;
}
