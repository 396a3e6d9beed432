using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Community.Platform.Text;

namespace Community.Companion.Offline;

/// <summary>A note of a check-in.</summary>
/// <param name="Day">The person's own date.</param>
/// <param name="Words">The note, as it was written.</param>
internal sealed record PastNote(DateOnly Day, string Words);

/// <summary>
/// Facts that a person has told in the conversation: their name, the names of people close to them, their statements and their plans.
/// Nothing is stored: the facts are read from the messages that the conversation still has.
/// </summary>
internal static partial class ConversationMemory
{
    private const int ShortestQuote = 3;
    private const int LongestQuote = 160;

    private const string Relations =
        "best friend|boyfriend|girlfriend|grandmother|grandfather|neighbour|neighbor|colleague|roommate|sister|brother|mother|father|mom|mum|dad|friend|husband|wife|partner|"
        + "son|daughter|boss|cat|dog|cousin|aunt|uncle|teacher|baby";

    private const string ArabicRelations = "أختي|أخوي|أخي|أمي|أبي|ابني|بنتي|ابنتي|صديقي|صديقتي|زوجي|زوجتي|قطتي|كلبي|خالي|عمي|جدتي|جدي";

    /// <summary>Words after "my name is" that are no name.</summary>
    private static readonly FrozenSet<string> NoNames =
        "not a an the so just what is none my no nothing unknown hard secret later important on in back if when"
            .Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The person's name, as they last gave it; null: they did not.</summary>
    public static string? NameIn(IEnumerable<string> said) =>
        said.SelectMany(text => OwnName().Matches(text))
            .Select(match => match.Groups["name"].Value)
            .Where(name => !NoNames.Contains(name))
            .Select(name => char.ToUpperInvariant(name[0]) + name[1..])
            .LastOrDefault();

    /// <summary>
    /// The name of the person in a question ("what is my sister's name?"): the relation as the question calls it, and the name or
    /// null. A question without a relation ("do you remember his name?") is about the person named last.
    /// </summary>
    public static (string Who, string? Name) RelativeIn(string question, IEnumerable<string> said)
    {
        var who = Relation().Match(question).Value.ToLowerInvariant();
        var named = said.SelectMany(text => NamedRelation().Matches(text))
            .LastOrDefault(match => who.Length == 0 || string.Equals(match.Groups["who"].Value, who, StringComparison.OrdinalIgnoreCase));
        return (named?.Groups["who"].Value.ToLowerInvariant() ?? who, named?.Groups["name"].Value);
    }

    /// <summary>
    /// The last earlier message that says something and is no question; if the question names somebody close ("what did I tell you about my
    /// mum?"), the last one about them. Null: there is none.
    /// </summary>
    public static string? LastIn(IEnumerable<string> said, string question)
    {
        var who = Relation().Match(question).Value;
        var told = said.Where(text => !IsQuestion(text) && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= ShortestQuote)
            .Select(Quotable)
            .ToList();
        return (who.Length == 0 ? null : told.FindLast(text => text.Contains(who, StringComparison.OrdinalIgnoreCase)))
            ?? told.LastOrDefault();
    }

    /// <summary>The last sentence about a plan of the person; null: there is none.</summary>
    public static string? PlanIn(IEnumerable<string> said) =>
        said.SelectMany(text =>
                text.Split(['.', '!', '\n', '؛', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
            .Where(sentence => !IsQuestion(sentence) && Plan().IsMatch(sentence))
            .Select(Quotable)
            .LastOrDefault();

    /// <summary>How many ideas are asked for: 2 to 5, and 3 if no number is named.</summary>
    public static int CountIn(string text) =>
        Number().Match(text).Value.ToLowerInvariant() switch
        {
            "two" or "2" or "couple" or "فكرتين" or "نصيحتين" or "٢" => 2,
            "four" or "4" or "أربع" or "٤" => 4,
            "five" or "5" or "خمس" or "خمسة" or "٥" => 5,
            _ => 3,
        };

    /// <summary>A day as it is said: "Monday 16 November".</summary>
    public static string DayIn(DateOnly day, string language) =>
        day.ToString("dddd d MMMM", language == Languages.Arabic ? CultureInfo.GetCultureInfo("ar-EG") : CultureInfo.InvariantCulture);

    public static bool IsQuestion(string text) => text.TrimEnd() is [.., '?' or '؟'];

    /// <summary>One line, not too long to be quoted.</summary>
    public static string Quotable(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.', '!', '…');
        if (line.Length <= LongestQuote)
        {
            return line;
        }

        var blank = line.LastIndexOf(' ', LongestQuote);
        return blank > LongestQuote / 2 ? $"{line[..blank]}…" : VisibleText.Shortened(line, LongestQuote / 2);
    }

    [GeneratedRegex(
        @"(?:\bmy name is|\bmy name's|\bi am called|\bi'm called|\bcall me|اسمي هو|اسمي|إسمي|ناديني|نادني)\s+(?<name>\p{L}{2,30})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex OwnName();

    [GeneratedRegex($@"\b(?:{Relations}|{ArabicRelations})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex Relation();

    [GeneratedRegex(
        $@"(?:\b(?i:my) (?<who>(?i:{Relations}))(?:(?i:'s name is| is called| is named|'s called),?|,)? (?<name>\p{{Lu}}\p{{Ll}}{{1,30}})\b|(?<who>{ArabicRelations}) (?:اسمه|اسمها|إسمه|إسمها) (?<name>\p{{L}}{{2,30}})\b)",
        RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex NamedRelation();

    [GeneratedRegex(
        @"^(?:.{0,40}\s)?(?:i will|i'll|i am going to|i'm going to|i plan to|i want to|سوف|سأ\p{L}+|راح|ناوي|ناوية|بكرة رح)\s",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Plan();

    [GeneratedRegex(
        @"\b(?:two|three|four|five|couple|[2-5٢-٥]|فكرتين|نصيحتين|أربع|خمسة|خمس)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Number();
}
