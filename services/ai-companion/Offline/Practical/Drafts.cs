using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>
/// Short texts to send, by template: a birthday wish, an invitation, an apology. The name, day, time and place are filled in. Later
/// messages change the text: "shorter", "more formal", "in Arabic", "her name is Rana".
/// </summary>
internal sealed partial class Drafts(PracticalAdvice advice)
{
    /// <summary>The request is at most so many messages back.</summary>
    private const int Back = 6;

    private const int MostOfAChange = 10;
    private const string Normal = "normal";

    /// <summary>Before the name of a subject in a slot: its title is in both languages.</summary>
    private const char SubjectSign = '#';

    private static readonly (string Kind, Regex Words)[] Kinds =
    [
        ("condolence", Words("condolence|condolences|sympathy|passed away|died|funeral|عزاء|تعزيه|اعزي|وفاه|توفي")),
        ("birthday", Words("birthday|bday|عيد ميلاد|ميلاد|يوم ميلاد")),
        ("eid", Words("eid|ramadan|عيد|رمضان")),
        ("apology", Words("apolog\\w*|sorry|اعتذار|اعتذر|اسف")),
        ("decline", Words("declin\\w*|cant come|cannot come|turn down|say no|اعتذار عن الحضور|ما اقدر اجي")),
        ("thanks", Words("thank\\w*|gratitude|شكر|اشكر")),
        ("congratulation", Words("congrat\\w*|promotion|graduat\\w*|wedding|new baby|تهنئه|مبروك|اهنئ|اهني|تخرج|زواج|ترقيه")),
        ("invitation", Words("invit\\w*|دعوه|ادعو|عزومه|اعزم")),
        ("leave", Words("leave|day off|days off|time off|vacation|holiday request|اجازه")),
        ("well", Words("get well|is (?:sick|ill)|recovery|سلامه|مريض|بالشفاء")),
        (
            "owed",
            Words(
                "owes?|owed|pay (?:me )?back|paid|his share|her share|their share|money back|the total|unpaid|الفلوس|فلوسي|الدين|حصته|حصتها|المبلغ"
            )
        ),
        (
            "late",
            Words(
                "late|postpone\\w*|reschedul\\w*|another (?:day|time)|move (?:it|the meeting|our meeting)|اتاخر|متاخر|تاجيل|اجل|موعد ثاني"
            )
        ),
        ("complaint", Words("noise|noisy|loud|complain\\w*|ازعاج|شكوي")),
        ("neighbours", Words("neighbou?rs?|doors|the building|our street|moved in|جيران|العماره|البنايه")),
        ("love", Words("love|romantic|sweet|wife|husband|girlfriend|boyfriend|زوجتي|زوجي|خطيبتي|حبيبتي|كلمتين حلو|حلوين")),
        (
            "miss",
            Words("miss|long time|not seen|havent seen|lost touch|old friend|friend|wo?n?t call|catch up|اشتقت|صديق|صاحب|ما شفته|من زمان")
        ),
    ];

    private readonly Dictionary<string, FrozenDictionary<string, string>> _texts = new(StringComparer.Ordinal)
    {
        [Languages.English] = Safety.Sections.Read("Offline.Practical.drafts-english.txt"),
        [Languages.Arabic] = Safety.Sections.Read("Offline.Practical.drafts-arabic.txt"),
    };

    /// <summary>The text that a message asks for, or that it changes; null: it does neither.</summary>
    public string? Answer(PracticalTurn turn)
    {
        if (Asks(turn.Plain))
        {
            return KindOf(turn.Plain) is { } kind ? Text(kind, SlotsOf(turn.Text, turn), turn.Language, StyleOf(turn.Plain) ?? Normal, turn)
                : AsksShort().IsMatch(turn.Plain) ? advice.Line("draft-what", turn)
                : null;
        }

        if (!IsDraft(turn) || Plain.Words(turn.Plain) > MostOfAChange || !IsChange(turn.Plain))
        {
            return null;
        }

        var begun = Enumerable
            .Range(0, Math.Min(Back, turn.Said.Count))
            .Select(back => turn.Said.Count - 1 - back)
            .FirstOrDefault(at => Asks(Plain.Of(turn.Said[at])), -1);
        if (begun < 0 || KindOf(Plain.Of(turn.Said[begun])) is not { } last)
        {
            return null;
        }

        var first = turn.Said[begun];
        var slots = SlotsOf(first, turn);
        var (language, style) = (OfflineCompanion.LanguageOf(first), StyleOf(Plain.Of(first)) ?? Normal);
        foreach (var change in turn.Said.Skip(begun + 1).Append(turn.Text))
        {
            slots = slots.With(DraftSlots.Of(change, OfflineCompanion.LanguageOf(change)));
            style = StyleOf(Plain.Of(change)) ?? (Another().IsMatch(Plain.Of(change)) ? NextOf(style) : style);
            language = LanguageOf(Plain.Of(change)) ?? language;
        }

        return Text(last, slots, language, style, turn);
    }

    /// <summary>Whether a text asks for a short text to send.</summary>
    public static bool Asks(string plain) => Writes().IsMatch(plain) && !Elsewhere().IsMatch(plain);

    private bool IsDraft(PracticalTurn turn) =>
        turn.Answers is [.., var answer]
        && (string[])[Languages.English, Languages.Arabic] is var languages
        && languages.Any(language => advice.Leads(language, "draft").Any(lead => answer.StartsWith(lead, StringComparison.Ordinal)));

    private static bool IsChange(string plain) =>
        StyleOf(plain) is not null || LanguageOf(plain) is not null || Another().IsMatch(plain) || Corrects().IsMatch(plain);

    private DraftSlots SlotsOf(string text, PracticalTurn turn)
    {
        var slots = DraftSlots.Of(text, OfflineCompanion.LanguageOf(text));

        // "An invitation for it": the subject of the ideas before.
        return slots.What is null && ForIt().IsMatch(Plain.Of(text)) && advice.Last(turn) is { } last && last.Field("title") is not null
            ? slots with
            {
                What = SubjectSign + last.Name,
            }
            : slots;
    }

    private string Text(string kind, DraftSlots slots, string language, string style, PracticalTurn turn)
    {
        var line = _texts[language][kind].Split('\n').Select(one => one.Split(' ', 2)).First(one => one[0] == style)[1];
        var whole = Optional().Replace(line, match => Filled(match.Groups["part"].Value, slots, language) ?? "");
        var text = Filled(whole, slots, language) ?? whole;
        return $"{advice.Line("draft", turn)}\n{Blanks().Replace(text, "${sign}").Replace("  ", " ", StringComparison.Ordinal).Trim()}";
    }

    /// <summary>A part with its slots filled; null: a slot without a value of its own is empty.</summary>
    private string? Filled(string part, DraftSlots slots, string language)
    {
        var isEmpty = false;
        var filled = Slot()
            .Replace(
                part,
                match =>
                {
                    var value =
                        ValueOf(match.Groups["slot"].Value, slots, language)
                        ?? (match.Groups["or"].Success ? match.Groups["or"].Value : null);
                    isEmpty |= value is null;
                    return value ?? "";
                }
            );
        return isEmpty ? null : filled;
    }

    private string? ValueOf(string slot, DraftSlots slots, string language) =>
        slot == "what" && slots.What is [SubjectSign, .. var name]
            ? advice.In(language).GetValueOrDefault(name)?.Field("title")
            : slots.In(language, slot);

    private static string? KindOf(string plain) => Array.Find(Kinds, kind => kind.Words.IsMatch(plain)).Kind;

    private static string? StyleOf(string plain) =>
        Shorter().IsMatch(plain) ? "short"
        : Formal().IsMatch(plain) ? "formal"
        : Light().IsMatch(plain) ? "light"
        : Longer().IsMatch(plain) ? Normal
        : null;

    private static string NextOf(string style) =>
        style switch
        {
            Normal => "light",
            "light" => "short",
            _ => Normal,
        };

    private static string? LanguageOf(string plain) =>
        InArabic().IsMatch(plain) ? Languages.Arabic
        : InEnglish().IsMatch(plain) ? Languages.English
        : null;

    private static Regex Words(string words)
    {
        var parts = words.Split('|');
        var latin = parts.Where(part => part.Any(char.IsAsciiLetter));
        var arabic = parts.Where(part => !part.Any(char.IsAsciiLetter)).Select(Plain.Of);
        return new($@"\b(?:{string.Join('|', latin)})\b|(?:{string.Join('|', arabic)})", Options, TimeSpan.FromMilliseconds(200));
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"^(?:please |ok |okay |now |and |then |so |hey |yes |can you |could you |would you |will you |i want you to |id like you to |just )*(?:help me (?:to )?)?(?:write|draft|compose|word|phrase)\b|\bhelp me (?:to )?(?:write|draft|word|phrase|compose)\b"
            + @"|\b(?:need|give me|make(?: me)?|create|want)(?: a| an| some)? (?:\w+ ){0,2}(?:text|message|invitation|card|wish|wishes|greeting|caption|letter|mail|email)\b(?! from)"
            + @"|^(?:now |and |then |ok |also )*(?:a |an |the )?(?:thank you note|thank you card|birthday (?:wish|card|text)|invitation|apology|condolences|congratulations) (?:to|for) (?!.*\?)"
            + @"|^(?:طيب |طب |تمام |حلو |اوكي |شكرا |خلص |ممكن |لو سمحت |من فضلك |عايزه |ابي |ابغي |بدي |عايز |اريد |الان |هلا |هل يمكنك |ممكن )*(?:ان |انك )?(?:ت|ا)?كتب|صغ لي|صيغ|تصيغ|(?:ساعدني|ساعديني).*(?:اكتب|كتاب|صياغ)|^(?:ابي|ابغي|بدي|عايز|اريد|عطني|اعطني|اديني|محتاج) (?:نص|رساله|تهنئه|دعوه)",
        Options,
        1000
    )]
    private static partial Regex Writes();

    /// <summary>Questions about the platform, and texts that are too long for a template.</summary>
    [GeneratedRegex(
        @"^(?:how|where|who)\b|\b(?:organi[sz]er|moderator|support|essay|poem|story|cv|resume|cover letter|speech|report|book|code|down|novel|blog)\b|منظم|مشرف|قصيده|مقال|قصه|سيره ذاتيه|تقرير|كيف",
        Options,
        1000
    )]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"\b(?:text|message|mail|email|note|line|card|sms|whatsapp)\b|رساله|نص|كلمتين|سطر", Options, 1000)]
    private static partial Regex AsksShort();

    [GeneratedRegex(@"\b(?:shorter|short|brief|one line|too long)\b|اقصر|اختصر|مختصر|قصير", Options, 1000)]
    private static partial Regex Shorter();

    [GeneratedRegex(@"\b(?:longer|warmer|more personal|more words)\b|اطول|اكثر دفئ|احن", Options, 1000)]
    private static partial Regex Longer();

    [GeneratedRegex(@"\b(?:formal|polite|professional|official)\b|رسمي", Options, 1000)]
    private static partial Regex Formal();

    [GeneratedRegex(
        @"\b(?:lighter|light|funn\w*|casual|informal|less serious|playful|less formal)\b|اخف|خفيف|مرح|مضحك|عفوي",
        Options,
        1000
    )]
    private static partial Regex Light();

    [GeneratedRegex(@"\bin arabic\b|\barabic(?: please| version)?$|بالعربي|العربيه", Options, 1000)]
    private static partial Regex InArabic();

    [GeneratedRegex(@"\bin english\b|\benglish(?: please| version)?$|بالانجليزي|انجليزي|بالانقليزي", Options, 1000)]
    private static partial Regex InEnglish();

    [GeneratedRegex(
        @"^(?:another|a different|different|one more|again|something else|try again)\b|غيره|غيرها|واحده ثانيه|وحده ثانيه|مره ثانيه|اخري",
        Options,
        1000
    )]
    private static partial Regex Another();

    [GeneratedRegex(
        @"\bname is\b|\bits for\b|^(?:for|to) \w+$|^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight)$|\bnot at\b|^(?:no|actually|at|on|make it|i meant?|sorry) .*(?:\d|day\b)|\d ?(?:am|pm)\b|^add\b|اسمه|اسمها|الساعه|يوم ال",
        Options,
        1000
    )]
    private static partial Regex Corrects();

    [GeneratedRegex(@"\b(?:for|to) (?:it|that|this)\b|لها$|له$|لهذا", Options, 1000)]
    private static partial Regex ForIt();

    [GeneratedRegex(@"\[(?<part>[^\]]+)\]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Optional();

    [GeneratedRegex(@"\{(?<slot>\w+)(?:\|(?<or>[^}]*))?\}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Slot();

    [GeneratedRegex(@" +(?<sign>[,.!?،؟])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Blanks();
}
