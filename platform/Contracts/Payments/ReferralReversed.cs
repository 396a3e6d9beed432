namespace Community.Contracts.Payments;

/// <summary>A referral does not count any more: the money of its payment went back. The rewards of both people are taken back.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReferralId">The aggregate: referral.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ReferrerId">The user whose code was used.</param>
/// <param name="ReferredId">The user registered with the code; null: erased.</param>
/// <param name="Conversions">How many conversions the referrer has now.</param>
public sealed record ReferralReversed(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReferralId,
    long Version,
    Guid ReferrerId,
    Guid? ReferredId,
    int Conversions
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReferralId;
}
