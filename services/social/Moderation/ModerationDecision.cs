namespace Community.Social.Moderation;

/// <summary>A moderator's decision. The table permits neither updates nor deletes.</summary>
internal sealed class ModerationDecision
{
    /// <summary>1, 2, 3… without gaps, over all decisions.</summary>
    public required long Seq { get; init; }

    public required Guid Id { get; init; }

    /// <summary>One of <see cref="Decision"/>, or of <see cref="DecisionKind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid CaseId { get; init; }

    public required string ContentType { get; init; }

    public required Guid ContentId { get; init; }

    /// <summary>The user concerned; null if the content's owner had not named the author.</summary>
    public Guid? PersonId { get; init; }

    public required bool RemovesContent { get; init; }

    /// <summary>When the sanction ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>One of <see cref="ReportReason"/>.</summary>
    public required string Reason { get; init; }

    public required Guid DecidedBy { get; init; }

    /// <summary>The decision whose sanction this one lifts, or against which the appeal was made.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>In whole microseconds, the precision of the database.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>SHA-256 (<see cref="DecisionChain"/>).</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>The decision that lifts this one's sanction, or answers an appeal against it.</summary>
    public ModerationDecision FollowedBy(long seq, string kind, Guid decidedBy, DateTimeOffset now) =>
        new()
        {
            Seq = seq,
            Id = Guid.CreateVersion7(now),
            Kind = kind,
            CaseId = CaseId,
            ContentType = ContentType,
            ContentId = ContentId,
            PersonId = PersonId,
            RemovesContent = false,
            Reason = Reason,
            DecidedBy = decidedBy,
            AboutId = Id,
            At = now,
        };
}

/// <summary>A moderator's note on a decision. It is not in the chain, so that it can be erased with the user.</summary>
internal sealed class ModerationNote
{
    public required Guid DecisionId { get; init; }

    public required string Note { get; init; }
}
