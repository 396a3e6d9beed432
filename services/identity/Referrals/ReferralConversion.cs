namespace Community.Identity.Referrals;

/// <summary>A referral that counts, or counted, as payments published it.</summary>
internal sealed class ReferralConversion
{
    public required Guid ReferralId { get; init; }

    public required Guid ReferrerId { get; init; }

    /// <summary>The new user; null once that person is erased.</summary>
    public Guid? ReferredId { get; init; }

    /// <summary>The credits that each of the two has from it; 0 if it does not count.</summary>
    public required long CreditsEarned { get; init; }

    /// <summary>When it began to count, or stopped.</summary>
    public required DateTimeOffset ConvertedAt { get; init; }

    /// <summary>The version of the newest event.</summary>
    public required long Version { get; init; }

    /// <summary>Whether it counts: the money of its payment is not gone.</summary>
    public required bool Counts { get; init; }
}
