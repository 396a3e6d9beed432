using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;

namespace Community.Companion.Conversation;

/// <summary>
/// A conversation's memory of a crisis, without any words, so that it may last longer than a message. It is deleted when the turns after
/// the crisis are over.
/// </summary>
/// <param name="Kind">The crisis, or null.</param>
/// <param name="Severity">Its grade.</param>
/// <param name="At">When it was last found.</param>
/// <param name="AftercareLeft">How many aftercare answers are left.</param>
/// <param name="QuietLeft">How many answers after those still name the help lines.</param>
internal sealed record Care(CrisisKind? Kind, Severity Severity, DateTimeOffset? At, int AftercareLeft, int QuietLeft)
{
    public static readonly Care None = new(null, Severity.Concern, null, 0, 0);

    /// <summary>How many aftercare answers are left after a person says that a grave finding was wrong.</summary>
    private const int AfterDoubt = 2;

    /// <summary>After a silence of this length the memory is dropped.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>Whether the next answer is an aftercare answer.</summary>
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
                state.QuietLeft
            );

    /// <summary>Whether a finding is new: another crisis than the remembered one, or a graver grade of it.</summary>
    public bool IsNew(Finding finding) => !IsAftercare || Kind != finding.Kind || finding.Severity > Severity;

    /// <summary>
    /// The state after a finding: eight aftercare answers and three that still name the lines; after a concern three and one, and two and
    /// one if only the weights found it. A weaker finding shortens nothing, and the lines stay those of the graver crisis.
    /// </summary>
    public Care After(Finding finding, DateTimeOffset now)
    {
        var (aftercare, quiet) =
            finding.Severity > Severity.Concern ? (8, 3)
            : finding.IsLearned ? (2, 1)
            : (3, 1);
        var isGraver = IsAftercare && Severity > finding.Severity;
        return new(
            isGraver ? Kind : finding.Kind,
            isGraver ? Severity : finding.Severity,
            now,
            Math.Max(aftercare, AftercareLeft),
            IsAftercare ? Math.Max(quiet, QuietLeft) : quiet
        );
    }

    /// <summary>
    /// The state after a reply. A misunderstanding ends the care after a concern, and eases it after a high finding; "I'm fine" eases it
    /// after a concern. After graver findings both only shorten it: the lines stay near for some more answers.
    /// </summary>
    public Care After(Heard heard) =>
        (heard, Severity) switch
        {
            (Heard.NotMeant, Severity.Concern) => None,
            (Heard.NotMeant, Severity.High) or (Heard.Fine, Severity.Concern) or (Heard.Safe, _) => this with { AftercareLeft = 0 },
            (Heard.NotMeant or Heard.Fine, _) => this with { AftercareLeft = Math.Min(AftercareLeft - 1, AfterDoubt) },
            _ => Next(),
        };

    /// <summary>Whether a misunderstanding is counted: once in a crisis.</summary>
    public bool IsFirstDoubt => Severity < Severity.Immediate || AftercareLeft > AfterDoubt;

    /// <summary>The state after another answer.</summary>
    public Care Next() =>
        IsAftercare ? this with { AftercareLeft = AftercareLeft - 1 }
        : QuietLeft > 1 ? this with { QuietLeft = QuietLeft - 1 }
        : None;
}
