namespace Community.Payments.Referrals;

/// <summary>Somebody who registered with another's code.</summary>
internal sealed class Referral
{
    public required Guid Id { get; init; }

    /// <summary>Whose code it was; null once that person is erased.</summary>
    public Guid? ReferrerId { get; init; }

    /// <summary>Who registered with it, once; null once that person is erased.</summary>
    public Guid? ReferredId { get; init; }

    /// <summary>The credits that each of the two got; 0 until then.</summary>
    public long CreditsEarned { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the referred person first paid; null: not yet.</summary>
    public DateTimeOffset? ConvertedAt { get; init; }
}
