using System.Collections.Frozen;
using System.Numerics.Tensors;
using System.Text.RegularExpressions;
using Community.Companion.Safety.Rules;
using Community.Companion.Sentences;
using Community.Companion.Words;

namespace Community.Companion.Offline;

/// <summary>
/// Finds the earlier sentence that answers a person's question about what they have said ("where does Lina work now?"). Shared words,
/// names and relations count, and signs of what is asked: an age, a place, a time. A sentence about "she" belongs to the person before.
/// </summary>
internal static partial class Recall
{
    private const int Enough = 2;
    private const int EnoughForYesOrNo = 3;
    private const int Stem = 4;

    /// <summary>The most earlier sentences that are compared by their meaning: each takes a core for a hundredth of a second.</summary>
    private const int MostCompared = 20;

    private const int ShortestTold = 3;

    /// <summary>From this likeness on, an earlier sentence answers a question that does not say that it was told.</summary>
    public const float Close = 0.45f;

    private const float LeastLikeness = 0.3f;
    private const float OfSharedWord = 0.1f;

    private static readonly FrozenSet<string> Empty = (
        "the and was were are is am has have had did does not but for with that this what when where which who whom whose how old long many much since from now "
        + "you your she her his him him they them their its our tell told say said remember mention about again too also just really again still going get got "
        + "انا اني انت هو هي هم شو شنو ايش وش وشو ما ماذا من مين منو متى امتى وين اين فين كم كام قد ايه هل في فيه على عن الى مع اللي الي قلت لك قلتلك حكيت هذا هذه اسم "
        + "shu sho shno shnu wain weyn wen mata kam min meen fi 3an lek lak gelt gilt illi elli ism ismha ismo"
    )
        .Split(' ')
        .ToFrozenSet(StringComparer.Ordinal);

    private static readonly (Func<Regex> Asked, Func<Regex> Told, int Points)[] Kinds =
    [
        (AsksAge, TellsAge, 2),
        (AsksPlace, TellsPlace, 1),
        (AsksTime, TellsTime, 1),
    ];

    /// <summary>Whether a text asks for something that was perhaps said: not for advice, and not for the companion itself.</summary>
    public static bool IsAsked(string text) => Asks().IsMatch(Start(text)) && !AsksOther().IsMatch(Start(text));

    /// <summary>Whether a text begins as a question does.</summary>
    public static bool IsQuestion(string text) => Asks().IsMatch(Start(text));

    /// <summary>Whether a text demands something ("give me three ideas"), and tells nothing.</summary>
    public static bool IsRequest(string text) => Requests().IsMatch(Start(text));

    /// <summary>Whether a text asks for the person's own facts, also if they were never told: "where did I grow up?".</summary>
    public static bool IsAskedOfOneself(string text) => AsksOwn().IsMatch(Start(text)) && !AsksOther().IsMatch(Start(text));

    /// <summary>The sentence that answers the question best, the newest of equal ones; null: none does.</summary>
    public static string? Find(string question, IEnumerable<string> said, Predicate<string> mayQuote)
    {
        var asked = Sentence.Of(question, question, before: null);
        var kind = Array.Find(Kinds, kind => kind.Asked().IsMatch(question));
        var enough = AsksYesOrNo().IsMatch(Start(question)) ? EnoughForYesOrNo : Enough;
        return Sentences(said)
            .Select((told, at) => (Told: told, At: at, Score: Score(asked, told, kind.Told, kind.Points)))
            .Where(one => one.Score >= enough)
            .OrderByDescending(one => one.Score)
            .ThenByDescending(one => one.At)
            .Where(one => mayQuote(one.Told.Message))
            .Select(one => ConversationMemory.Quotable(one.Told.Text))
            .FirstOrDefault();
    }

    /// <summary>Whether a question is about what was: "what was it that she cooked?", "remember where he went?".</summary>
    public static bool IsOfThePast(string text) => Past().IsMatch(text);

    /// <summary>The subject of a question about the person's own earlier words ("what did I say is at nine?"); null: it is none.</summary>
    public static string? AsksForEarlier(string text) =>
        Earlier().IsMatch(text) ? Wrapping().Replace(Earlier().Replace(text, " "), " ").Trim(' ', '?', '؟', '.', '!') : null;

    /// <summary>The earlier sentence that is nearest in its meaning, if one is near at all.</summary>
    public static string? FindByMeaning(string asked, IEnumerable<string> said, Predicate<string> mayQuote, float least = LeastLikeness)
    {
        if (SentenceEmbedder.Embed(asked) is not { Length: > 0 } meaning)
        {
            return null;
        }

        var stems = Sentence.Of(asked, asked, before: null).Stems;
        return Sentences(said)
            .TakeLast(MostCompared)
            .Where(told => told.Text.Split(' ').Length >= ShortestTold && mayQuote(told.Message))
            .Select(told =>
                (
                    Told: told,
                    Score: SentenceEmbedder.Embed(told.Text) is { Length: > 0 } other
                        ? TensorPrimitives.Dot<float>(meaning, other) + (OfSharedWord * told.Stems.Count(stems.Contains))
                        : 0
                )
            )
            .Where(one => one.Score >= least)
            .OrderByDescending(one => one.Score)
            .Select(one => ConversationMemory.Quotable(one.Told.Text))
            .FirstOrDefault();
    }

    private static int Score(Sentence asked, Sentence told, Func<Regex>? kind, int points)
    {
        if (asked.Relations.Count > 0 && told.Relations.Count > 0 && !asked.Relations.Overlaps(told.Relations))
        {
            return 0;
        }

        var words = told.Stems.Count(stem => asked.Stems.Contains(stem) && !told.Names.Contains(stem));
        var names = told.Names.Count(asked.Stems.Contains) + asked.Relations.Count(told.Relations.Contains);
        var isKind = kind is not null && kind().IsMatch(told.Text);
        if (words + names == 0 && !(isKind && asked.IsAboutOther && told.IsAboutOther))
        {
            return 0;
        }

        // "How old is she?" is not answered by her name alone.
        if (kind is not null && !isKind && words == 0)
        {
            return 0;
        }

        var isSame = (asked.IsAboutSelf && told.IsAboutSelf) || (asked.IsAboutOther && told.IsAboutOther);
        return words + (told.GoesOn ? names : 2 * names) + (isKind ? points : 0) + (isSame ? 1 : 0);
    }

    private static IEnumerable<Sentence> Sentences(IEnumerable<string> said)
    {
        Sentence? before = null;
        foreach (var message in said.Where(text => !ConversationMemory.IsQuestion(text) && !IsRequest(text)))
        {
            foreach (
                var text in message.Split(
                    ['.', '!', '\n', '؛', ';'],
                    StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries
                )
            )
            {
                before = Sentence.Of(text, message, before);
                yield return before;
            }
        }
    }

    private static string Start(string text) => text.Trim().ToLowerInvariant().Replace('’', '\'');

    /// <summary>A sentence as it is compared.</summary>
    /// <param name="Text">Its words.</param>
    /// <param name="Message">The message that it is in.</param>
    /// <param name="Stems">The beginnings of its words that say something.</param>
    /// <param name="Names">Names in it, and those of the sentence before, if it goes on about the same person.</param>
    /// <param name="Relations">Relations in the same way.</param>
    /// <param name="GoesOn">Whether these are from the sentence before.</param>
    /// <param name="IsAboutSelf">Whether it says "I" or "my".</param>
    /// <param name="IsAboutOther">Whether it is about somebody else.</param>
    private sealed record Sentence(
        string Text,
        string Message,
        HashSet<string> Stems,
        HashSet<string> Names,
        HashSet<string> Relations,
        bool GoesOn,
        bool IsAboutSelf,
        bool IsAboutOther
    )
    {
        public static Sentence Of(string text, string message, Sentence? before)
        {
            var words = WordForms.In(text.Replace("'s", "", StringComparison.Ordinal)).ToList();
            var relations = words.Select(Offline.Relations.Of).OfType<string>().ToHashSet(StringComparer.Ordinal);
            var names = NamesIn(text);
            var isSelf = words.Exists(IsSelf);
            var isOther = relations.Count > 0 || words.Exists(IsOther) || names.Count > 0;

            // "She is seven", and in Arabic a sentence whose verb alone tells who it is about.
            var goesOn =
                before is { IsAboutOther: true } && relations.Count == 0 && (words.Exists(IsOther) || IsArabicOfOther(text, isSelf));
            if (goesOn)
            {
                relations = before!.Relations;
                names.UnionWith(before.Names);
            }

            var stems = words
                .Select(Fold)
                .Where(word => (word.Length > 2 || word.All(char.IsDigit)) && !Empty.Contains(word) && Offline.Relations.Of(word) is null)
                .Select(StemOf)
                .ToHashSet(StringComparer.Ordinal);
            return new(text, message, stems, names, relations, goesOn, isSelf, isOther || goesOn);
        }

        private static bool IsArabicOfOther(string text, bool isSelf) => !isSelf && Languages.Of(text) == Languages.Arabic;

        private static bool IsSelf(string word) =>
            word.ToLowerInvariant() is "i" or "my" or "me" or "im" or "i'm" or "we" or "our" or "انا" or "أنا" or "عندي" or "لي" or "ana";

        private static bool IsOther(string word) =>
            word.ToLowerInvariant() is "he" or "she" or "they" or "his" or "her" or "their" or "him" or "them" or "هو" or "هي" or "هم";
    }

    private static HashSet<string> NamesIn(string text) =>
        Names()
            .Matches(text)
            .Select(match => match.Groups["name"].Value)
            .Where(word => Relations.Of(word) is null)
            .Select(Fold)
            .Where(word => !Empty.Contains(word))
            .Select(StemOf)
            .ToHashSet(StringComparer.Ordinal);

    private static string Fold(string word) => FoldedWords.Fold(word).ToLowerInvariant();

    /// <summary>
    /// The beginning of an English word; of an Arabic one its consonants without article, so that «ساكنة» and «سكنت» are alike.
    /// </summary>
    private static string StemOf(string word)
    {
        if (!word.Any(letter => letter is >= '\u0621' and <= '\u064A'))
        {
            return word.Length > Stem ? word[..Stem] : word;
        }

        var bare = word.StartsWith("ال", StringComparison.Ordinal) && word.Length > Stem ? word[2..] : word;
        var root = string.Concat(bare.Where(letter => !"اويةهى".Contains(letter, StringComparison.Ordinal)));
        return root.Length is > 1 and < Stem ? root
            : root.Length >= Stem ? root[..(Stem - 1)]
            : bare;
    }

    [GeneratedRegex(
        @"^(?:and |so |ok |but |hey )?(?:(?:what|who|when|where|which)(?! (?:i|we|my|he|she|they)\b)|what's"
            + @"|whats|since when|from when|how (?:old|long|many|much)|do i|did i|am i|have i|does|did|is my|are my"
            + @"|whose)\b|^(?:و)?(?:ال)?(?:شو|شنو|شنهو|ايش|إيش|أيش|وش|وشو|ما (?:هو|هي|اسم|اللي|الذي)|ماذا|من متى|متى"
            + @"|إمتى|امتى|ليش|ليه|لماذا|كيف|شلون|ازاي|إزاي|مين|منو|من هو|من هي|وين|أين|اين|فين|كم|كام|هل|عن ايش) "
            + @"|^(?:shu|sho|shou|shno|shnu|wesh|eish|wain|wein|weyn|wen|mata|kam|meen|minu) ",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Asks();

    [GeneratedRegex(
        @"^(?:and |so )?(?:what|who|where|when|which|how)\b.{0,20}\b(?:was|were|did|had)\b|\bremember (?:what"
            + @"|who|where|when|which|how|my|the)\b|(?:فاكر|فاكرة|تتذكر|بتتذكر|تذكر|تذكرين) .*(?:وين|فين|مين|شو|ايه"
            + @"|متى|امتى|كم|اسم)|\bكان(?:ت)? (?:اسم|وين|فين|متى)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Past();

    /// <summary>"Did I say", and the same in Arabic.</summary>
    [GeneratedRegex(
        @"\b(?:did|have) i (?:just )?(?:say|said|tell|told|mention|mentioned|write|written)(?: (?:to )?you)?\b"
            + @"|\bi (?:just )?(?:said|told you|mentioned)(?= .*\?)|(?:قلت|حكيت|ذكرت|قلنا)(?:ه|ها)? ?(?:لك|لكم|لكي)"
            + @"|قلتلك|حكيتلك|قلتلكم|قايلك|قلت لكم",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Earlier();

    /// <summary>The words of a question around it.</summary>
    [GeneratedRegex(
        @"\b(?:what|which|who|when|where|how (?:old|long|many|much)|that|is|was|are|were|again|before|earlier"
            + @"|first|so far|remember|you|do|about)\b|\b(?:شو|شنو|ايش|إيش|وش|ايه|إيه|كم|وين|فين|متى|امتى|مين|عن|انا"
            + @"|أنا|فاكر|اني|إني|قبل|اول|أول|شي|بالاول)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Wrapping();

    [GeneratedRegex(
        @"\b(?:should|could|would|shall|might)\b|\bcan\b|\bdo i (?:do|start now|have to|need to)\b|\b(?:do|did"
            + @"|are|have|will|were) you\b|\byour\b|\bweather\b|نصيحتك|رأيك|رايك|أسوي|اسوي|أعمل|اعمل|أفعل|اقترحت"
            + @"|تقدر|تستطيع|asawi|a3mel",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksOther();

    [GeneratedRegex(
        @"^(?:and |so |ok |but )?(?:since when|from when|what|where|when|who|which \w+|how old|how many \w+"
            + @"|how long) (?:did i|do i (?:like|live|work|study|have|come|start|love|play|own)|is my|are my|was my"
            + @"|were my|have i|am i)\b(?! (?:doing|supposed|meant|wrong))",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksOwn();

    [GeneratedRegex(@"^(?:and |so )?(?:do|did|am|have|does|is|are)\b|^هل ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AsksYesOrNo();

    [GeneratedRegex(
        @"^(?:please )?(?:give|tell|show|suggest|recommend|find|name|list|write|translate|make|another|shorter"
            + @"|stop|events?|somebody|someone)\b|^(?:عطني|أعطني|اعطني|عطيني|هات|دور|دلني|اقترح|قولي|قل لي|(?:أبي"
            + @"|ابي|أبغى|ابغى|ودي) (?:دورة|فعالية|فكرة|أفكار|مجموعة|نادي|حد|أحد|احد|ناس)) |^(?:3tini|a3tini|mo|mu) ",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Requests();

    [GeneratedRegex(
        @"how old|\bage\b|كم عمر|كم سن|عمر[هي] كم|كام سنة|kam 3omr|kam 3umr",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksAge();

    [GeneratedRegex(
        @"years? old|\b(?:is|am|i'm|turned|was|he's|she's|only) (?:only |just |almost |about )?(?:\d+|one|two"
            + @"|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
            + @"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy)\b|عمر[هي]|عمرها|عمره|سنين|سنوات|3omr"
            + @"|3umr",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TellsAge();

    [GeneratedRegex(
        @"\bwhere\b|^و?(?:وين|أين|اين|فين|من وين)|\b(?:wain|wein|weyn|wen)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksPlace();

    [GeneratedRegex(
        @"\b(?:in|at|to|from|near)\b|ساكن|سكن| في | ب[^\s]{3}| من | عند |\b(?:fi|men|min)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TellsPlace();

    [GeneratedRegex(
        @"\b(?:when|since when|how long|which day|what day)\b|متى|إمتى|امتى|\bmata\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksTime();

    [GeneratedRegex(
        @"\d|\b(?:on|since|last|next|ago|today|tomorrow|yesterday|january|february|march|april|may|june|july"
            + @"|august|september|october|november|december|\w+day)\b|أمس|امس|اليوم|بكرة|باكر|الاسبوع|الأسبوع|الشهر"
            + @"|السنة|يوم",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex TellsTime();

    /// <summary>A word with a capital inside a sentence, or the word after a relation in Arabic.</summary>
    [GeneratedRegex(
        @"(?<=\p{L}[,]? )(?<name>\p{Lu}\p{Ll}+)|(?:اختي|أختي|اخوي|أخوي|أخي|ولدي|ابني|بنتي|ابنتي|زوجي|زوجتي"
            + @"|صديقي|صديقتي|صاحبي|صاحبتي|خالتي|عمتي|عمي|خالي|جدتي|مديري|اسمه|اسمها|إسمه"
            + @"|إسمها) (?<name>\p{L}{2,30})",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Names();
}
