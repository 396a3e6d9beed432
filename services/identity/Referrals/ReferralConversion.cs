namespace Community.Identity.Referrals;

/// <summary>A referred user's first payment, as payments published it.</summary>
internal sealed class ReferralConversion
{
    public required Guid ReferralId { get; init; }

    public required Guid ReferrerId { get; init; }

    public required Guid ReferredId { get; init; }

    public required long CreditsEarned { get; init; }

    public required DateTimeOffset ConvertedAt { get; init; }
}
