using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Safety.Cases;

/// <summary>The person that a text is about, for the words of the answer.</summary>
internal enum Whom
{
    He = 0,
    She = 1,
    They = 2,
}

/// <summary>A kind of situation with answers of its own: an overdose, another person's crisis.</summary>
/// <param name="Name">Its name in <c>cases.txt</c>.</param>
/// <param name="Whom">The person that it is about, if it is not the writer.</param>
internal sealed record CrisisCase(string Name, Whom Whom = Whom.They)
{
    public const string Grief = "grief";
    public const string SuicideOfAnother = "suicide-other";
    public const string Armed = "armed";

    /// <summary>Whether another person than the writer is in danger.</summary>
    public bool IsOfAnother => Name.EndsWith("-other", StringComparison.Ordinal);

    /// <summary>Whether it stays urgent if the person feels well: no reply ends it.</summary>
    public bool IsOverdose => Name.StartsWith("overdose", StringComparison.Ordinal);

    /// <summary>Whether the line for children is named to adults too.</summary>
    public bool IsOfChild => Name.StartsWith("child", StringComparison.Ordinal);
}

/// <summary>
/// Recognizes the cases of a crisis (<c>cases.txt</c>) and has their answers. The learned layer does not see these rules. One instance
/// serves all requests at once.
/// </summary>
internal sealed partial class CrisisCases
{
    public const string File = "Safety.Cases.cases.txt";

    /// <summary>The beginning of the names of findings by these rules.</summary>
    private const string Prefix = "case.";

    private const string Other = "other";

    private readonly CrisisRules _rules = CrisisRules.Load("Safety.Rules.spellings.txt", File);
    private readonly CrisisRules _replies = CrisisRules.Load("Safety.Rules.spellings.txt", File, "Safety.Cases.replies.txt");
    private readonly FrozenDictionary<string, string> _english = Sections.Read("Safety.Cases.english.txt");
    private readonly FrozenDictionary<string, string> _arabic = Sections.Read("Safety.Cases.arabic.txt");
    private readonly List<(string Begin, string Case, Whom? Whom)> _begins;

    private CrisisCases() =>
        _begins = [
            .. new[] { (Texts: _english, IsArabic: false), (Texts: _arabic, IsArabic: true) }.SelectMany(language =>
                from text in language.Texts
                from way in text.Value.Split("\n\n")
                let begin = way.Split('\n')[0]
                from whom in Enum.GetValues<Whom>()
                select (
                    Spoken(begin, whom, language.IsArabic),
                    text.Key.Split('.')[0],
                    begin.Contains('{', StringComparison.Ordinal) ? whom : (Whom?)null
                )
            ),
        ];

    public static CrisisCases Delivered { get; } = new();

    /// <summary>The finding with its case: by these rules, or the case of a finding of other rules.</summary>
    public Finding? Refine(Finding? found, string text)
    {
        var hits = Read(text);
        if (Find(hits, found) is { } ruled)
        {
            return ruled;
        }

        if (Has(hits, "quiet") && !Has(hits, "grave"))
        {
            return null;
        }

        var isArmed = found is { Kind: CrisisKind.Danger } && Has(hits, "armed");
        var isOfAnother =
            found is { Kind: CrisisKind.SelfHarm }
            && CrisisAnswer.LanguageOf(found.Rule) is null
            && (found.AboutSomeoneElse || (Has(hits, "about") && !Has(hits, "own")));
        return isArmed ? found! with { Severity = Severity.Immediate, Case = new(CrisisCase.Armed) }
            : isOfAnother ? found! with { AboutSomeoneElse = true, Case = new(CrisisCase.SuicideOfAnother, WhomOf(hits) ?? Whom.They) }
            : found;
    }

    /// <summary>Whether a text tells of the writer's own danger.</summary>
    public bool IsOwn(string text) => Has(Read(text), "own");

    /// <summary>The case of the last crisis that was answered, or null. The text may name the person more closely.</summary>
    public CrisisCase? OfAnswers(IReadOnlyList<string> answers, string text)
    {
        var begins = answers
            .Reverse()
            .TakeWhile(answer => !CrisisAnswer.IsFirst(answer))
            .Select(answer => _begins.Find(begin => answer.StartsWith(begin.Begin, StringComparison.Ordinal)))
            .Where(begin => begin.Case is not null)
            .ToList();
        if (begins is not [var last, ..])
        {
            return null;
        }

        var whom = begins.TakeWhile(begin => begin.Case == last.Case).FirstOrDefault(begin => begin.Whom is not null).Whom ?? Whom.They;
        return new(last.Case, whom == Whom.They ? WhomOf(Read(text)) ?? whom : whom);
    }

    /// <summary>The meaning of a reply that only this case hears, or null.</summary>
    public string? Hear(CrisisCase @case, string text) =>
        Read(text, _replies)
            .Where(hit => hit.Rule.Arguments is ["reply"])
            .OrderBy(hit => _replies.OrderOf(hit.Rule))
            .Select(hit => hit.Rule.Name)
            .FirstOrDefault(name => _english.ContainsKey($"{@case.Name}.{name}"));

    /// <summary>The first answer to a case, or null if it has none of its own.</summary>
    public string? First(CrisisCase @case, bool isArabic) =>
        (isArabic ? _arabic : _english).GetValueOrDefault(@case.Name) is { } text ? Spoken(text, @case.Whom, isArabic) : null;

    /// <summary>The answers to a reply in a case; null where the common ones are right.</summary>
    public string[]? Ways(CrisisCase @case, string name, bool isArabic)
    {
        var texts = isArabic ? _arabic : _english;
        var common = name is "number" or "no-answer" or "what-ask" or "real" or "stop" or "leave" or "called";
        var own = texts.GetValueOrDefault($"{@case.Name}.{name}");
        var text = own ?? (common ? null : texts.GetValueOrDefault($"{@case.Name}.{Other}"));
        return text?.Split("\n\n").Select(way => Spoken(way, @case.Whom, isArabic)).ToArray();
    }

    private Finding? Find(List<Hit> hits, Finding? found) =>
        hits.Where(hit => hit.Rule.Role == "rule" && !Has(hits, $"not.{NameOf(hit.Rule)}"))
            .OrderBy(hit => _rules.OrderOf(hit.Rule))
            .Select(hit => FindingOf(hit.Rule, hits))
            .FirstOrDefault(ruled => ruled.Case!.Name != CrisisCase.Grief || (!Has(hits, "own") && IsGrief(found)));

    /// <summary>Whether a finding beside the grief may be the death itself.</summary>
    private static bool IsGrief(Finding? found) => found is null or { Kind: CrisisKind.SelfHarm };

    private static Finding FindingOf(Rule rule, List<Hit> hits)
    {
        var @case = new CrisisCase(NameOf(rule), WhomOf(hits) ?? Whom.They);
        return new(
            Ruling.Parse<CrisisKind>(rule.Arguments[0]),
            Ruling.Parse<Severity>(rule.Arguments[1]),
            $"{(rule.Name.StartsWith(Rule.Arabic, StringComparison.Ordinal) ? Rule.Arabic : "")}{Prefix}{@case.Name}",
            CrisisDetector.RulesVersion,
            @case.IsOfAnother
        )
        {
            Case = @case,
        };
    }

    /// <summary>The person that is named first; "my roommate says she …" is about a woman.</summary>
    private static Whom? WhomOf(List<Hit> hits)
    {
        List<Whom> named =
        [
            .. hits.Where(hit => hit.Rule.Name.StartsWith("whom.", StringComparison.Ordinal))
                .OrderBy(hit => hit.Start)
                .Select(hit => Ruling.Parse<Whom>(hit.Rule.Name.Split('.')[1])),
        ];
        return named.Count == 0 ? null : named.Where(whom => whom != Whom.They).Append(Whom.They).First();
    }

    private static bool Has(List<Hit> hits, string sign) => hits.Exists(hit => hit.Rule.Role == "sign" && hit.Rule.Name == sign);

    private static string NameOf(Rule rule) => Rule.Plain(rule.Name).Split('.')[0];

    private List<Hit> Read(string text) => Read(text, _rules);

    private static List<Hit> Read(string text, CrisisRules rules) =>
        [.. rules.Read(text), .. ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is { } arabic ? rules.Read(arabic) : []];

    /// <summary>A text with the words for the person: <c>{he|she|they}</c> in English, <c>{masculine|feminine}</c> in Arabic.</summary>
    private static string Spoken(string text, Whom whom, bool isArabic) =>
        Choice()
            .Replace(
                text,
                choice => choice.Value[1..^1].Split('|') is var forms && isArabic ? forms[whom == Whom.She ? 1 : 0] : forms[(int)whom]
            );

    [GeneratedRegex(@"\{[^{}]*\|[^{}]*\}", RegexOptions.NonBacktracking)]
    private static partial Regex Choice();
}
