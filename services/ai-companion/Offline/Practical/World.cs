using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>
/// Knowledge of the world: the capitals of <c>capitals.txt</c>, and frequent questions with their answers in <c>knowledge.txt</c>. Only a
/// short question is answered. To all others the companion says that it does not know.
/// </summary>
internal static partial class World
{
    /// <summary>"And of Brazil?" belongs to a question for a capital that was asked so many messages before.</summary>
    private const int Back = 2;

    private const int MostWords = 14;

    /// <summary>The names of the countries, the longest first: "South Sudan" is not "Sudan".</summary>
    private static readonly (string Name, Capital Capital)[] Countries =
    [
        .. Embedded
            .Lines("Offline.Practical.capitals.txt")
            .Select(line => line.Split('|'))
            .SelectMany(cells => $"{cells[0]}/{cells[1]}".Split('/').Select(name => (Words(name), new Capital(cells[2], cells[3]))))
            .OrderByDescending(country => country.Item1.Length),
    ];

    private static readonly Fact[] Facts =
    [
        .. Embedded
            .Lines("Offline.Practical.knowledge.txt")
            .Select(line => line.Split(" | "))
            .Select(cells => new Fact(Plain.Pattern(cells[0]), Plain.Pattern(cells[1]), cells[2], cells[3])),
    ];

    /// <summary>The answer to a question of knowledge; null: the text is none, or the answer is not known.</summary>
    public static string? Answer(PracticalTurn turn)
    {
        if (Plain.Words(turn.Plain) > MostWords || IsPersonal().IsMatch(turn.Plain))
        {
            return null;
        }

        var isArabic = turn.Language == Languages.Arabic;
        if (NamesCapital().IsMatch(turn.Plain))
        {
            return IsQuestion(turn) || IsTitle().IsMatch(turn.Plain) ? CapitalIn(turn.Plain)?.In(isArabic) : null;
        }

        var before = turn.Said.TakeLast(Back).Select(Plain.Of).LastOrDefault(plain => NamesCapital().IsMatch(plain));
        if (before is not null && Doubts().IsMatch(turn.Plain))
        {
            return CapitalIn(before) is { } capital ? $"{(isArabic ? "نعم، " : "Yes, ")}{capital.In(isArabic)}" : null;
        }

        return before is not null && Further(turn.Plain) is { } further ? further.In(isArabic)
            : IsQuestion(turn) ? Array.Find(Facts, fact => fact.IsAsked(turn.Plain, isArabic))?.In(isArabic)
            : null;
    }

    private static bool IsQuestion(PracticalTurn turn) => ConversationMemory.IsQuestion(turn.Text) || Asks().IsMatch(turn.Plain);

    private static Capital? CapitalIn(string plain) =>
        Words(plain) is var words ? Array.Find(Countries, country => IsIn(country.Name, words)).Capital : null;

    /// <summary>The capital of a text that names a country and says nothing else: "and of brazil", «لا قصدي البرازيل».</summary>
    private static Capital? Further(string plain) =>
        Words(Filler().Replace(plain, "")) is var words ? Array.Find(Countries, country => country.Name == words).Capital : null;

    /// <summary>Whether a text has a name as whole words, also with the s of a possessive.</summary>
    private static bool IsIn(string name, string words) =>
        $" {words} " is var padded
        && (padded.Contains($" {name} ", StringComparison.Ordinal) || padded.Contains($" {name}s ", StringComparison.Ordinal));

    /// <summary>The words of a text without the Arabic article and the letters joined to it.</summary>
    private static string Words(string text) =>
        string.Join(' ', Plain.Of(text).Replace('-', ' ').Split(' ').Select(word => Article().Replace(word, "")));

    private sealed record Capital(string English, string Arabic)
    {
        public string In(bool isArabic) => (isArabic ? Arabic : English) is var name && name.EndsWith('.') ? name : $"{name}.";
    }

    private sealed record Fact(Regex English, Regex Arabic, string InEnglish, string InArabic)
    {
        public bool IsAsked(string plain, bool isArabic) => (isArabic ? Arabic : English).IsMatch(plain);

        public string In(bool isArabic) => isArabic ? InArabic : InEnglish;
    }

    [GeneratedRegex(
        @"\bcapital (?:city )?of\b|^(?:do you know |tell me )?(?:what|whats|which|name)\b.*\bcapital(?: city)?$|عاصمه",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex NamesCapital();

    /// <summary>"Capital of Chad" is a question without a word for it.</summary>
    [GeneratedRegex("^(?:and )?(?:the )?capital |^و?عاصمه ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex IsTitle();

    [GeneratedRegex(@"\bare you (?:really )?sure\b|\bi thought\b|متاكد|كنت (?:اظن|افكر|فاكر)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Doubts();

    /// <summary>Questions without a question mark, and requests to tell.</summary>
    [GeneratedRegex(
        @"^(?:and |so |ok |hey |hi |please |can you |could you |do you know |tell me |i wonder |btw )*(?:what|whats|which|who|whos|when|where|wheres|why|how|is|are|does|did|at what|in which|on which|name the|the capital)\b"
            + @"|(?:^|\s)و?(?:ما|من|مين|متي|امتي|وين|اين|فين|ليش|ليه|لماذا|كيف|كم|شو|شنو|ايش|وش|ايه|هل|اي|قديش|كام|يعني)(?:\s|$)",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Asks();

    /// <summary>Words of a text that is about the person, or a joke.</summary>
    [GeneratedRegex(
        @"\b(?:my|our|mine|im|ive|i (?:feel|am|was|need|want|have|moved|live|come|lost))\b|(?:^|\s)(?:انا|احس|حاسس|حاسه|بحس|اشعر|ساكن|عايش|لان|نكته)(?:\s|$)",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex IsPersonal();

    [GeneratedRegex(
        @"^(?:(?:and|or|no|ok|so|what|how|about|of|for|the|i|meant|mean|one|then|in|that)\s+)+|^(?:(?:و|لا|طيب|طب|قصدي|اقصد|دوله|عن|ماذا|شو|ايش)\s+)+",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Filler();

    [GeneratedRegex("^(?:[وفبك]?ال|[وف]?لل)(?=..)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Article();
}
