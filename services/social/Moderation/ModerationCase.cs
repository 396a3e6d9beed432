namespace Community.Social.Moderation;

/// <summary>All reports of one content, and what became of them; one row for ever, opened again by a report after the decision.</summary>
internal sealed class ModerationCase
{
    public required Guid Id { get; init; }

    /// <summary>Rises with each event about it, so that it orders what others are told of the content.</summary>
    public required long Version { get; set; }

    public required string ContentType { get; init; }

    public required Guid ContentId { get; init; }

    /// <summary>One of <see cref="CaseStatus"/>.</summary>
    public required string Status { get; set; }

    /// <summary>The moderator who looks at it.</summary>
    public Guid? AssignedTo { get; set; }

    public DateTimeOffset? AssignedAt { get; set; }

    /// <summary>How many reports there were since it was last opened.</summary>
    public required int ReportCount { get; init; }

    /// <summary>The first report since it was last opened.</summary>
    public required DateTimeOffset FirstReportedAt { get; init; }

    public required DateTimeOffset LastReportedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>Who made it; null: its owner has not told yet.</summary>
    public Guid? AuthorId { get; init; }

    public Guid? CommunityId { get; init; }

    /// <summary>A rule keeps the content back until this is decided.</summary>
    public required bool IsHeld { get; set; }

    /// <summary>The decision by which the content is removed now.</summary>
    public Guid? RemovalDecisionId { get; set; }
}

/// <summary>One person, or one rule, reports one content.</summary>
internal sealed class Report
{
    public required Guid Id { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>Null: a rule found it. Never shown to the reported.</summary>
    public Guid? ReporterId { get; init; }

    public Guid? RuleId { get; init; }

    public string? RuleName { get; init; }

    /// <summary>A word of <see cref="ReportReason"/>.</summary>
    public required string Reason { get; init; }

    public string? Details { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary><c>action_taken</c> or <c>no_action</c>.</summary>
    public string? Outcome { get; init; }
}

/// <summary>What a decision imposed on a person.</summary>
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

    /// <summary>When it ends by itself; null: until lifted.</summary>
    public DateTimeOffset? Until { get; init; }

    public DateTimeOffset? LiftedAt { get; set; }
}

/// <summary>Whoever a decision concerns asks for another look at it.</summary>
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
