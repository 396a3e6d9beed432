using System.Text.RegularExpressions;
using Community.Companion.Offline;
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
            + "have got free anymore exactly ever people else here live شنو شي حاجة دور دورلي لي أحد امشي مجاني مجانية وواحد واحد هال لل بالويكند هالاسبوع واحدة"
        )
            .Split(' ')
            .Select(FoldedWords.Fold),
        StringComparer.Ordinal
    );

    /// <summary>The last search for something else: "and one for chess".</summary>
    public const string Again = "again";

    private const string Guide = "guide";
    private const string About = "about";

    /// <summary>A longer message is no question about a card.</summary>
    private const int MostAbout = 9;

    /// <summary>Words of the questions about a card that name no thing.</summary>
    private static readonly HashSet<string> NotNamed = new(
        (
            "one something anything much many cost costs price prices free pay start starts begin begins time day when sign register join book enrol enroll ticket place seat ok okay and exactly charge "
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
    public PlatformRequest? Read(string text, string language)
    {
        if (Words(text) > MostWords)
        {
            return null;
        }

        var readable = OfflineCompanion.Readable(text, language == Languages.Arabic);
        var best = Best(readable, Guide);
        if (best is null)
        {
            return null;
        }

        return best.Split('.') is ["help", var feature]
            ? new(null, feature, "", null, language)
            : new(best.Split('.')[1], null, TopicOf(readable), NamedDays.In(readable), language) { Tongue = TongueIn(readable) };
    }

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

    /// <summary>Whether a request names its topic by a word for the message before: "people like that".</summary>
    public static bool PointsBack(string text) => Back().IsMatch(text);

    private string? Best(string text, string role) =>
        _rules
            .Read(text)
            .Where(hit => hit.Rule.Role == "rule" && hit.Rule.Arguments[0] == role)
            .OrderByDescending(hit => IsHelp(hit.Rule.Name))
            .ThenByDescending(hit => hit.End - hit.Start)
            .ThenBy(hit => _rules.OrderOf(hit.Rule))
            .Select(hit => hit.Rule.Name.StartsWith("ar.", StringComparison.Ordinal) ? hit.Rule.Name[3..] : hit.Rule.Name)
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
                .In(InEnglish().Replace(InArabic().Replace(text, " "), " "))
                .Where(word => !NotTopic.Contains(FoldedWords.Fold(word.Replace("'s", "", StringComparison.Ordinal))))
        );

    [GeneratedRegex(
        @"\b(?:like (?:that|this|these|it)|(?:for|about|into) (?:that|this|it)|the same)\b|هيك|مثل هذا|زي كذا|لهذا",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        200
    )]
    private static partial Regex Back();

    [GeneratedRegex(@"\bin arabic\b|بالعربي(?:ة)?|باللغة العربية", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex InArabic();

    [GeneratedRegex(@"\bin english\b|بال[اإ]نجليزي(?:ة)?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 200)]
    private static partial Regex InEnglish();
}
