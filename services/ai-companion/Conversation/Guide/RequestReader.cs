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
internal sealed record PlatformRequest(string? Kind, string? Feature, string Topic, NamedDays? When, string Language);

/// <summary>Recognizes requests for things and for help (<c>requests.txt</c>). One instance serves all requests at once.</summary>
internal sealed class RequestReader
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
            + "أتعلم اتعلم يحب بيحب يحبون تحب قريب قريبة مني حولي انضم أنضم إلى يا لو سمحت ممكن حاب حابة النهارده النهاردة صاير"
        )
            .Split(' ')
            .Select(FoldedWords.Fold),
        StringComparer.Ordinal
    );

    private readonly CrisisRules _rules = CrisisRules.Load("Safety.Rules.spellings.txt", "Conversation.Guide.requests.txt");

    /// <summary>The request in a message, or null: it is told, not asked.</summary>
    public PlatformRequest? Read(string text)
    {
        if (text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length > MostWords)
        {
            return null;
        }

        var best = _rules
            .Read(text)
            .Where(hit => hit.Rule.Role == "rule")
            .OrderByDescending(hit => IsHelp(hit.Rule.Name))
            .ThenByDescending(hit => hit.End - hit.Start)
            .ThenBy(hit => _rules.OrderOf(hit.Rule))
            .Select(hit => hit.Rule.Name)
            .FirstOrDefault();
        if (best is null)
        {
            return null;
        }

        var name = best.StartsWith("ar.", StringComparison.Ordinal) ? best[3..] : best;
        var language = OfflineCompanion.LanguageOf(text);
        return name.Split('.') is ["help", var feature]
            ? new(null, feature, "", null, language)
            : new(name.Split('.')[1], null, TopicOf(text), NamedDays.In(text), language);
    }

    private static bool IsHelp(string name) => name.Contains("help.", StringComparison.Ordinal);

    private static string TopicOf(string text) =>
        string.Join(
            ' ',
            WordForms.In(text).Where(word => !NotTopic.Contains(FoldedWords.Fold(word.Replace("'s", "", StringComparison.Ordinal))))
        );
}
