using System.Collections.Frozen;
using Community.Companion.Safety.Cases;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Safety.Aftercare;

/// <summary>The meaning of a person's reply to a crisis answer.</summary>
internal enum Heard
{
    /// <summary>The finding was wrong: they did not mean it so.</summary>
    NotMeant,

    /// <summary>They are fine, in words that people also say when they are not.</summary>
    Fine,

    /// <summary>They are safe.</summary>
    Safe,

    /// <summary>They are fine or safe, but the crisis stays urgent: an overdose.</summary>
    StillUrgent,

    /// <summary>They want no more numbers, or to be left alone.</summary>
    Left,

    /// <summary>Anything else: the crisis goes on.</summary>
    GoesOn,
}

/// <summary>
/// The aftercare: turns after a crisis answer. Each names the help lines and asks about safety, in fixed texts (<c>english.txt</c>,
/// <c>arabic.txt</c>) that depend on the person's reply (<c>heard.txt</c>), until the person says that they are safe or that the finding
/// was wrong; after an immediate finding the latter does not end them. One instance serves all requests at once.
/// </summary>
internal sealed class AftercareAnswers
{
    /// <summary>The meaning of a reply that has none of its own.</summary>
    public const string Other = "other";

    /// <summary>The meaning of "I'm fine".</summary>
    public const string Fine = "fine";

    /// <summary>The meaning of "can we talk about football?".</summary>
    public const string Distract = "distract";

    private const string Stop = "stop";
    private const string Leave = "leave";
    private const string NotMeant = "not-meant";
    private const string Safe = "safe";
    private const string Alone = "alone";

    /// <summary>The sign of a heavy feeling in a reply: beside it no word ends the care.</summary>
    private const string Sad = "care.sad";

    private static readonly string Emergency = Ruling.NameOf(CrisisKind.MedicalEmergency);

    private readonly CrisisRules _heard = CrisisRules.Load(
        "Safety.Rules.spellings.txt",
        "Safety.Aftercare.heard-languages.txt",
        "Safety.Aftercare.heard.txt"
    );
    private readonly FrozenDictionary<string, string> _english = Sections.Read("Safety.Aftercare.english.txt");
    private readonly FrozenDictionary<string, string> _arabic = Sections.Read("Safety.Aftercare.arabic.txt");

    /// <summary>
    /// The first answer to a crisis, with the text for young people; and, once, with the way to report that the finding is wrong.
    /// </summary>
    /// <param name="found">The crisis.</param>
    /// <param name="to">The person.</param>
    /// <param name="told">Whether that way was told before.</param>
    public (string Answer, bool IsTold) First(Finding found, Answered to, bool told)
    {
        var tells = !told && found.Severity < Severity.Immediate;
        var within = CrisisAnswer.LanguageOf(found.Rule) is { } code ? to with { Language = code } : to;
        var child = to.IsYoung ? $"\n\n{ToAChild(within)}" : "";
        var misread = tells ? $"\n\n{Misread(within)}" : "";
        return ($"{CrisisAnswer.For(found, to)}{child}{misread}", told || tells);
    }

    /// <summary>The answer to a reply after a crisis answer, and the meaning of the reply.</summary>
    /// <param name="text">The reply.</param>
    /// <param name="kind">The crisis.</param>
    /// <param name="severity">Its grade: what ends the care after a weak finding does not after a grave one.</param>
    /// <param name="to">The person.</param>
    /// <param name="recent">Recent answers: they are not repeated while there is another.</param>
    public (string Answer, Heard Heard) Answer(string text, CrisisKind kind, Severity severity, Answered to, IReadOnlyList<string> recent)
    {
        var @case = CrisisCases.Delivered.OfAnswers(recent, text);
        var name = (@case is null ? null : CrisisCases.Delivered.Hear(@case, text)) ?? Hear(text);
        name = name == Safe && @case?.IsOverdose == true ? Fine : name;
        var isDoubtful = (name == NotMeant && severity == Severity.Immediate) || (name == Fine && severity > Severity.Concern);
        var answer = Fresh(isDoubtful && @case is null ? $"{name}-grave" : name, kind, to, recent, @case);
        var isLast = name == NotMeant && severity == Severity.High && CrisisAnswer.TurnIn(to, NotMeant) is null;
        return (
            isLast ? $"{answer}\n\n{Quiet(kind, to)}" : answer,
            name switch
            {
                NotMeant => Heard.NotMeant,
                Fine when @case?.IsOverdose == true => Heard.StillUrgent,
                _ when @case is { IsOfAnother: true } or { IsOverdose: true } => Heard.GoesOn,
                Stop or Leave => Heard.Left,
                Fine => Heard.Fine,
                Safe => Heard.Safe,
                _ => Heard.GoesOn,
            }
        );
    }

    /// <summary>The answer to a reply that is a finding itself: it never says that the crisis is over.</summary>
    /// <inheritdoc cref="Answer"/>
    public string Continued(string text, CrisisKind kind, Answered to, IReadOnlyList<string> recent) =>
        Fresh(Hear(text) is var name && IsStepName(name) ? name : Other, kind, to, recent, CrisisCases.Delivered.OfAnswers(recent, text));

    /// <summary>
    /// Whether a reply answers a sentence of the companion about help, also if its words are a finding ("I threw the pills away").
    /// </summary>
    public bool IsStep(string text) => IsStepName(Hear(text));

    // Other steps ("I called …") also stand beside a crisis that goes on: those get an answer with the lines.
    private static bool IsStepName(string name) => name is "worse" or "away" or "near";

    /// <summary>The answer of this name that was not given lately.</summary>
    private string Fresh(string name, CrisisKind kind, Answered to, IReadOnlyList<string> recent, CrisisCase? @case)
    {
        var help = CrisisAnswer.Help(kind, to with { NamesChildLine = to.NamesChildLine || @case?.IsOfChild == true });
        var own = @case is null || CrisisAnswer.TurnIn(to, Other) is not null ? null : CrisisCases.Delivered.Ways(@case, name, to.IsArabic);
        var answers = (own ?? Ways(name, kind, to))
            .Concat(own is not null || name is Other or Safe or Fine or NotMeant or Stop or Leave ? [] : Ways(Other, kind, to))
            .Select(way => way.Replace("{help}", help, StringComparison.Ordinal))
            .Select(way => to.IsYoung && CrisisAnswer.TurnIn(to, "child") is { } child ? $"{way}\n\n{child}" : way)
            .ToList();
        return answers.Find(way => !recent.Contains(way, StringComparer.Ordinal)) ?? answers.Find(way => recent[^1] != way) ?? answers[0];
    }

    /// <summary>A line that still names the help lines when the talk is about other things again.</summary>
    public string Quiet(CrisisKind kind, Answered to) =>
        (CrisisAnswer.TurnIn(to, "quiet") ?? Of(to)["quiet"]).Replace(
            "{lines}",
            CrisisAnswer.HelpInOneLine(kind, to),
            StringComparison.Ordinal
        );

    /// <summary>The text for a young person with a first crisis answer.</summary>
    public string ToAChild(Answered to) => CrisisAnswer.TurnIn(to, "child") ?? Of(to)["child"];

    /// <summary>How a person can say that a text was misread; given once.</summary>
    public string Misread(Answered to) => CrisisAnswer.TurnIn(to, "misread") ?? Of(to)["misread"];

    /// <summary>
    /// The meaning of a reply after a crisis answer: a name of <c>heard.txt</c>. Arabic in Latin letters is also read in Arabic letters.
    /// </summary>
    internal string Hear(string text) =>
        HearAsWritten(text)
        ?? (ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is { } arabic ? HearAsWritten(arabic) : null)
        ?? Other;

    /// <summary>Whether a reply is Arabic in Latin letters by its own words.</summary>
    public bool IsArabizi(string text) => _heard.Read(text).Exists(hit => hit.Rule.Name.EndsWith(".arabizi", StringComparison.Ordinal));

    /// <summary>Whether a text names a heavy feeling, also beside other words.</summary>
    public bool IsSad(string text) =>
        IsSadAsWritten(text) || (ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is { } arabic && IsSadAsWritten(arabic));

    private bool IsSadAsWritten(string text) => _heard.Read(text).Exists(hit => hit.Rule.Name == Sad);

    /// <summary>
    /// The first of the found meanings, in the order of the files; one that ends the care is none beside a heavy feeling. A part after the
    /// name distinguishes rules.
    /// </summary>
    private string? HearAsWritten(string text)
    {
        var hits = _heard.Read(text);
        var names = hits.Where(hit => hit.Rule.Role == "rule")
            .OrderBy(hit => _heard.OrderOf(hit.Rule))
            .Select(hit => hit.Rule.Name.Split('.')[1])
            .ToList();
        var isHeavy = hits.Exists(hit => hit.Rule.Name == Sad) || names.Contains(Alone, StringComparer.Ordinal);
        return names.Find(name => !(isHeavy && IsEnd(name))) ?? names.Select(_ => Other).FirstOrDefault();
    }

    private static bool IsEnd(string name) => name is NotMeant or Fine or Safe;

    /// <summary>The answers to a reply: those of the kind of crisis, or the common ones if it has none of its own.</summary>
    private string[] Ways(string name, CrisisKind kind, Answered to) =>
        (
            CrisisAnswer.TurnIn(to, name is Fine ? Safe : name)
            ?? CrisisAnswer.TurnIn(to, Other)
            ?? Keys(name, Ruling.NameOf(kind), to).Select(key => Of(to).GetValueOrDefault(key)).OfType<string>().First()
        ).Split("\n\n");

    /// <summary>The names of an answer, the closest first: for young people, for the kind. An emergency has no time for a tone.</summary>
    private static string[] Keys(string name, string kind, Answered to) =>
        to.IsYoung && kind != Emergency ? [$"{name}.young.{kind}", $"{name}.young", $"{name}.{kind}", name] : [$"{name}.{kind}", name];

    private FrozenDictionary<string, string> Of(Answered to) => to.IsArabic ? _arabic : _english;
}
