using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;
using Community.Companion.Safety.Cases;

namespace Community.Companion.Conversation;

/// <summary>
/// A conversation's memory of a crisis, without any words, so that it may last longer than a message. It lasts for a day: then a reply
/// to the crisis is still heard.
/// </summary>
/// <param name="Kind">The crisis, or null.</param>
/// <param name="Severity">Its grade.</param>
/// <param name="At">When it was last found.</param>
/// <param name="AftercareLeft">How many aftercare answers are left.</param>
/// <param name="QuietLeft">How many answers after those still name the help lines.</param>
/// <param name="IsDoubted">Whether the person said that the finding was wrong: that is counted once in a crisis.</param>
internal sealed record Care(
    CrisisKind? Kind,
    Severity Severity,
    DateTimeOffset? At,
    int AftercareLeft,
    int QuietLeft,
    bool IsDoubted = false
)
{
    public static readonly Care None = new(null, Severity.Concern, null, 0, 0);

    /// <summary>How many aftercare answers are left after a person says that a grave finding was wrong.</summary>
    private const int AfterDoubt = 2;

    /// <summary>After a silence of this length the memory is dropped.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>How many aftercare answers follow a reply that is heard later.</summary>
    private const int AfterReply = 2;

    /// <summary>Replies that people also give in everyday talk.</summary>
    private static readonly string[] Everyday = ["yes", "no", "thanks", "together", "near", "real", "distract", "leave", "stop"];

    /// <summary>Replies that are about nothing but the crisis or its finding.</summary>
    private static readonly string[] Plain = ["worse", "not-meant", "safe", "called", "no-answer", "wont-call", "away"];

    /// <summary>Whether the next answer is an aftercare answer, whatever the person writes.</summary>
    public bool IsAftercare => Kind is not null && AftercareLeft > 0;

    /// <summary>Whether the next answer still names the help lines.</summary>
    public bool IsQuiet => Kind is not null && AftercareLeft == 0 && QuietLeft > 0;

    public static Care Of(ConversationState state, DateTimeOffset now) =>
        state.CrisisKind is not { } kind || now - state.CrisisAt > Lasts
            ? None
            : new(
                Ruling.Parse<CrisisKind>(kind),
                Ruling.Parse<Severity>(state.CrisisSeverity!),
                state.CrisisAt,
                state.AftercareLeft,
                state.QuietLeft,
                state.CrisisDoubted
            );

    /// <summary>
    /// Whether a reply with this meaning gets an aftercare answer: in the aftercare every reply; while the lines are near, and for the rest
    /// of the day, a reply that the aftercare hears. After a concern, and after the quiet answers, words that people say every day are left
    /// to the talk.
    /// </summary>
    /// <param name="heard">The meaning (<see cref="AftercareAnswers.Hear"/>).</param>
    public bool Answers(string heard) =>
        IsAftercare
        || (
            Kind is not null
            && heard != AftercareAnswers.Other
            && (Severity > Severity.Concern, IsQuiet) switch
            {
                (true, true) => true,
                (false, true) => !Everyday.Contains(heard),
                (true, false) => !Everyday.Contains(heard) && heard != AftercareAnswers.Fine,
                (false, false) => Plain.Contains(heard),
            }
        );

    /// <summary>
    /// Whether a finding is a reply and no more: the weights alone read something in its words, or a person who hurts is near.
    /// </summary>
    public bool IsReply(Finding finding, string heard) =>
        Answers(heard)
        && heard != AftercareAnswers.Other
        && ((finding.IsLearned && !IsNew(finding)) || (heard == "near" && Kind is CrisisKind.Abuse or CrisisKind.Danger));

    /// <summary>Whether a finding is new: another crisis than the remembered one, or a graver grade of it.</summary>
    public bool IsNew(Finding finding) => !(IsAftercare || IsQuiet) || Kind != finding.Kind || finding.Severity > Severity;

    /// <summary>
    /// The state after a finding: eight aftercare answers and three that still name the lines; after a concern three and one. If only the
    /// weights found a concern, it takes no answer away: two answers name the lines. A weaker finding shortens nothing, and the lines stay
    /// those of the graver crisis.
    /// </summary>
    public Care After(Finding finding, DateTimeOffset now)
    {
        var (aftercare, quiet) =
            finding.Severity > Severity.Concern ? (8, 3)
            : finding.IsLearned || finding.Case?.Name == CrisisCase.Grief ? (0, 2)
            : (3, 1);
        var isGraver = (IsAftercare || IsQuiet) && Severity > finding.Severity;
        return new(
            isGraver ? Kind : finding.Kind,
            isGraver ? Severity : finding.Severity,
            now,
            Math.Max(aftercare, AftercareLeft),
            Math.Max(quiet, QuietLeft),
            IsDoubted && !IsNew(finding)
        );
    }

    /// <summary>
    /// The state after a reply. A misunderstanding ends the care after a concern or a high finding: its answer names the lines for the last
    /// time. "I'm fine" eases the care after a concern. After graver findings both only shorten it. Another reply that is heard after the
    /// aftercare begins two turns of it anew.
    /// </summary>
    public Care After(Heard heard) =>
        (heard, Severity) switch
        {
            (Heard.NotMeant, Severity.Concern) => None,
            (Heard.Left, _) => this with { AftercareLeft = 0, QuietLeft = 0 },
            (Heard.NotMeant, Severity.High) => this with { AftercareLeft = 0, QuietLeft = 0, IsDoubted = true },
            (Heard.Fine, Severity.Concern) or (Heard.Safe, _) => this with { AftercareLeft = 0, QuietLeft = Math.Max(QuietLeft, 1) },
            (Heard.NotMeant or Heard.Fine, _) => this with
            {
                AftercareLeft = Math.Clamp(AftercareLeft - 1, 0, AfterDoubt),
                QuietLeft = Math.Min(QuietLeft, 1),
                IsDoubted = IsDoubted || heard == Heard.NotMeant,
            },
            _ when !IsAftercare => this with { AftercareLeft = AfterReply, QuietLeft = Math.Max(QuietLeft, 1) },
            _ => Next(),
        };

    /// <summary>The state after the person wants to talk about something else: the lines are named once more, in a quiet line.</summary>
    public Care Eased() => IsAftercare ? this with { AftercareLeft = 0, QuietLeft = 1 } : this;

    /// <summary>The state after another answer.</summary>
    public Care Next() =>
        IsAftercare ? this with { AftercareLeft = AftercareLeft - 1 }
        : IsQuiet ? this with { QuietLeft = QuietLeft - 1 }
        : this;
}
