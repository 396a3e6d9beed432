using System.Collections.Frozen;
using Community.Companion.Safety.Learned;
using Community.Companion.Safety.Rules;
using Community.Companion.Safety.Transliteration;

namespace Community.Companion.Safety.Refusals;

/// <summary>
/// Recognizes requests for help with harm (<c>requests.txt</c>). A request for a weapon gets a refusal, which asks for the reason. A
/// request that names a person who is to be harmed is a danger, and a finding. One instance serves all requests at once.
/// </summary>
internal sealed class HarmfulRequests
{
    public const string File = "Safety.Refusals.requests.txt";

    /// <summary>The beginning of the rules of findings.</summary>
    private const string Wish = "wish.";

    private const string Weapon = "weapon";
    private const string Minor = "minor";
    private const string Medicine = "medicine";

    private static readonly FrozenDictionary<string, string> Texts = Sections.Read("Safety.Refusals.refusals.txt");

    private readonly CrisisRules _rules = CrisisRules.Load("Safety.Rules.spellings.txt", File);

    public static HarmfulRequests Delivered { get; } = new();

    /// <summary>Whether a text asks for a weapon, or for help with a crime of violence.</summary>
    public bool Has(string text) => KindOf(text) is not null;

    /// <summary>The kind of a request that gets a refusal ("weapon", "minor"), or null.</summary>
    public string? KindOf(string text) => Find(text) is { } rule && !IsWish(rule) ? Rule.Plain(rule.Name).Split('.')[1] : null;

    /// <summary>
    /// Whether the refusal answers a finding too: one that only the weights read in the request, and each one beside a
    /// request about a minor.
    /// </summary>
    public static bool IsAnswerTo(string? request, Finding? finding) =>
        finding is not null
        && request is not null
        && (finding.IsLearned || (request == Minor && finding.Kind is CrisisKind.Abuse or CrisisKind.Danger));

    /// <summary>The finding in a request to harm a person, or null.</summary>
    public Finding? FindWish(string text) =>
        Find(text) is { } rule && IsWish(rule) ? new(CrisisKind.Danger, Severity.High, rule.Name, CrisisDetector.RulesVersion) : null;

    /// <summary>The refusals in a language, the first one first.</summary>
    public static IReadOnlyList<string> Refusals(bool isArabic) => Texts[$"{(isArabic ? "ar" : "en")} {Weapon}"].Split("\n\n");

    /// <summary>The refusals of a kind of request, with the lines of the person's country where a person may be in danger.</summary>
    public static IReadOnlyList<string> Refusals(string kind, Answered to)
    {
        var crisis = kind == Medicine ? CrisisKind.MedicalEmergency : CrisisKind.Abuse;
        var help = CrisisAnswer.Help(crisis, to with { NamesChildLine = kind == Minor });
        return Texts[$"{(to.IsArabic ? "ar" : "en")} {kind}"].Replace("{help}", help, StringComparison.Ordinal).Split("\n\n");
    }

    /// <summary>The sentence before the answer to a finding of <see cref="FindWish"/>; null: another rule found it.</summary>
    public static string? RefusalOf(Finding finding, bool isArabic) =>
        Rule.Plain(finding.Rule).StartsWith(Wish, StringComparison.Ordinal) ? Texts[$"{(isArabic ? "ar" : "en")} wish"] : null;

    /// <summary>The rule of a text; one about a person before one about a weapon.</summary>
    private Rule? Find(string text) =>
        Read(text)
            .Concat(ArabiziReader.Read(text, LearnedModel.Delivered.Classes) is { } arabic ? Read(arabic) : [])
            .OrderByDescending(rule => Rule.Plain(rule.Name) is "ask.minor" or "ask.medicine")
            .ThenByDescending(IsWish)
            .FirstOrDefault();

    private IEnumerable<Rule> Read(string text) => _rules.Read(text).Where(hit => hit.Rule.Role == "rule").Select(hit => hit.Rule);

    private static bool IsWish(Rule rule) => Rule.Plain(rule.Name).StartsWith(Wish, StringComparison.Ordinal);
}
