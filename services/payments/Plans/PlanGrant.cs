namespace Community.Payments.Plans;

/// <summary>A plan that was given, not bought.</summary>
internal sealed class PlanGrant
{
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>The code of a <see cref="Plan"/>.</summary>
    public required string Plan { get; init; }

    /// <summary>The reason why it was given, unique.</summary>
    public required string Reference { get; init; }

    /// <summary>When it was given.</summary>
    public required DateTimeOffset StartsAt { get; init; }

    /// <summary>When it ends; null: for life.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When it was taken back; null: it was not taken back, or it was given again.</summary>
    public DateTimeOffset? RevokedAt { get; init; }
}
