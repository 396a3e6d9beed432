namespace Community.Contracts.Payments;

/// <summary>A referral counts, perhaps again: a payment of the referred person can no longer go back. Both are rewarded.</summary>
/// <param name="EventId">Unique for each integration event.</param>
/// <param name="OccurredAt">When it was committed, in UTC.</param>
/// <param name="ReferralId">The aggregate: referral.</param>
/// <param name="Version">The aggregate's version after the change.</param>
/// <param name="ReferrerId">The user whose code was used.</param>
/// <param name="ReferredId">The user registered with the code.</param>
/// <param name="CreditsEarned">Credits given to each.</param>
/// <param name="Conversions">How many conversions the referrer has now.</param>
public sealed record ReferralConverted(
    Guid EventId,
    DateTimeOffset OccurredAt,
    Guid ReferralId,
    long Version,
    Guid ReferrerId,
    Guid ReferredId,
    long CreditsEarned,
    int Conversions
) : IIntegrationEvent
{
    Guid IIntegrationEvent.AggregateId => ReferralId;
}
