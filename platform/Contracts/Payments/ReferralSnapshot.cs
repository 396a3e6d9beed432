namespace Community.Contracts.Payments;

/// <summary>
/// A referral that counts, or counted, in payments, for a projection that begins on old data. It is the sum of the integration events so
/// far.
/// </summary>
/// <param name="ReferralId">The referral.</param>
/// <param name="Version">The version that the snapshot shows. An integration event with a higher version is newer.</param>
/// <param name="ReferrerId">The user whose code was used.</param>
/// <param name="ReferredId">The user registered with the code; null: erased.</param>
/// <param name="CreditsEarned">Credits given to each; 0 if it does not count.</param>
/// <param name="ConvertedAt">Since when it counts; null: not any more.</param>
public sealed record ReferralSnapshot(
    Guid ReferralId,
    long Version,
    Guid ReferrerId,
    Guid? ReferredId,
    long CreditsEarned,
    DateTimeOffset? ConvertedAt
);
