using System.Collections.Frozen;

namespace Community.Companion.Safety;

/// <summary>The person to whom a crisis is answered.</summary>
/// <param name="Country">ISO 3166-1 alpha-2 code of the person's country, or null.</param>
/// <param name="Language">A BCP 47 tag; Arabic for <c>ar</c>, English for all others.</param>
/// <param name="IsYoung">Whether the person is under 18: then lines for young people come first, and the answer suggests an adult.</param>
internal sealed record Answered(string? Country, string Language, bool IsYoung = false)
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
    private static readonly FrozenDictionary<string, string> Texts = Sections.Read("Safety.answers.txt");
    private static readonly FrozenDictionary<string, string> OfLanguages = Sections.Read("Safety.languages.txt");

    /// <summary>The codes of the further languages that crises are answered in.</summary>
    public static IReadOnlyCollection<string> Languages => OfLanguages.Keys;

    /// <summary>The code of the further language that a rule is for, or null.</summary>
    public static string? LanguageOf(string rule) => rule.Split('.')[0] is var code && OfLanguages.ContainsKey(code) ? code : null;

    /// <summary>The answer to a finding, with real help lines.</summary>
    public static string For(Finding finding, Answered to)
    {
        var help = Help(finding.Kind, to);
        if (OfLanguages.TryGetValue(finding.Rule.Split('.')[0], out var brief))
        {
            return brief.Replace("{help}", help, StringComparison.Ordinal);
        }

        var grade = finding switch
        {
            { AboutSomeoneElse: true, Kind: CrisisKind.SelfHarm } => "other",
            { Severity: Severity.Immediate } => "immediate",
            { Severity: Severity.High } => "high",
            _ => "concern",
        };
        return Texts[$"{(to.IsArabic ? "ar" : "en")} {Ruling.NameOf(finding.Kind)}.{grade}"]
            .Replace("{help}", help, StringComparison.Ordinal);
    }

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
        var isArabic = to.IsArabic;
        if (lines is null)
        {
            // One of the two numbers works from a mobile phone in most countries of the world.
            yield return isArabic ? "الطوارئ: 112 أو 911 في معظم البلدان" : "Emergency: 112 or 911 in most countries";
        }
        else if (lines.Ambulance == lines.Police)
        {
            yield return $"{(isArabic ? "الطوارئ" : "Emergency")}: {lines.Ambulance}";
        }
        else
        {
            yield return isArabic
                ? $"الإسعاف: {lines.Ambulance} — الشرطة: {lines.Police}"
                : $"Ambulance: {lines.Ambulance} — police: {lines.Police}";
        }

        if (kind == CrisisKind.MedicalEmergency)
        {
            yield break;
        }

        if (to.IsYoung && lines?.Child is { } child)
        {
            yield return Named(child, isArabic ? "خط الأطفال والشباب" : "For young people");
        }

        if (kind is CrisisKind.Abuse or CrisisKind.Danger && lines?.Violence is { } violence)
        {
            yield return Named(violence, isArabic ? "خط العنف الأسري" : "Violence at home");
        }

        if (lines?.Crisis is { } crisis)
        {
            yield return Named(crisis, isArabic ? "خط الدعم النفسي" : "A person to talk to");
        }

        yield return $"{(isArabic ? "خطوط المساعدة في كل البلدان" : "Help lines in all countries")}: {HelpLines.Directory}";
    }

    private static string Named(HelpLine line, string what) => $"{what} ({line.Name}): {line.Number}";
}
