using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>The wish of a short text about the advice before it.</summary>
internal enum FollowUpKind
{
    None,
    More,
    How,
    Why,
    Slip,
    Long,
    Plan,
    Several,
    Chosen,
    Refused,
    Pick,
}

/// <summary>Reads short texts about the last piece of advice: "what else?", "the second one won't work", «وبعدين؟».</summary>
internal static partial class FollowUp
{
    private const int Short = 4;
    private const int Longest = 12;
    private const int MostOfAPick = 7;

    public static FollowUpKind Of(string plain) =>
        Plain.Words(plain) > Longest ? FollowUpKind.None
        : EarlierAnswers.Chosen(plain) is not null && Numbered().IsMatch(plain)
            ? (Denies().IsMatch(plain) ? FollowUpKind.Refused : FollowUpKind.Chosen)
        : Plain.Words(plain) <= MostOfAPick && Picks().IsMatch(plain) ? FollowUpKind.Pick
        : Fails().IsMatch(plain) || (Plain.Words(plain) <= Short && Otherwise().IsMatch(plain)) ? FollowUpKind.Refused
        : Several().IsMatch(plain) ? FollowUpKind.Several
        : Planned().IsMatch(plain) ? FollowUpKind.Plan
        : Lasts().IsMatch(plain) ? FollowUpKind.Long
        : Slips().IsMatch(plain) ? FollowUpKind.Slip
        : More().IsMatch(plain) ? FollowUpKind.More
        : Plain.Words(plain) <= Short && Why().IsMatch(plain) ? FollowUpKind.Why
        : Plain.Words(plain) <= (IsArabic(plain) ? 3 : Short) && How().IsMatch(plain) ? FollowUpKind.How
        : FollowUpKind.None;

    private static bool IsArabic(string plain) => plain.Any(letter => letter is >= '\u0621' and <= '\u064A');

    /// <summary>Whether a text asks for advice, ideas or a way to do something.</summary>
    public static bool AsksAdvice(string plain) => Advice().IsMatch(plain);

    /// <summary>Whether a text asks the companion about itself: "do you ever sleep?".</summary>
    public static bool AsksCompanion(string plain) => OfCompanion().IsMatch(plain);

    [GeneratedRegex(
        @"^(?:and |so |but )?(?:do|did|are|have|were) you (?!know|have (?:any |an? |some )?(?:\w+ )?(?:ideas?|tips?|advice|suggestions?|recommendations?|plans?|recipes?|thoughts?|examples?|events?|circles?|courses?|groups?|time|jokes?|riddles?|facts?|ones?)\b|recommend|think)|^(?:هل )?(?:انت|انتي|تنام|بتنام|بتاكل|تاكل|تحب|بتحب)(?:\s|$)",
        Options,
        1000
    )]
    private static partial Regex OfCompanion();

    /// <summary>Whether a text asks for ideas or tips in a list.</summary>
    public static bool AsksSeveral(string plain) => Several().IsMatch(plain);

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"\b(?:first|second|third|fourth|last) (?:one|idea|tip|thing|option|suggestion)\b|^(?:and |ok |so )*(?:the |number )?(?:first|second|third|fourth|last|1|2|3|4)\b(?! of)"
            + @"|(?:الاولي?|الثانيه?|التانيه?|الثالثه?|التالته?|الرابعه?|الاخيره?)(?:\s|$)",
        Options,
        1000
    )]
    private static partial Regex Numbered();

    [GeneratedRegex(
        @"\b(?:doesnt|didnt|wont|not|not going to) (?:really )?(?:work|working|help)\b|\b(?:already )?tried (?:that|it|this|all)\b|\bnot for me\b|(?:ما|مش|مو|لن) ?(?:راح |رح )?(?:ه?ت?ي?ب?نفع|زبط|ضبط|فاد|تفيد|يفيد|تناسب|يناسب)|مانفع|جربت",
        Options,
        1000
    )]
    private static partial Regex Fails();

    /// <summary>"Which one would you take?".</summary>
    [GeneratedRegex(
        @"\b(?:which|what)(?: one| of (?:them|these|those))? (?:would|do|should|shall|is|are) (?:you|i|the best|best|better|easiest)\b.*\b(?:take|choose|pick|start with|begin with|recommend|prefer|best|easiest|better|first)\b|^(?:so |and |ok )*(?:whats|which is|which one is) (?:the )?(?:best|easiest|better)\b"
            + @"|(?:اي|انو|انهي|وين|شو|ايش|وش) ?(?:واحد|واحده|وحده|فيهم|منهم|فيها|منها)?.{0,10}(?:بتختار|تختار|بتاخذ|تاخذ|تنصح|بتنصح|الاحسن|الافضل|احسن|افضل|الاسهل)(?:ي|ين|ني)?$",
        Options,
        1000
    )]
    private static partial Regex Picks();

    /// <summary>"Something easier".</summary>
    [GeneratedRegex(
        @"^(?:hmm+ |hm |ok |no |nah |maybe |but |and )*(?:something|anything|one|a bit|is there (?:something|anything)|do you have (?:something|anything))(?: that is| a bit| even)? (?:easier|simpler|quicker|cheaper|lighter|smaller|shorter|faster|other|different)\b"
            + @"|^(?:طيب |لا |بس )*(?:شي|شيء|حاجه|شغله|حاجة) (?:اسهل|ابسط|ارخص|اسرع|اخف|مختلف|مختلفه|اصغر)",
        Options,
        1000
    )]
    private static partial Regex Otherwise();

    [GeneratedRegex(
        @"\b(?:wont|cant|cannot|doesnt|dont|not|no|isnt|impossible|hate)\b|(?:^|\s)(?:ما|مو|مش|لا|صعب|مستحيل)\S*",
        Options,
        1000
    )]
    private static partial Regex Denies();

    [GeneratedRegex(
        @"\b(?:two|three|four|five|some|several|a few|few|a couple of|any|more|other|\d)\b.{0,20}\b(?:ideas?|tips|things|ways|suggestions|options|questions|topics|examples|activities|names|games|gifts)\b|^(?:ideas|tips|suggestions) (?:for|on|about|to)\b"
            + @"|(?:افكار|فكرتين|نصايح|نصائح|اقتراحات|اشياء|حاجات|خيارات|طرق|اسئله|مواضيع|اسماء(?!نا|هم|كم)|العاب|هدايا)",
        Options,
        1000
    )]
    private static partial Regex Several();

    [GeneratedRegex(
        @"\b(?:a|the|my|me|week|weekly|daily|day|study) plan\b|\bschedule\b|\bstep by step\b|\bday by day\b|\broutine\b|خطه|جدول|برنامج|خطوه خطوه|خطوه بخطوه",
        Options,
        1000
    )]
    private static partial Regex Planned();

    [GeneratedRegex(
        @"\bhow (?:long|soon|many (?:days|weeks|times|minutes|hours))\b|\bwhen (?:will|does) (?:it|this|that)\b|كم يوم|كم مره|كم دقيقه|كم ساعه|كم من الوقت|كم (?:ي|ت|ب)اخذ|قد ايش|قديش|كم اسبوع|متي (?:ي|ا|ت)",
        Options,
        1000
    )]
    private static partial Regex Lasts();

    [GeneratedRegex(
        @"\bwhat (?:if|happens if|when)\b|^(?:and |but )?if i\b|\bi (?:always |keep |might |will |just )?(?:forget|forgot|fail|give up|miss(?:ed)? a day|lose)"
            + @"|ماذا (?:لو|اذا)|(?:^|\s)و?(?:لو|اذا|ان) (?:نسيت|ما|فشلت|رفض|زعل|تعبت|قال|رد)|شو لو|ايش لو",
        Options,
        1000
    )]
    private static partial Regex Slips();

    [GeneratedRegex(
        @"^(?:and |ok |okay |so |good |nice |thanks |cool |fine |great )*(?:what else|anything else|something else|what other|any other|else|more|one more|another|next|then|and then|then what|what then|what next|whats next|what now|and now|after that|what about after|what comes next|what comes after|what (?:do|should|shall|can|could) i (?:do|say|try|tell (?:him|her|them))(?: now| then| about (?:it|that))?$|give me (?:another|more|one more)|tell me another)\b"
            + @"|^(?:طيب |طب |اوك |تمام |حلو )*و?(?:بعدين|ثم|ماذا بعد|بعد ذلك|بعدها|شو كمان|كمان|وش بعد|شنو بعد|غيره|غيرها|غير ذلك|شي ثاني|شي تاني|حاجه تانيه|ايه تاني|ايه كمان|ماذا ايضا|ايضا|فكره اخري|فكره ثانيه|واحده ثانيه|وحده ثانيه|شو غيره|وش غيره|هل من شيء اخر|شيء اخر|في شي ثاني|هل هناك شيء اخر)(?:\s|$)|^(?:طيب |طب |اوك |يعني |و)*(?:شو|ايش|وش|شنو|ماذا|شلون|كيف) (?:ا|ب)?(?:عمل|سوي|فعل|قول|قله|قلها|قوله|رد)(?: الان| هلا| الحين)?$|^(?:طيب |طب |و)*(?:اعمل|اسوي|اقول|اقوله|اقولها|ارد) (?:ايه|شنو|شو)(?: دلوقتي)?$",
        Options,
        1000
    )]
    private static partial Regex More();

    [GeneratedRegex(
        @"^(?:but |and |ok |so )*(?:why|how come|does (?:it|that) work|are you sure)\b|^(?:طيب |طب )?و?(?:ليش|ليه|لماذا|لم|شو السبب|ايش السبب|متاكد)(?:\s|$)",
        Options,
        1000
    )]
    private static partial Regex Why();

    [GeneratedRegex(
        @"^(?:and |ok |but |so |good |nice )*(?:how|tell me more|more about|explain|like what|for example|such as|sounds good|i like (?:it|that)|in what way)\b"
            + @"|^(?:طيب |طب )?و?(?:كيف|ازاي|شلون|اشرح|وضح|مثلا|مثل ايش|مثل شو|زي ايه|متل شو|يعني ايه|يعني كيف|يعني شلون|فصل)(?:\s|$)|اكثر عن(?:ها|ه)",
        Options,
        1000
    )]
    private static partial Regex How();

    [GeneratedRegex(
        @"\b(?:how|what|which|(?<!(?:showed|told) me )where|tips?|advice|ideas?|suggest\w*|recommend\w*|help|way|ways|should|shall|want to|need (?:to|an?|some)|looking for|have to|trying to|tried to|would like to|cant|cannot|can you|can i|could you|plan|any|teach|is it (?:ok|okay|normal|rude|better|bad|realistic))\b"
            + @"|(?:^|\s)و?(?:كيف|ازاي|شلون|شو|شنو|ايش|وش|ايه|ماذا|ما (?:هي|هو|افضل|احسن|العمل|الحل)|هل|لازم|ابغي|بدي|عايز|عايزه|عاوز|اريد|ودي|محتاج|نفسي|حاب|ممكن|ابي (?:ا|ن|خطه|نصيحه|فكره)\S*|مش عارف|ما (?:اعرف|بعرف|ادري|قدرت)|لا (?:استطيع|اعرف)|عطني|اعطني|اديني|عطيني|هات|دلني)(?:\s|$)|(?:^|\s)(?:تتوقع|تنصح|بتنصح|شتنصح|اقترح|ساعد)|نصيح|نصائح|افكار|فكره|خطه",
        Options,
        1000
    )]
    private static partial Regex Advice();
}
