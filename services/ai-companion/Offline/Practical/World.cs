using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>The few facts of the world in <c>facts.txt</c>: capitals, and what people ask most. For all others the companion says that it knows none.</summary>
internal static partial class World
{
    /// <summary>"And of Brazil?" belongs to a question for a capital that was asked so many messages before.</summary>
    private const int Back = 2;

    private static readonly List<Fact> Facts =
    [
        .. Embedded
            .Lines("Offline.Practical.facts.txt")
            .Select(line => line[2..].Split(" | "))
            .Zip(
                Embedded.Lines("Offline.Practical.facts.txt"),
                (parts, line) => new Fact(line[0] == 'c', Plain.Pattern(parts[0]), Plain.Pattern(parts[1]), parts[2], parts[3])
            ),
    ];

    /// <summary>The fact that a text asks for; null: it asks for none of these.</summary>
    public static string? Answer(PracticalTurn turn)
    {
        var isCapital = Capital().IsMatch(turn.Plain);
        var isAfter = !isCapital && Plain.Words(turn.Plain) <= 5 && turn.Said.TakeLast(Back).Any(text => Capital().IsMatch(Plain.Of(text)));
        if (
            isAfter
            && Doubts().IsMatch(turn.Plain)
            && turn.Said.TakeLast(1).Select(Plain.Of).Select(plain => Find(plain, isCapital: true)).FirstOrDefault() is { } before
        )
        {
            return In(before, turn.Language);
        }

        return Find(turn.Plain, isCapital || isAfter) is { } fact ? In(fact, turn.Language) : null;
    }

    private static Fact? Find(string plain, bool isCapital) =>
        Facts.Find(fact => (isCapital || !fact.IsCapital) && (fact.English.IsMatch(plain) || fact.Arabic.IsMatch(plain)));

    private static string In(Fact fact, string language) =>
        (language == Languages.Arabic ? fact.InArabic : fact.InEnglish) is var text && fact.IsCapital ? $"{text}." : text;

    private sealed record Fact(bool IsCapital, Regex English, Regex Arabic, string InEnglish, string InArabic);

    [GeneratedRegex(@"\bcapital (?:city )?of\b|\bcapital$|عاصمه", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Capital();

    [GeneratedRegex(@"\bare you sure\b|\bi thought\b|متاكد", RegexOptions.CultureInvariant, 200)]
    private static partial Regex Doubts();
}
