using Community.Companion.Words;

namespace Community.Companion.Opportunities;

/// <summary>Something that the companion points out to a person, once.</summary>
internal sealed class Opportunity
{
    /// <summary>UUIDv7: in the order of time.</summary>
    public required Guid Id { get; init; }

    public required Guid UserId { get; init; }

    /// <summary>One of <see cref="OpportunityKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>high</c>, <c>medium</c> or <c>low</c>.</summary>
    public required string Priority { get; init; }

    /// <summary>The subject: the same one is pointed out to a person once.</summary>
    public required string About { get; init; }

    /// <summary>One of <see cref="OpportunityTarget"/>.</summary>
    public required string TargetType { get; init; }

    public Guid? TargetId { get; init; }

    public required string Title { get; init; }

    /// <summary>A text with the reason.</summary>
    public required string Description { get; init; }

    public required string ActionText { get; init; }

    /// <summary>Null: made before there were Arabic texts.</summary>
    public string? ArabicTitle { get; init; }

    public string? ArabicDescription { get; init; }

    public string? ArabicActionText { get; init; }

    /// <summary>A path of the web client.</summary>
    public required string ActionLink { get; init; }

    /// <summary>The person's own date.</summary>
    public required DateOnly Day { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>After this time, it is not shown any more.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }

    public DateTimeOffset? DismissedAt { get; set; }
}

internal static class OpportunityKind
{
    /// <summary>Something to take part in: a circle, an event, a course.</summary>
    public const string Opportunity = "opportunity";

    /// <summary>A person to meet.</summary>
    public const string Connection = "connection";

    /// <summary>About the person's own path.</summary>
    public const string Insight = "insight";

    /// <summary>One step is missing to a goal.</summary>
    public const string Boost = "boost";
}

internal static class OpportunityTarget
{
    public const string Community = "community";
    public const string Person = "person";
    public const string Event = "event";
    public const string Course = "course";
    public const string Companion = "companion";
}

/// <summary>A possible opportunity.</summary>
/// <param name="Score">0 to 100; the highest first.</param>
internal sealed record Candidate(
    int Score,
    string Kind,
    string TargetType,
    Guid? TargetId,
    string About,
    OpportunityText Text,
    string ActionLink,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>The title that may be published: no person's name leaves this service.</summary>
    public Bilingual TitleForOthers =>
        TargetType == OpportunityTarget.Person ? new("Another user shares your interests", "مستخدم آخر يشاركك الاهتمامات") : Text.Title;

    public string Priority =>
        Score switch
        {
            >= 70 => "high",
            >= 40 => "medium",
            _ => "low",
        };
}
