using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <summary>Earlier answers of the companion itself: its lists of ideas and its last suggestion.</summary>
internal static partial class EarlierAnswers
{
    /// <summary>A list that is further back is no longer meant by "the first one".</summary>
    private const int Back = 6;

    private const int LongestLead = 45;

    /// <summary>The ideas of the last list; empty: there is none in the last answers.</summary>
    public static IReadOnlyList<string> LastIdeas(IReadOnlyList<string> answers) =>
        answers.TakeLast(Back).Reverse().Select(IdeasIn).FirstOrDefault(ideas => ideas.Count > 0) ?? [];

    /// <summary>The ideas of an answer; empty: it is no list.</summary>
    public static IReadOnlyList<string> IdeasIn(string answer) => [.. Idea().Matches(answer).Select(match => match.Groups["idea"].Value)];

    /// <summary>The last answer in one sentence: its first idea, or its last sentence; null: there is no answer.</summary>
    public static string? Shortened(IReadOnlyList<string> answers) =>
        answers.Count == 0 ? null
        : IdeasIn(answers[^1]) is [var first, ..] ? first
        : Sentence().Split(answers[^1].Trim()) is { Length: > 1 } sentences ? sentences[^1]
        : null;

    /// <summary>The idea of the last answer, without the words that led to it ("Something else instead:").</summary>
    public static string Idea(IReadOnlyList<string> answers)
    {
        var said = Shortened(answers) ?? answers[^1];
        return said.IndexOf(": ", StringComparison.Ordinal) is > 0 and < LongestLead and var end ? said[(end + 2)..] : said;
    }

    /// <summary>The place of the idea that a text chooses: "the second one" is 1; null: it names none.</summary>
    public static int? Chosen(string text) =>
        Ordinal().Match(text) is not { Success: true } match ? null
        : match.Groups["one"].Success ? 0
        : match.Groups["two"].Success ? 1
        : match.Groups["three"].Success ? 2
        : match.Groups["four"].Success ? 3
        : int.MaxValue;

    /// <summary>Whether one further idea is wanted, and not a list.</summary>
    public static bool AsksForOne(string text) => Single().IsMatch(text);

    [GeneratedRegex(
        @"\b(?:another|a different|one more)\b|\b(?:فكرة|واحدة|وحدة|واحد|غيرها|غيره)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Single();

    [GeneratedRegex(@"^\d\. (?<idea>.+?)\r?$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Idea();

    [GeneratedRegex(@"(?<=[.?!؟])\s+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Sentence();

    [GeneratedRegex(
        @"\b(?:(?<one>first|1|one|[اأ]ول|الأول|الاول|الأولى|الاولى|الاولي|١)|(?<two>second|2|two|ثاني|الثاني|الثانية|التانية|التاني|الثانيه|التانيه|٢)|(?<three>third|3|three|ثالث|الثالث|الثالثة|التالتة|الثالثه|التالته|٣)|(?<four>fourth|4|four|الرابع|الرابعة|الرابعه|٤)|last|الأخير|الأخيرة|الاخير|الاخيرة|الاخيره)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Ordinal();
}
