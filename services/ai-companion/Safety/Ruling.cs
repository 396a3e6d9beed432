using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;

namespace Community.Companion.Safety;

/// <summary>The finding of the rules in a text.</summary>
/// <param name="Finding">The gravest finding.</param>
/// <param name="IsDirect">
/// Whether a rule that is marked <c>direct</c> matched: such a finding is overruled only if <paramref name="IsFramed"/>.
/// </param>
/// <param name="IsFramed">
/// Whether each sentence in which a direct rule matched has a sign of a joke, a story, a game or another harmless subject.
/// </param>
/// <param name="IsLearnable">
/// Whether a low score of the learned layer counts: not in further languages and Arabizi, which it was not trained on, and not in several
/// sentences, of which another may be harmless.
/// </param>
internal sealed record RuledFinding(Finding Finding, bool IsDirect, bool IsFramed = false, bool IsLearnable = true);

/// <summary>Derives a finding from the rules that match a text.</summary>
internal static class Ruling
{
    /// <summary>
    /// Below this score a direct finding in a harmless frame ("kms, this homework lol") is overruled. Of 221 direct crises by writers who
    /// are not in the training texts, none is.
    /// </summary>
    public const float SureOfHarmless = -1.5f;

    /// <summary>
    /// Below this score a direct finding in English or Arabic is overruled without a frame too ("what a view from the edge of the
    /// canyon"); an immediate one only in a short text, where everyday words beside a crisis cannot outweigh it.
    /// </summary>
    private const float CertainOfHarmless = -2f;

    /// <summary>Words.</summary>
    private const int ShortText = 12;

    /// <summary>From this score on the learned layer alone finds a crisis in a text that denies one ("nobody hits me").</summary>
    private const float SureInNegation = 3.5f;

    /// <summary>How much more certain the learned layer must be of a crisis in a text that is surely about an everyday subject.</summary>
    private const float More = 2;

    /// <summary>
    /// How much more certain it must be of a crisis in a text without words that crises are described with: of nine alarms in everyday talk
    /// eight are in such texts, and of nine crises one is.
    /// </summary>
    private const float WithoutReason = 0.5f;

    /// <summary>The same as <see cref="More"/> if it has words that crises are described with.</summary>
    private const float MoreWithReason = 1.25f;

    /// <summary>The gravest crisis that rules find, or null.</summary>
    public static RuledFinding? Gravest(ReadText words, IReadOnlyList<Hit> hits)
    {
        var found = hits.Where(hit => hit.Rule.Role == "rule").ToList();
        var direct = found.FindAll(hit => hit.Rule.Arguments.Contains("direct", StringComparer.Ordinal));
        var frames = hits.Where(IsFrame).ToList();
        if (found.Count == 0)
        {
            return null;
        }

        var gravest = found
            .Select(hit => (Finding: Grade(hit.Rule, hits), IsFirst: hit.Rule.Arguments.Contains("first", StringComparer.Ordinal)))
            .OrderByDescending(one => one.Finding.Severity)
            .ThenByDescending(one => one.IsFirst)
            .ThenBy(one => Order(one.Finding.Kind))
            .ThenBy(one => one.Finding.AboutSomeoneElse)
            .First()
            .Finding;
        return new(
            gravest,
            direct.Count > 0,
            direct.TrueForAll(hit => frames.Exists(frame => Frames(frame, hit, words))),
            (gravest.Severity < Severity.Immediate || words.Count <= ShortText)
                && IsOneSentence(words)
                && direct.TrueForAll(hit => IsLearnable(hit.Rule))
        );
    }

    /// <summary>Whether a text has a sign of a joke, a story, a game or an exaggeration.</summary>
    public static bool IsInJest(IReadOnlyList<Hit> hits) =>
        hits.Any(hit =>
            hit.Rule.Role == "sign" && hit.Rule.Name is "frame.fun" or "frame.game" or "frame.sport" or "frame.story" or "frame.hyperbole"
        );

    private static bool IsFrame(Hit hit) => hit.Rule.Role == "sign" && hit.Rule.Name.StartsWith("frame.", StringComparison.Ordinal);

    /// <summary>
    /// Whether a sign of a frame is in the sentence of a finding and not among its own words: the car in "he won't let me out of the car"
    /// makes no everyday talk of it. In the further languages only a joke, a story or a game is one: other words of English are
    /// other words there (<c>har</c> is "every" in Persian, <c>net</c> is "no" in Russian).
    /// </summary>
    private static bool Frames(Hit frame, Hit found, ReadText words) =>
        (CrisisAnswer.LanguageOf(found.Rule.Name) is null || frame.Rule.Name is "frame.fun" or "frame.game" or "frame.story")
        && words.SentenceEnd(frame.Start) == words.SentenceEnd(found.Start)
        && (frame.End <= found.Start || frame.Start >= found.End);

    /// <summary>
    /// Whether a text is one sentence: then its score is about the words of the rules, and not about other words beside them.
    /// </summary>
    public static bool IsOneSentence(ReadText words) => words.Count == 0 || words.SentenceEnd(0) >= words.Count - 1;

    /// <summary>Whether rules found a crisis that the learned layer does not overrule.</summary>
    public static bool Stands(RuledFinding? ruled, LearnedReading reading, Thresholds thresholds) =>
        ruled is not null
        && (
            reading.Score >= thresholds.Overruling
            || (
                ruled.IsDirect
                && !(ruled.IsFramed && reading.Score < SureOfHarmless)
                && !(ruled.IsLearnable && reading.Score < CertainOfHarmless)
            )
        );

    /// <summary>
    /// Whether the learned layer may overrule a direct rule: not in other languages than English and Arabic, and not a rule for a negation
    /// (<c>always</c>), because it reads the negation itself as harmless, nor one that is marked <c>sure</c>.
    /// </summary>
    private static bool IsLearnable(Rule rule) =>
        !rule.Arguments.Contains("always", StringComparer.Ordinal)
        && !rule.Arguments.Contains("sure", StringComparer.Ordinal)
        && !rule.Name.StartsWith("arabizi.", StringComparison.Ordinal)
        && CrisisAnswer.LanguageOf(rule.Name) is null;

    /// <summary>
    /// Whether a text has words that crises are described with, or two signs of one. Without them, a finding of the learned layer alone is
    /// no more than a concern.
    /// </summary>
    public static bool HasReason(IReadOnlyList<Hit> hits) =>
        hits.Any(hit => hit.Rule.Role is "raise" or "rule" || (hit.Rule.Role == "hint" && !IsEveryday(hit.Rule)))
        || HasTwo([.. hits.Where(hit => hit.Rule.Role == "sign" && hit.Rule.Arguments.Contains("crisis", StringComparer.Ordinal))]);

    /// <summary>Whether there are two signs in different words: "if I tell" alone has two names.</summary>
    private static bool HasTwo(List<Hit> signs) =>
        signs.Exists(one => signs.Exists(other => other.Rule.Name != one.Rule.Name && other.Start >= one.End));

    /// <summary>Hints that are mostly everyday words: phone, door, drunk, neck.</summary>
    private static bool IsEveryday(Rule hint) => hint.Name is "hint.abuse" or "hint.emergency";

    /// <summary>
    /// The thresholds for a text. One without words that crises are described with must look more like a crisis, and so must one that is
    /// surely about an everyday subject: messages about everyday troubles have many words of crises. Rules are not concerned.
    /// </summary>
    /// <param name="subject">The probability of the text's subject, from 0 to 1.</param>
    /// <param name="hasReason">Whether the text has words that crises are described with.</param>
    /// <param name="thresholds">The thresholds for all texts.</param>
    public static Thresholds ThresholdsFor(float subject, bool hasReason, Thresholds thresholds) =>
        thresholds with
        {
            Crisis = thresholds.Crisis + (hasReason ? subject * MoreWithReason : WithoutReason + (subject * More)),
        };

    /// <summary>
    /// Combines the finding of the rules with the reading of the learned layer: the graver crisis counts. If both find the same crisis, the
    /// rules' grade counts.
    /// </summary>
    /// <param name="ruled">The finding of the rules, or null.</param>
    /// <param name="reading">The reading of the learned layer.</param>
    /// <param name="hasReason">Whether the text has words that crises are described with.</param>
    /// <param name="thresholds">The scores from which the learned layer is sure.</param>
    /// <param name="isNegated">Whether the text denies a crisis.</param>
    public static Finding? Decide(
        RuledFinding? ruled,
        LearnedReading reading,
        bool hasReason,
        Thresholds thresholds,
        bool isNegated = false
    )
    {
        var learned =
            isNegated && ruled is null && reading.Score < SureInNegation ? null
            : reading.Score >= thresholds.Crisis ? Found(hasReason ? reading.Severity : Severity.Concern)
            : null;
        return !Stands(ruled, reading, thresholds) ? learned
            : ruled!.Finding.Severity == Severity.Concern && learned?.Severity > Severity.Concern && learned.Kind != ruled.Finding.Kind
                ? learned
            : ruled.Finding;

        Finding Found(Severity severity) =>
            new(reading.Kind, severity, $"{Finding.Learned}{NameOf(reading.Kind)}", CrisisDetector.RulesVersion);
    }

    /// <summary>The value of an enumeration by its name in the rules: <c>self_harm</c>.</summary>
    public static T Parse<T>(string name)
        where T : struct, Enum => Enum.Parse<T>(name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>The name of a crisis in rules and files: the opposite of <see cref="Parse{T}"/>.</summary>
    public static string NameOf(CrisisKind kind) =>
        kind switch
        {
            CrisisKind.SelfHarm => "self_harm",
            CrisisKind.Abuse => "abuse",
            CrisisKind.Danger => "danger",
            _ => "medical_emergency",
        };

    /// <summary>A rule's own grade, raised or lowered by the text's statements about time and means.</summary>
    private static Finding Grade(Rule rule, IReadOnlyList<Hit> hits)
    {
        var kind = Parse<CrisisKind>(rule.Arguments[0]);
        var shift = (Shifts("raise") ? 1 : 0) - (Shifts("lower") ? 1 : 0);
        var severity = Math.Clamp((int)Parse<Severity>(rule.Arguments[1]) + shift, (int)Severity.Concern, (int)Severity.Immediate);
        return new(
            kind,
            (Severity)severity,
            rule.Name,
            CrisisDetector.RulesVersion,
            rule.Arguments.Contains("someone", StringComparer.Ordinal)
        );

        bool Shifts(string role) => hits.Any(hit => hit.Rule.Role == role && Parse<CrisisKind>(hit.Rule.Arguments[0]) == kind);
    }

    /// <summary>The order of equally grave crises: the answer is about the one where minutes count most.</summary>
    private static int Order(CrisisKind kind) =>
        kind switch
        {
            CrisisKind.SelfHarm => 0,
            CrisisKind.MedicalEmergency => 1,
            CrisisKind.Danger => 2,
            _ => 3,
        };
}
