using System.Collections.Frozen;

namespace Community.Companion.Safety;

/// <summary>A line that people can call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number, or several.</param>
/// <param name="IsForAbuse">Whether a line for children is for abuse only.</param>
internal sealed record HelpLine(string Name, string Number, bool IsForAbuse = false);

/// <summary>The numbers to call in a country, from <c>helplines.txt</c>.</summary>
/// <param name="Country">ISO 3166-1 alpha-2 code.</param>
/// <param name="Ambulance">The number of the ambulance.</param>
/// <param name="Police">The number of the police, often the same.</param>
/// <param name="Crisis">A line for people in an emotional crisis, if a reliable one is known.</param>
/// <param name="Violence">A line for victims of violence by people close to them, if a reliable one is known.</param>
/// <param name="Child">A line for children and young people, if a reliable one is known.</param>
/// <param name="Source">Where the numbers are published.</param>
internal sealed record HelpLines(
    string Country,
    string Ambulance,
    string Police,
    HelpLine? Crisis,
    HelpLine? Violence,
    HelpLine? Child,
    string Source
)
{
    /// <summary>An international directory of help lines, maintained by ThroughLine.</summary>
    public const string Directory = "https://findahelpline.com";

    public static FrozenDictionary<string, HelpLines> ByCountry { get; } =
        Embedded.Lines("Safety.helplines.txt").Select(Parse).ToFrozenDictionary(lines => lines.Country, StringComparer.OrdinalIgnoreCase);

    private static HelpLines Parse(string line)
    {
        if (
            line.Split('|')
            is not [
                var country,
                var ambulance,
                var police,
                var crisis,
                var crisisNumber,
                var violence,
                var violenceNumber,
                var child,
                var childNumber,
                var source,
            ]
        )
        {
            throw new FormatException($"Ten columns are needed: {line}");
        }

        return new(
            country,
            ambulance,
            police.Length > 0 ? police : ambulance,
            Line(crisis, crisisNumber),
            Line(violence, violenceNumber),
            Line(child, childNumber),
            source
        );
    }

    private static HelpLine? Line(string name, string number) => name.Length > 0 ? new(name.TrimStart('!'), number, name[0] == '!') : null;
}
