using Community.Companion.Safety;

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

    private const int Aftercare = 8;
    private const int Quiet = 3;

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
    public bool IsNews(Finding finding) => !IsAftercare || Kind != finding.Kind || finding.Severity > Severity;

    public static Care After(Finding finding, DateTimeOffset now) => new(finding.Kind, finding.Severity, now, Aftercare, Quiet);

    /// <summary>The state after another answer.</summary>
    public Care Next() =>
        IsAftercare ? this with { AftercareLeft = AftercareLeft - 1 }
        : QuietLeft > 1 ? this with { QuietLeft = QuietLeft - 1 }
        : None;

    /// <summary>The person is safe: the help lines are named in a few more answers.</summary>
    public Care Ease() => this with { AftercareLeft = 0 };
}
