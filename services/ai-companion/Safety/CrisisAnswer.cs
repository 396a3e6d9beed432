using System.Collections.Frozen;
using Community.Companion.Safety.Cases;
using Community.Companion.Safety.Refusals;

namespace Community.Companion.Safety;

/// <summary>The person to whom a crisis is answered.</summary>
/// <param name="Country">ISO 3166-1 alpha-2 code of the person's country, or null.</param>
/// <param name="Language">A BCP 47 tag: Arabic, one of the further languages of <c>languages.txt</c>, or English for all others.</param>
/// <param name="IsYoung">Whether the person is under 18: then lines for young people come first, and the answer suggests an adult.</param>
/// <param name="NamesChildLine">Whether the line for young people is named to an adult too: the crisis is a child's.</param>
internal sealed record Answered(string? Country, string Language, bool IsYoung = false, bool NamesChildLine = false)
{
    /// <summary>From this age on a person does not count as young.</summary>
    public const int Adult = 18;

    public bool IsArabic => Language.Split('-')[0].Equals("ar", StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// The fixed answers to a crisis (<c>answers.txt</c>; <c>languages.txt</c> for findings by rules of further languages). They were written
/// by people, are the same with and without a model, and name the help lines of the person's country (<c>helplines.txt</c>).
/// </summary>
internal static class CrisisAnswer
{
    /// <summary>The beginning of the rules of languages that have no answers: those are answered in English and Arabic.</summary>
    private const string OfUnknownLanguage = "direct.";

    private static readonly FrozenDictionary<string, string> Texts = Sections.Read("Safety.answers.txt");
    private static readonly FrozenDictionary<string, string> OfLanguages = Sections.Read("Safety.languages.txt");

    /// <summary>The codes of the further languages that crises are answered in.</summary>
    public static IEnumerable<string> Languages => OfLanguages.Keys.Where(key => !key.Contains('.', StringComparison.Ordinal));

    /// <summary>The further language of an answer of the safety layer, or of the quiet line under another answer; else null.</summary>
    public static string? LanguageOfAnswer(string answer) => LanguageOfBegin(answer) ?? LanguageOfQuietLine(answer);

    private static string? LanguageOfQuietLine(string answer) =>
        Languages.FirstOrDefault(code => answer.Contains($"\n\n{OfLanguages[$"{code}.quiet"].Split('{')[0]}", StringComparison.Ordinal));

    private static string? LanguageOfBegin(string answer) =>
        OfLanguages
            .Where(text => text.Key.Split('.') is [_] or [_, not ("labels" or "quiet" or "child" or "misread")])
            .SelectMany(text => text.Value.Split("\n\n").Select(way => (Code: text.Key.Split('.')[0], Begin: way.Split('\n')[0])))
            .Where(text => !text.Begin.Contains('{', StringComparison.Ordinal))
            .FirstOrDefault(text => answer.StartsWith(text.Begin, StringComparison.Ordinal))
            .Code;

    /// <summary>The texts of a turn in a further language, or null if it has none: <c>other</c>, <c>called</c> and so on.</summary>
    public static string? TurnIn(Answered to, string name) => OfLanguages.GetValueOrDefault($"{to.Language}.{name}");

    /// <summary>The code of the further language that a rule is for, or null.</summary>
    public static string? LanguageOf(string rule) => rule.Split('.')[0] is var code && OfLanguages.ContainsKey(code) ? code : null;

    /// <summary>The answer to a finding, with real help lines.</summary>
    public static string For(Finding finding, Answered to)
    {
        if (LanguageOf(finding.Rule) is { } code)
        {
            var help = Help(finding.Kind, to with { Language = code });
            return OfLanguages[code].Replace("{help}", help, StringComparison.Ordinal);
        }

        if (finding.Case is { } @case && CrisisCases.Delivered.First(@case, to.IsArabic) is { } text)
        {
            return text.Replace("{help}", Help(finding.Kind, to with { NamesChildLine = @case.IsOfChild }), StringComparison.Ordinal);
        }

        var grade = finding switch
        {
            { AboutSomeoneElse: true, Kind: CrisisKind.SelfHarm } => "other",
            { Severity: Severity.Immediate } => "immediate",
            { Severity: Severity.High } => "high",
            { IsLearned: true } => "unsure",
            _ => "concern",
        };
        return finding.Rule.StartsWith(OfUnknownLanguage, StringComparison.Ordinal)
                ? $"{Fixed(finding.Kind, grade, to with { Language = "en" })}\n\n{Fixed(finding.Kind, grade, to with { Language = "ar" })}"
            : HarmfulRequests.RefusalOf(finding, to.IsArabic) is { } refusal ? $"{refusal}\n\n{Fixed(finding.Kind, grade, to)}"
            : Fixed(finding.Kind, grade, to);
    }

    /// <summary>Whether an answer is the first one to a crisis that is no case of its own.</summary>
    public static bool IsFirst(string answer) => Texts.Values.Any(text => answer.StartsWith(text.Split('\n')[0], StringComparison.Ordinal));

    private static string Fixed(CrisisKind kind, string grade, Answered to) =>
        Texts[$"{(to.IsArabic ? "ar" : "en")} {Ruling.NameOf(kind)}.{grade}"].Replace("{help}", Help(kind, to), StringComparison.Ordinal);

    /// <summary>The help lines for a crisis, one on each line.</summary>
    public static string Help(CrisisKind kind, Answered to) =>
        string.Join(
            '\n',
            Lines(kind, to.Country is null ? null : HelpLines.ByCountry.GetValueOrDefault(to.Country), to).Select(line => $"• {line}")
        );

    /// <summary>The help lines for a crisis in one line.</summary>
    public static string HelpInOneLine(CrisisKind kind, Answered to) =>
        string.Join(" · ", Lines(kind, to.Country is null ? null : HelpLines.ByCountry.GetValueOrDefault(to.Country), to));

    private static IEnumerable<string> Lines(CrisisKind kind, HelpLines? lines, Answered to)
    {
        var label = Labels(to);
        if (lines is null)
        {
            // One of the two numbers works from a mobile phone in most countries of the world.
            yield return TurnIn(to, "labels") is not null ? $"{label[0]}: 112 / 911"
            : to.IsArabic ? "الطوارئ: 112 أو 911 في معظم البلدان"
            : "Emergency: 112 or 911 in most countries";
        }
        else if (lines.Ambulance == lines.Police)
        {
            yield return $"{label[0]}: {lines.Ambulance}";
        }
        else
        {
            yield return $"{label[1]}: {lines.Ambulance} — {label[2]}: {lines.Police}";
        }

        if (kind == CrisisKind.MedicalEmergency)
        {
            yield break;
        }

        var child = (to.IsYoung || to.NamesChildLine) && lines?.Child is { } young ? Named(young, label[5]) : null;
        var violence = lines?.Violence is { } line ? Named(line, label[4]) : null;
        var crisis = lines?.Crisis is { } talk ? Named(talk, label[3]) : null;

        // Thoughts of dying belong to the crisis line, and a line for abuse is only a substitute for one.
        var those =
            kind is not CrisisKind.SelfHarm ? (string?[])[child, violence, crisis]
            : crisis is not null && lines?.Child?.IsForAbuse == true ? [crisis]
            : [crisis, child];
        foreach (var named in those.OfType<string>())
        {
            yield return named;
        }

        yield return $"{label[6]}: {HelpLines.Directory}";
    }

    /// <summary>The names of the lines: emergency, ambulance, police, to talk, violence, for young people, directory.</summary>
    private static string[] Labels(Answered to) =>
        TurnIn(to, "labels")?.Split('|')
        ?? (
            to.IsArabic
                ?
                [
                    "الطوارئ",
                    "الإسعاف",
                    "الشرطة",
                    "خط الدعم النفسي",
                    "خط العنف الأسري",
                    "خط الأطفال والشباب",
                    "خطوط المساعدة في كل البلدان",
                ]
                :
                [
                    "Emergency",
                    "Ambulance",
                    "police",
                    "A person to talk to",
                    "Violence at home",
                    "For young people",
                    "Help lines in all countries",
                ]
        );

    private static string Named(HelpLine line, string what) => $"{what} ({line.Name}): {line.Number}";
}
