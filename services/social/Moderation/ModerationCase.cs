namespace Community.Social.Moderation;

/// <summary>
/// All reports of one content, and the decision. A content has one row, which is never deleted; a report after the decision opens it again.
/// </summary>
internal sealed class ModerationCase
{
    public required Guid Id { get; init; }

    /// <summary>Rises with each integration event about it, so that other services can order these events.</summary>
    public required long Version { get; set; }

    public required string ContentType { get; init; }

    public required Guid ContentId { get; init; }

    /// <summary>One of <see cref="CaseStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>The moderator to whom it is assigned.</summary>
    public Guid? AssignedTo { get; set; }

    public DateTimeOffset? AssignedAt { get; set; }

    /// <summary>The number of reports since it was last opened.</summary>
    public required int ReportCount { get; init; }

    /// <summary>The time of the first report since it was last opened.</summary>
    public required DateTimeOffset FirstReportedAt { get; init; }

    public required DateTimeOffset LastReportedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>The author; null: the content's owner has not named the author yet.</summary>
    public Guid? AuthorId { get; init; }

    public Guid? CommunityId { get; init; }

    /// <summary>A rule holds the content back until the decision.</summary>
    public required bool IsHeld { get; set; }

    /// <summary>The decision that keeps the content removed.</summary>
    public Guid? RemovalDecisionId { get; set; }
}

/// <summary>A report of one content by one user, or by one rule.</summary>
internal sealed class Report
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>Null: a rule matched. Never shown to the reported user.</summary>
    public Guid? ReporterId { get; init; }

    public Guid? RuleId { get; init; }

    public string? RuleName { get; init; }

    /// <summary>One of <see cref="ReportReason"/>.</summary>
    public required string Reason { get; init; }

    public string? Details { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary><c>action_taken</c> or <c>no_action</c>.</summary>
    public string? Outcome { get; init; }
}

/// <summary>A sanction that a decision imposed on a user.</summary>
internal sealed class Sanction
{
    public required Guid Id { get; init; }

    public required long Version { get; set; }

    public required Guid UserId { get; init; }

    /// <summary>One of <see cref="SanctionKind"/>.</summary>
    public required string Kind { get; init; }

    public required Guid CaseId { get; init; }

    public required Guid DecisionId { get; init; }

    public required string Reason { get; init; }

    public required DateTimeOffset ImposedAt { get; init; }

    /// <summary>When it ends by itself; null: when it is lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    public DateTimeOffset? LiftedAt { get; set; }
}

/// <summary>An appeal against a decision, by the user concerned.</summary>
internal sealed class Appeal
{
    public required Guid Id { get; init; }

    public required Guid DecisionId { get; init; }

    public required Guid UserId { get; init; }

    public required string Text { get; init; }

    /// <summary>One of <see cref="AppealStatus"/>.</summary>
    public required string Status { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; set; }
}
