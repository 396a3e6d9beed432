using System.Collections.Frozen;

namespace Community.Companion.Safety;

/// <summary>
/// The fixed answers to a crisis (<c>answers.txt</c>): written by people, the same with and without a model, with the help lines of the
/// person's country (<c>helplines.txt</c>).
/// </summary>
internal static class CrisisAnswer
{
    private static readonly FrozenDictionary<string, string> Texts = Embedded.Text("Safety.answers.txt")
        .Split("\n= ").Skip(1).Select(answer => answer.Split('\n', 2)).ToFrozenDictionary(answer => answer[0].Trim(), answer => answer[1].Trim(), StringComparer.Ordinal);

    /// <summary>The answer to a finding, with real help lines.</summary>
    /// <param name="finding">What was found.</param>
    /// <param name="country">ISO 3166-1 alpha-2 code of the person's country, or null.</param>
    /// <param name="language">A BCP 47 tag; Arabic for <c>ar</c>, English for all others.</param>
    public static string For(Finding finding, string? country, string language)
    {
        var isArabic = language.Split('-')[0].Equals("ar", StringComparison.OrdinalIgnoreCase);
        var grade = finding switch
        {
            { AboutSomeoneElse: true, Kind: CrisisKind.SelfHarm } => "other",
            { Severity: Severity.Immediate } => "immediate",
            { Severity: Severity.High } => "high",
            _ => "concern",
        };
        var lines = country is null ? null : HelpLines.ByCountry.GetValueOrDefault(country);
        return Texts[$"{(isArabic ? "ar" : "en")} {Ruling.NameOf(finding.Kind)}.{grade}"].Replace("{help}", string.Join('\n', Lines(finding.Kind, lines, isArabic)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Lines(CrisisKind kind, HelpLines? lines, bool isArabic)
    {
        if (lines is null)
        {
            // One of the two reaches help from a mobile phone in most countries of the world.
            yield return isArabic ? "• الطوارئ: 112 أو 911 في معظم البلدان" : "• Emergency: 112 or 911 in most countries";
        }
        else if (lines.Ambulance == lines.Police)
        {
            yield return $"• {(isArabic ? "الطوارئ" : "Emergency")}: {lines.Ambulance}";
        }
        else
        {
            yield return isArabic ? $"• الإسعاف: {lines.Ambulance} — الشرطة: {lines.Police}" : $"• Ambulance: {lines.Ambulance} — police: {lines.Police}";
        }

        if (kind == CrisisKind.MedicalEmergency)
        {
            yield break;
        }

        if (kind is CrisisKind.Abuse or CrisisKind.Danger && lines?.Violence is { } violence)
        {
            yield return $"• {violence.Name}: {violence.Number}";
        }

        if (lines?.Crisis is { } crisis)
        {
            yield return $"• {crisis.Name}: {crisis.Number}";
        }

        yield return $"• {(isArabic ? "خطوط المساعدة في كل البلدان" : "Help lines in all countries")}: {HelpLines.Directory}";
    }
}
