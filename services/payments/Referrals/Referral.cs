namespace Community.Payments.Referrals;

/// <summary>A registration with another user's code.</summary>
internal sealed class Referral
{
    public required Guid Id { get; init; }

    /// <summary>The user with the code; null once that person is erased.</summary>
    public Guid? ReferrerId { get; init; }

    /// <summary>The new user, at most once; null once that person is erased.</summary>
    public Guid? ReferredId { get; init; }

    /// <summary>The credits that each of the two got; 0 until then.</summary>
    public long CreditsEarned { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it counts; null: it does not count yet, or not any more.</summary>
    public DateTimeOffset? ConvertedAt { get; init; }

    /// <summary>The order that makes it count, or made it count.</summary>
    public Guid? OrderId { get; init; }

    /// <summary>
    /// Whether a payment of any amount is enough: it began to count under that rule, and keeps its rewards while it counts.
    /// </summary>
    public bool CountsAnyAmount { get; init; }

    /// <summary>How often it has begun to count.</summary>
    public int Rounds { get; init; }

    /// <summary>The version of the integration event that says that it counts, or not any more, in this round.</summary>
    public static long VersionOf(int round, bool counts) => (2L * round) + (counts ? 0 : 1);

    /// <summary>When it is checked next; null: when money of an order moves.</summary>
    public DateTimeOffset? NextLookAt { get; init; }
}
