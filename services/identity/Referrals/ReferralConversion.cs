namespace Community.Identity.Referrals;

/// <summary>A referred person's first payment, as payments announced it.</summary>
internal sealed class ReferralConversion
{
    public required Guid ReferralId { get; init; }

    public required Guid ReferrerId { get; init; }

    public required Guid ReferredId { get; init; }

    public required long CreditsEarned { get; init; }

    public required DateTimeOffset ConvertedAt { get; init; }
}
