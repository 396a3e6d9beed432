namespace Community.Social.Moderation;

/// <summary>Something that a moderator decided. The database takes no change and no deletion of it.</summary>
internal sealed class ModerationDecision
{
    /// <summary>1, 2, 3… without gaps, over all decisions.</summary>
    public required long Seq { get; init; }

    public required Guid Id { get; init; }

    /// <summary>A word of <see cref="Decision"/>, or one of <see cref="DecisionKind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid CaseId { get; init; }

    public required string ContentType { get; init; }

    public required Guid ContentId { get; init; }

    /// <summary>Whom it concerns; null where the content's owner had not told.</summary>
    public Guid? PersonId { get; init; }

    public required bool RemovesContent { get; init; }

    /// <summary>When the sanction ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>A word of <see cref="ReportReason"/>.</summary>
    public required string Reason { get; init; }

    public required Guid DecidedBy { get; init; }

    /// <summary>The decision that this one is about, where it lifts a sanction or answers an appeal.</summary>
    public Guid? AboutId { get; init; }

    /// <summary>In whole microseconds, which is what the database keeps.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>SHA-256 (<see cref="DecisionChain"/>).</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>The decision that lifts this one's sanction, or answers an appeal against it.</summary>
    public ModerationDecision FollowedBy(long seq, string kind, Guid decidedBy, DateTimeOffset now) => new()
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

/// <summary>What a moderator wrote beside a decision; not in the chain, so that it can go when the person goes.</summary>
internal sealed class ModerationNote
{
    public required Guid DecisionId { get; init; }

    public required string Note { get; init; }
}
