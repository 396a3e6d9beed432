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

    private const string EnglishRelations =
        "best friend|boyfriend|girlfriend|grandmother|grandfather|neighbour|neighbor|colleague|coworker|roommate|flatmate|housemate|classmate|manager|teammate|sister|brother|mother|father|mom|mum|dad|friend|husband|wife|partner|"
        + "son|daughter|boss|cat|dog|cousin|aunt|uncle|teacher|baby";

    // «أ» is often typed as «ا».
    private const string ArabicRelations =
        "[أا]ختي|[أا]خوي|[أا]خي|[أا]مي|[أا]بي|[أا]بوي|ابني|ولدي|بنتي|ابنتي|صديقي|صديقتي|صاحبي|صاحبتي|زوجي|زوجتي|جوزي|مراتي|قطتي|كلبي|خالي|عمي|جدتي|جدي|والدي|والدتي|مديري|ربيعي|بنت|ولد|binti|benti|bint|ibni|waladi|weldi|okhti|ukhti|akhoy|ommi|ummi|zawji";

    private static readonly FrozenSet<string> FirstNames = Embedded
        .Lines("Offline.names.txt")
        .SelectMany(line => line.Split(' '))
        .Select(Folded)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words after "my name is" that are no name.</summary>
    private static readonly FrozenSet<string> NoNames =
        "not a an the so just what is none my no nothing unknown hard secret later important on in back if when"
            .Split(' ')
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The person's name, as they last gave it; null: they did not.</summary>
    public static string? NameIn(IEnumerable<string> said) =>
        said.SelectMany(text =>
                OwnName()
                    .Matches(text)
                    .Select(match => match.Groups["name"].Value)
                    .Where(name => !NoNames.Contains(name))
                    .Concat(
                        FirstWords()
                            .Matches(text)
                            .Select(match => match.Groups["name"].Value)
                            .Where(name => FirstNames.Contains(Folded(name)))
                    )
            )
            .Select(name => char.ToUpperInvariant(name[0]) + name[1..])
            .LastOrDefault();

    /// <summary>
    /// The name of the person in a question ("what is my sister's name?"): the relation as the question calls it, and the name or
    /// null. A question without a relation ("do you remember his name?") is about the person named last.
    /// </summary>
    public static (string Who, string? Name) RelativeIn(string question, IReadOnlyList<string> said)
    {
        var who = Relation().Match(question).Value.ToLowerInvariant();
        if (Practical.NamedPeople.Find(who, said) is { } told)
        {
            return (who, told);
        }

        var named =
            said.SelectMany(text => NamedRelation().Matches(text)).LastOrDefault(IsSame)
            ?? said.SelectMany(text => ArabicNamedRelation().Matches(text))
                .LastOrDefault(match => IsSame(match) && FirstNames.Contains(Folded(match.Groups["name"].Value)));
        return (
            who.Length == 0 && named?.Groups["who"] is { Length: > 0 } relation ? relation.Value.ToLowerInvariant() : who,
            named?.Groups["name"].Value
        );

        bool IsSame(Match match) => who.Length == 0 || match.Groups["who"].Length == 0 || Relations.AreSame(match.Groups["who"].Value, who);
    }

    /// <summary>The name that a text gives somebody else: "her name is Biscuit"; null: it gives none, or asks.</summary>
    public static string? NameOfOther(string text) =>
        NamedOther().Match(text) is { Success: true } match && !NoNames.Contains(match.Groups["name"].Value) && !IsQuestion(text)
            ? char.ToUpperInvariant(match.Groups["name"].Value[0]) + match.Groups["name"].Value[1..]
            : null;

    /// <summary>The name that a statement gives a close person: "my cousin Dana moved"; null: it gives none.</summary>
    public static string? NamedIn(string text) =>
        IsQuestion(text) ? null
        : NamedRelation().Match(text) is { Success: true } match ? match.Groups["name"].Value
        : ArabicNamedRelation().Match(text) is { Success: true } arabic && FirstNames.Contains(Folded(arabic.Groups["name"].Value))
            ? arabic.Groups["name"].Value
        : null;

    /// <summary>The name in a question ("who is Karim?") and the relation that the person told, "" if none; null: not told.</summary>
    public static (string Name, string Who)? PersonIn(string question, IEnumerable<string> said) =>
        WhoIs().Match(question) is { Success: true } asked
        && said.SelectMany(text => ArabicNamedRelation().Matches(text).Concat(NamedRelation().Matches(text)))
            .LastOrDefault(match =>
                string.Equals(match.Groups["name"].Value, asked.Groups["name"].Value, StringComparison.OrdinalIgnoreCase)
            )
            is { } named
            ? (named.Groups["name"].Value, named.Groups["who"].Value.ToLowerInvariant())
            : null;

    /// <summary>Both sides of a question like "should I text or call", or null.</summary>
    public static (string One, string Other)? ChoiceIn(string text) =>
        Choice().Match(text.Trim()) is { Success: true } match ? (match.Groups["one"].Value, match.Groups["other"].Value) : null;

    /// <summary>The earlier statement that fits a question about the person's own facts best ("how old is my son?"), or null.</summary>
    public static string? FactIn(string question, IEnumerable<string> said, Predicate<string> mayQuote)
    {
        var asked = Stems(question);
        var kind = FactKinds.FirstOrDefault(kind => kind.Asked().IsMatch(question)).Told;
        return said.Where(text => !IsQuestion(text))
            .Select(
                (text, at) =>
                    (Text: text, At: at, Score: Stems(text).Count(asked.Contains) + (kind is not null && kind().IsMatch(text) ? 2 : 0))
            )
            .Where(told => told.Score > 1 || (told.Score > 0 && kind is null))
            .OrderByDescending(told => told.Score)
            .ThenByDescending(told => told.At)
            .Where(told => mayQuote(told.Text))
            .Select(told => Quotable(told.Text))
            .FirstOrDefault();
    }

    private static readonly (Func<Regex> Asked, Func<Regex> Told)[] FactKinds =
    [
        (AsksAge, TellsAge),
        (AsksWork, TellsWork),
        (AsksPlace, TellsPlace),
        (AsksNumber, TellsNumber),
    ];

    /// <summary>The beginnings of the longer words of a text.</summary>
    private static HashSet<string> Stems(string text)
    {
        const int Stem = 4;
        return Folded(text)
            .ToLowerInvariant()
            .Split([' ', ',', '.', '!', '?', '؟', '،', '\n', '\''], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length >= Stem && !NoFacts.Contains(word))
            .Select(word => word[..Stem])
            .ToHashSet(StringComparer.Ordinal);
    }

    private static readonly FrozenSet<string> NoFacts = "what when where which many much does tell told said remember قلتلك قلت كام اللي"
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static string Folded(string text) => text.Replace('أ', 'ا').Replace('إ', 'ا').Replace('آ', 'ا');

    /// <summary>
    /// The last earlier message that says something and is no question; if the question names somebody close ("what did I tell you about my
    /// mum?"), the last one about them. Null: there is none.
    /// </summary>
    public static string? LastIn(IEnumerable<string> said, string question, Predicate<string> mayQuote)
    {
        var who = Relation().Match(question).Value;
        var told = said.Where(text => !IsQuestion(text) && text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= ShortestQuote)
            .ToList();
        var last =
            (who.Length == 0 ? null : told.FindLast(text => text.Contains(who, StringComparison.OrdinalIgnoreCase) && mayQuote(text)))
            ?? told.FindLast(text => !Recall.IsRequest(text) && mayQuote(text))
            ?? told.FindLast(mayQuote);
        return last is null ? null : Quotable(last);
    }

    /// <summary>The last sentence about a plan of the person; null: there is none.</summary>
    public static string? PlanIn(IEnumerable<string> said, Predicate<string> mayQuote) =>
        said.Reverse()
            .Select(text =>
                (
                    Text: text,
                    Plan: text.Split(['.', '!', '\n', '؛', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                        .LastOrDefault(sentence => !IsQuestion(sentence) && Plan().IsMatch(sentence))
                )
            )
            .Where(told => told.Plan is not null && mayQuote(told.Text))
            .Select(told => Quotable(told.Plan!))
            .FirstOrDefault();

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

    /// <summary>Whether a text asks, also without a question mark.</summary>
    public static bool IsQuestion(string text) => text.TrimEnd() is [.., '?' or '؟'] || Recall.IsQuestion(text);

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

    [GeneratedRegex(@"how old|\bage\b|كم عمر|عمر[هي]|عمرها|كام سنة", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AsksAge();

    [GeneratedRegex(
        @"(?:\d+ ?|\w+ )years? old|\bi'?m \d+\b|\bis \d+\b|\bwas \d+\b|عمر[هي]|عمرها|سنين|سنوات",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TellsAge();

    [GeneratedRegex(
        @"for work|for a living|my job|(?:ماذا|شو|ايش|وش|ايه|إيه) (?:أشتغل|اشتغل|بشتغل|شغلي|وظيفتي)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksWork();

    [GeneratedRegex(
        @"\bi work\b|\bmy job\b|\b(?:i'm|im|i am|work as) an? \w+|أشتغل|اشتغل|بشتغل|أعمل|مهندس|معلم|ممرض|طبيب",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TellsWork();

    [GeneratedRegex(
        @"where (?:am i|do i (?:live|come))|(?:وين|فين|أين) (?:ساكن|أسكن|اسكن|أعيش)|من وين",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksPlace();

    [GeneratedRegex(
        @"\b(?:live|from|moved)\b|ساكن|أسكن|اسكن|أعيش|(?:أنا|انا) .*من ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TellsPlace();

    [GeneratedRegex(@"how many|how much|how long|\bكم\b|\bكام\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AsksNumber();

    [GeneratedRegex(@"\d", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TellsNumber();

    [GeneratedRegex(
        @"\b(?:who is|who's|whos|who was|مين|من هو|من هي|منو) (?<name>\p{L}{2,30})",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex WhoIs();

    [GeneratedRegex(
        @"^(?:(?:hi|hey|hello|ok|okay|هلا|مرحبا|السلام عليكم)[,.! ،]+)?(?:i'm|im|i am|it's|its|this is|[أا]نا|معاك|معك|هنا) (?<name>\p{L}{2,30})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex FirstWords();

    [GeneratedRegex(
        @"(?:\b(?<!(?:his|her|its|their|'s) )name's|\bmy name is|\bmy name's|\bi am called|\bi'm called|\bcall me|\bismi|\besmi|اسمي هو|اسمي|إسمي|ناديني|نادني)\s+(?<name>\p{L}{2,30})\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex OwnName();

    [GeneratedRegex(
        @"^(?:and |oh |btw )?(?:his|her|its|their) (?:name's|name is|name was) (?<name>\p{L}{2,30})\W*$|^و?(?:اسمه|اسمها|إسمه|إسمها) (?<name>\p{L}{2,30})\W*$|^(?:w )?(?:ismo|ismu|ismha|esmo|esmha|ismaha) (?<name>\p{L}{2,30})\W*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex NamedOther();

    [GeneratedRegex($@"\b(?:{EnglishRelations}|{ArabicRelations})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Relation();

    [GeneratedRegex(
        $@"(?:\b(?i:my) (?<who>(?i:{EnglishRelations}))(?:(?i:'s name is| is called| is named|'s called),?|,)? (?<name>\p{{Lu}}\p{{Ll}}{{1,30}})\b|\b(?i:her|his|its|their) (?i:name's|name is|name was) (?<name>\p{{Lu}}\p{{Ll}}{{1,30}})\b|(?<who>{ArabicRelations}) (?:اسمه|اسمها|إسمه|إسمها|[iI]smha|[iI]smaha|[iI]smah|[iI]smo|[iI]smu|[eE]smha|[eE]smo) (?<name>\p{{L}}{{2,30}})\b)",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex NamedRelation();

    /// <summary>"My sister Salma": any word may follow in Arabic, so that this counts only for a name that is asked for.</summary>
    [GeneratedRegex($@"(?<who>{ArabicRelations}) (?<name>\p{{L}}{{2,30}})\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ArabicNamedRelation();

    [GeneratedRegex(
        @"^(?:(?:ok|so|and|well),? )?(?:(?:should|shall|do) i|is it better to) (?<one>[\p{L}'’ ]{2,40}?) or (?:should i |do i )?(?!(?:is|am|are|was|not|isn)\b)(?<other>[\p{L}'’ ]{2,40}?)\??$|^(?:هل )?(?<one>[\p{L} ]{2,30}?) (?:ولا|والا|أم|او|أو) (?<other>[\p{L} ]{2,30}?) ?[؟?]$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Choice();

    [GeneratedRegex(
        @"^(?:.{0,40}\s)?(?:i will|i'll|i am going to|i'm going to|i plan to|i want to|سوف|سأ\p{L}+|راح|ناوي|ناوية|بكرة رح)\s",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Plan();

    [GeneratedRegex(
        @"\b(?:two|three|four|five|couple|[2-5٢-٥]|فكرتين|نصيحتين|أربع|خمسة|خمس)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Number();
}
