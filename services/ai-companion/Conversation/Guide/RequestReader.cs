using System.Text.RegularExpressions;
using Community.Companion.Offline;
using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety.Rules;
using Community.Companion.Words;

namespace Community.Companion.Conversation.Guide;

/// <summary>A request that the platform itself can answer.</summary>
/// <param name="Kind">One of the kinds of things that can be found; null: it asks how a feature works.</param>
/// <param name="Feature">The feature, if <paramref name="Kind"/> is null.</param>
/// <param name="Topic">The words that name the thing that is searched for, without "any", "find me" and the like; may be empty.</param>
/// <param name="When">The days that an event shall be on, if they are named.</param>
/// <param name="Language">The language of the answer: <c>ar</c> or <c>en</c>.</param>
internal sealed record PlatformRequest(string? Kind, string? Feature, string Topic, NamedDays? When, string Language)
{
    /// <summary>The language that a course shall be in, if one is named.</summary>
    public string? Tongue { get; init; }
}

/// <summary>A question about a thing that was shown or that it names.</summary>
/// <param name="What"><c>price</c>, <c>start</c>, <c>place</c>, <c>join</c>, or <see cref="RequestReader.Again"/>.</param>
/// <param name="Topic">The words that name the thing; may be empty.</param>
internal sealed record AboutRequest(string What, string Topic);

/// <summary>Recognizes requests for things and for help (<c>requests.txt</c>). One instance serves all requests at once.</summary>
internal sealed partial class RequestReader
{
    /// <summary>A longer message tells something, and its questions are part of it.</summary>
    private const int MostWords = 30;

    private static readonly HashSet<string> NotTopic = new(
        (
            "a an the any some are is there here do does did can could would should will i you we they it me my your our to for with at in on of by and or about from "
            + "find search show recommend suggest look looking want need like love know join meet get have help please hi hello hey what which where how who whom that "
            + "this these those group groups circle circles community communities club clubs event events meetup meetups class classes course courses lesson lessons "
            + "somebody someone anybody anyone people person friend friends partner buddy mate others other else together near nearby around local town city area "
            + "weekend today tonight evening tomorrow week next monday tuesday wednesday thursday friday saturday sunday something anything happening going todo "
            + "likes loves plays enjoys speaks into wants shares up keen us so just really good nice new more not no yes also then be been am was learn teach things thing "
            + "هل يوجد هناك توجد في فيه أي اي ايش إيش شو وش ما هي هو ابحث أبحث عن على بدور أدور عندكم رشح لي اقترح دلني وين أين فين أريد اريد أبغى ابغى بدي عايز عايزة عاوز "
            + "أبي ودي مجموعة مجموعات المجموعات نادي نوادي أندية جروب قروب دائرة دوائر مجتمع فعالية فعاليات الفعاليات لقاء لقاءات ورشة دورة دورات كورس درس دروس شخص أشخاص ناس "
            + "حدا حد أحد صديق أصدقاء شريك رفيق معه معي معاي معايا معاه هذا هذه الأسبوع نهاية عطلة الويكند اليوم الليلة بكرة بكرا غدا الجمعة السبت الخميس الأحد من أن "
            + "هالويكند بالويكند هالأسبوع عندكم وش أيش ايه إيه "
            + "أتعلم اتعلم يحب بيحب يحبون تحب قريب قريبة مني حولي انضم أنضم إلى يا لو سمحت ممكن حاب حابة النهارده النهاردة صاير "
            + "ok okay fine well anyway alright thanks please instead do stuff good kowayesa حلوة كويسة كويس تمام طيب اوك خلاص "
            + "have got free anymore exactly ever people else here live شنو شي حاجة دور دورلي لي أحد امشي مجاني مجانية وواحد واحد هال لل بالويكند هالاسبوع واحدة "
            + "هون هنا هناك المنصة عالمنصة بالمنصة اللي الموجودة الجاية القادمة platform upcoming"
        )
            .Split(' ')
            .Select(FoldedWords.Fold),
        StringComparer.Ordinal
    );

    /// <summary>The last search for something else: "and one for chess".</summary>
    public const string Again = "again";

    /// <summary>From this likeness to a sample on, a message is the same request.</summary>
    private const float Enough = 0.55f;

    /// <summary>The same for a message that is no question.</summary>
    private const float Told = 0.75f;

    /// <summary>The same in a talk about something.</summary>
    private const float ToldInTalk = 0.95f;

    /// <summary>The same for a question that is near to nothing else.</summary>
    private const float LeastClear = 0.45f;

    /// <summary>The same for a feature, if its words are about the last card.</summary>
    private const float Certainly = 0.999f;

    /// <summary>So much nearer than to the feature that its words name is a message that means another.</summary>
    private const float Better = 0.1f;

    /// <summary>From this likeness on, a message is about the platform, whatever else it could be about.</summary>
    public const float Plainly = 0.66f;

    /// <summary>The name of questions that sound like those for this platform and are about something else.</summary>
    public const string Elsewhere = "elsewhere";

    /// <summary>From this likeness on, a question may be about the platform.</summary>
    private const float AsPlatform = 0.5f;

    /// <summary>The same if its words name something to be found.</summary>
    private const float Clearly = 0.9f;

    /// <summary>From this likeness on, a message that names a feature means another one.</summary>
    private const float Otherwise = 0.96f;

    /// <summary>Characters. A longer text tells something beside its question.</summary>
    private const int LongestQuestion = 300;

    /// <summary>A longer message after a help text stands for itself.</summary>
    private const int MostAfter = 9;

    private const float Gain = 0.04f;

    /// <summary>How many earlier messages such a message may be about.</summary>
    private const int MostBefore = 3;

    /// <summary>The beginning of the names of questions about how a feature works.</summary>
    public const string Help = "help.";

    private const string Finding = "find.";
    private const string Guide = "guide";
    private const string About = "about";

    /// <summary>Questions about the platform that no text answers: that is said.</summary>
    private const string Unlisted = "unlisted";

    /// <summary>A longer message is no question about a card.</summary>
    private const int MostAbout = 9;

    /// <summary>A short text that names things ("any events?", "events tomorrow") is no question about how they work.</summary>
    private const int MostOfThings = 4;

    /// <summary>Words of the questions about a card that name no thing.</summary>
    private static readonly HashSet<string> NotNamed = new(
        (
            "meant mean person online face real life one something anything much many cost costs price prices free pay start starts begin begins time day when sign register join book enrol enroll ticket place seat ok okay and exactly charge "
            + "كم بكم بكام قديش سعر سعرها سعره السعر مجاني مجانية ببلاش تكلف تبدأ تبدا يبدأ يبدا متى امتى أسجل اسجل احجز أحجز أشترك اشترك أنضم انضم كيف شلون واحد واحدة ولل "
            + "فيها فيه عنها وعن"
        )
            .Split(' ')
            .Select(FoldedWords.Fold),
        StringComparer.Ordinal
    );

    private readonly CrisisRules _rules = CrisisRules.Load("Safety.Rules.spellings.txt", "Conversation.Guide.requests.txt");

    /// <summary>The request in a message, or null: it is told, not asked.</summary>
    public PlatformRequest? Read(string text) => Read(text, OfflineCompanion.LanguageOf(text));

    /// <summary>The request in a message of a conversation in this language, or null.</summary>
    /// <param name="text">The message.</param>
    /// <param name="language"><c>ar</c> or <c>en</c>.</param>
    /// <param name="isInTalk">Whether the person is telling something: then what is no question is seldom a request.</param>
    public PlatformRequest? Read(string text, string language, bool isInTalk = false)
    {
        if (Words(text) > MostWords)
        {
            return null;
        }

        var readable = OfflineCompanion.Readable(text, language == Languages.Arabic);
        var named = Best(readable, Guide);
        var best =
            IsFinding(named) && Words(text) <= MostOfThings
                ? named
                : Meant(readable, named, Words(text) <= MostAbout && Best(readable, About) is not null, isInTalk)
                    ?? Best(readable, Unlisted);
        if (best is null)
        {
            return null;
        }

        return best.Split('.') is ["help", var feature]
            ? new(null, feature, "", null, language)
            : new(best.Split('.')[1], null, TopicOf(readable), NamedDays.In(readable), language) { Tongue = TongueIn(readable) };
    }

    /// <summary>
    /// The request in a question that is short of words of its own: "how long does that take?" after a help text, or "can I give it to a
    /// friend?" after a ticket was named.
    /// </summary>
    /// <param name="text">The message.</param>
    /// <param name="language">The language of the answer.</param>
    /// <param name="before">The feature that the last answer explained; null: it explained none.</param>
    /// <param name="said">The person's earlier messages, the oldest first.</param>
    public static PlatformRequest? ReadAfter(string text, string language, string? before, IReadOnlyList<string> said)
    {
        if (Words(text) is < 3 or > MostAfter || !(ConversationMemory.IsQuestion(text) || Asks().IsMatch(text)))
        {
            return null;
        }

        IEnumerable<string> contexts =
        [
            .. before is null ? [] : (string[])[HelpTexts.Find(Languages.English, before)!.Title],
            .. before is null && !Pointing().IsMatch(text) ? [] : said.TakeLast(MostBefore),
        ];
        var near = contexts
            .SelectMany(context => Added(context, OfflineCompanion.Readable(text, language == Languages.Arabic)))
            .Where(one => one.Name != Help + before)
            .DefaultIfEmpty()
            .MaxBy(one => one.Score);
        return near.Score >= Enough && near.Name.StartsWith(Help, StringComparison.Ordinal)
            ? new(null, near.Name[Help.Length..], "", null, language)
            : null;
    }

    /// <summary>The names that a context is nearer to with a text than without it.</summary>
    private static IEnumerable<Likeness> Added(string context, string readable)
    {
        var before = SubjectReader
            .Delivered.Nearest(OfflineCompanion.Readable(context))
            .ToDictionary(one => one.Name, one => one.Score, StringComparer.Ordinal);
        return SubjectReader
            .Delivered.Nearest($"{OfflineCompanion.Readable(context).TrimEnd('?', '؟', '.')}, {readable}")
            .Take(3)
            .Where(one => one.Score > before.GetValueOrDefault(one.Name) + Gain);
    }

    /// <summary>
    /// The request that a text means: the one that its words name, unless its meaning is clearly another; without such words, the one
    /// that it is near to.
    /// </summary>
    private static string? Meant(string readable, string? named, bool isAboutCard, bool isInTalk)
    {
        var all = readable.Trim().Contains(' ', StringComparison.Ordinal) ? SubjectReader.Delivered.Nearest(readable) : [];
        if (all is not [var near, ..] || all.First(one => one.Name == Elsewhere).Score >= Enough)
        {
            return named;
        }

        var (isHelp, isFinding) = (near.Name.StartsWith(Help, StringComparison.Ordinal), IsFinding(near.Name));
        var isAsked = ConversationMemory.IsQuestion(readable) || Asks().IsMatch(readable);
        var least =
            isAboutCard && isHelp ? Certainly
            : named is not null && !IsFinding(named) ? MathF.Max(Otherwise, all.FirstOrDefault(one => one.Name == named).Score + Better)
            : named is not null || isAboutCard ? Clearly
            : !isAsked ? (isInTalk ? ToldInTalk : Told)
            : Likeness.IsClear(all) ? LeastClear
            : Enough;
        return near.Score < least || (isFinding && IsFinding(named)) ? named
            : isHelp || isFinding ? near.Name
            : IsFinding(named) ? null
            : named;
    }

    /// <summary>Whether a sample's name is that of a request to the platform.</summary>
    public static bool IsRequest(string name) => name.StartsWith(Help, StringComparison.Ordinal) || IsFinding(name);

    /// <summary>Whether a text is a question about how the platform works: no wish, and nothing that is told.</summary>
    public static bool AsksOfPlatform(string readable) =>
        readable.Length <= LongestQuestion
        && (ConversationMemory.IsQuestion(readable) || Conditional().IsMatch(readable))
        && IsOfPlatform(readable, AsPlatform);

    /// <summary>Whether a text is about how the platform works, or asks for something of it.</summary>
    public static bool IsOfPlatform(string readable, float least) =>
        SubjectReader.Delivered.Nearest(readable) is [var near, ..] && near.Score >= least && IsRequest(near.Name);

    private static bool IsFinding(string? name) => name?.StartsWith(Finding, StringComparison.Ordinal) == true;

    /// <summary>The question about a card in a message, or null.</summary>
    public AboutRequest? ReadAbout(string text, string language)
    {
        var readable = OfflineCompanion.Readable(text, language == Languages.Arabic);
        return Words(text) <= MostAbout && Best(readable, About) is { } best
            ? new(
                best.Split('.')[1],
                string.Join(' ', TopicOf(readable).Split(' ').Where(word => !NotNamed.Contains(FoldedWords.Fold(word))))
            )
            : null;
    }

    /// <summary>
    /// The topic that is meant instead of the things that were shown: "no, I meant sports", "something with music"; null: the text corrects
    /// nothing.
    /// </summary>
    public static string? CorrectedTopic(string text, string language)
    {
        var plain = Plain.Of(text, language);
        return Words(plain) <= MostAbout && Correction().Match(plain) is { Success: true } match ? TopicOf(plain[match.Length..]) : null;
    }

    [GeneratedRegex(
        @"^(?:(?:no|nah|not that|not this|not those)(?: one)?[ ]*)?(?:i meant|i mean|something (?:with|about|like|for)|rather|more like|anything with)[ ]+|^(?:لا |لأ |مو هذا |مش ده )?(?:قصدي|اقصد|بقصد|شي فيه|حاجه فيها|ابي شي|عايز حاجه)[ ]+",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Correction();

    /// <summary>Whether a request names its topic by a word for the message before: "people like that".</summary>
    public static bool PointsBack(string text) => Back().IsMatch(text);

    private string? Best(string text, string role) =>
        _rules
            .Read(text)
            .Where(hit => hit.Rule.Role == "rule" && hit.Rule.Arguments[0] == role)
            .OrderByDescending(hit => IsHelp(hit.Rule.Name))
            .ThenByDescending(hit => hit.End - hit.Start)
            .ThenBy(hit => _rules.OrderOf(hit.Rule))
            .Select(hit => Rule.Plain(hit.Rule.Name))
            .FirstOrDefault();

    private static int Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static string? TongueIn(string text) =>
        InArabic().IsMatch(text) ? Languages.Arabic
        : InEnglish().IsMatch(text) ? Languages.English
        : null;

    private static bool IsHelp(string name) => name.Contains("help.", StringComparison.Ordinal);

    /// <summary>The words of a message that name a thing.</summary>
    public static string TopicOf(string text) =>
        string.Join(
            ' ',
            WordForms
                .In(InEnglish().Replace(InArabic().Replace(OfflineCompanion.WithoutDenied(text), " "), " "))
                .Where(word => !NotTopic.Contains(FoldedWords.Fold(word.Replace("'s", "", StringComparison.Ordinal))))
        );

    [GeneratedRegex(
        @"\b(?:like (?:that|this|these|it)|(?:for|about|into) (?:that|this|it)|the same)\b|هيك|مثل هذا|زي كذا|لهذا",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Back();

    [GeneratedRegex(
        @"^(?:and )?if i .*\b(?:are|is|do|does|will|can) (?:my|the|all|it|they)\b|^(?:و)?(?:اذا|إذا"
            + @"|لو) .*(?:شو|ايش|إيش|وش|ايه|إيه|هل|مين|وين|فين|كم|بيضل|بيبقى|يبقى|تروح|بتروح|هيتمسح|تنمسح|بيصير|يصير"
            + @"|حسابي|الحساب|اشتراكي|التطبيق)|(?:حسابي|التطبيق|المنصة) (?:كيف|شلون|ازاي)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Conditional();

    /// <summary>A word for something that was named before.</summary>
    [GeneratedRegex(
        @"\b(?:it|that|this|them|one|she|he|her|him|they)\b|(?:ها|هذا|هذه|ذلك|هيك)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Pointing();

    /// <summary>A question without its mark, or a demand.</summary>
    [GeneratedRegex(
        @"^(?:and |so |ok |but |hey )?(?:can|could|may|will|would|is|are|do|does|how|where|when|why|anything"
            + @"|any|change|delete|cancel|show|find)\b|\bhow\b|^(?:و)?(?:كيف|ازاي|شلون|كيفية|ينفع|ممكن|اقدر|أقدر|ليش"
            + @"|ليه|في|فيه|ابي|أبي|ابغى|أبغى|بدي|عايز|عايزة|ودي|اريد|أريد)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Asks();

    [GeneratedRegex(@"\bin arabic\b|بالعربي(?:ة)?|باللغة العربية", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InArabic();

    [GeneratedRegex(@"\bin english\b|بال[اإ]نجليزي(?:ة)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex InEnglish();
}
