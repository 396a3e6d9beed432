using System.Text.Json;
using Community.Companion.Data;
using Community.Companion.Safety;

namespace Community.Companion.Conversation.Findings;

/// <summary>A finding of the safety layer: without the user, without the text, and with no more of the time than the day.</summary>
internal sealed class SafetyFinding
{
    /// <summary>Found in a person's message.</summary>
    public const string InMessage = "message";

    /// <summary>Found in a model's answer, which was then not shown.</summary>
    public const string InAnswer = "answer";

    /// <summary>A user said that a finding was wrong: these counts show how precise findings are.</summary>
    public const string NotMeant = "not_meant";

    public long Id { get; init; }

    /// <summary>In UTC.</summary>
    public required DateOnly FoundOn { get; init; }

    public required string Source { get; init; }

    /// <summary>A <see cref="CrisisKind"/> or an <see cref="AnswerHarm"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>A <see cref="Safety.Severity"/>; null for harm in an answer.</summary>
    public string? Severity { get; init; }

    public required string Rule { get; init; }

    public required string RulesVersion { get; init; }
}

internal static class FindingLog
{
    public static void Record(this CompanionDb db, Finding finding, DateTimeOffset now) =>
        db.SafetyFindings.Add(
            new()
            {
                FoundOn = DateOnly.FromDateTime(now.UtcDateTime),
                Source = SafetyFinding.InMessage,
                Kind = Word(finding.Kind),
                Severity = Word(finding.Severity),
                Rule = finding.Rule,
                RulesVersion = finding.RulesVersion,
            }
        );

    /// <summary>
    /// Counts that a user said a finding was wrong. The rule is not known any more, because only the crisis is remembered.
    /// </summary>
    public static void RecordNotMeant(this CompanionDb db, CrisisKind kind, Severity severity, DateTimeOffset now) =>
        db.SafetyFindings.Add(
            new()
            {
                FoundOn = DateOnly.FromDateTime(now.UtcDateTime),
                Source = SafetyFinding.NotMeant,
                Kind = Word(kind),
                Severity = Word(severity),
                Rule = "",
                RulesVersion = CrisisDetector.RulesVersion,
            }
        );

    public static void Record(this CompanionDb db, HarmfulAnswer harm, DateTimeOffset now) =>
        db.SafetyFindings.Add(
            new()
            {
                FoundOn = DateOnly.FromDateTime(now.UtcDateTime),
                Source = SafetyFinding.InAnswer,
                Kind = Word(harm.Harm),
                Rule = harm.Rule,
                RulesVersion = harm.RulesVersion,
            }
        );

    private static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
