namespace Community.Contracts.Identity;

/// <summary>A session ended early: its tokens and connections are refused from now on.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="SessionId">The session that ended.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="UserId">The user of the session.</param>
/// <param name="Reason">
/// <c>logout</c>, <c>logout_all</c>, <c>ended_elsewhere</c>, <c>reuse_detected</c>, <c>password_changed</c>, <c>contact_changed</c>,
/// <c>roles_changed</c>, <c>suspended</c>, <c>erased</c>, <c>revoked</c> (an API token) or <c>second_factor_removed</c>.
/// </param>
/// <param name="TokensExpireAt">When the last access token of the session expires.</param>
public sealed record SessionRevoked(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid SessionId,
    long Version,
    Guid UserId,
    string Reason,
    DateTimeOffset TokensExpireAt
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => SessionId;
}
