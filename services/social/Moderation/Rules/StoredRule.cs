using Community.Contracts.Social;

namespace Community.Social.Moderation.Rules;

/// <summary>An automatic rule, active or switched off.</summary>
internal sealed class StoredRule
{
    public required Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>One of <see cref="RuleKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>One of <see cref="RuleActions"/>.</summary>
    public required string Action { get; set; }

    /// <summary>One of <see cref="ReportReason"/>.</summary>
    public required string Reason { get; set; }

    public required string[] ContentTypes { get; set; }

    public required string[] Words { get; set; }

    public required string[] Hosts { get; set; }

    public int? Hours { get; set; }

    public int? Count { get; set; }

    public int? Minutes { get; set; }

    public required bool IsEnabled { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The rule in the contract for other services.</summary>
    public ModerationRule ToContract() => new(Id, Name, Kind, Action, Reason, ContentTypes, Words, Hosts, Hours, Count, Minutes);
}
