using System.Text.RegularExpressions;

namespace Community.Companion.Offline;

/// <content>The patterns of wordings that the companion listens to.</content>
internal sealed partial class OfflineCompanion
{
    [GeneratedRegex(
        @"^i (?:really |do not |don'?t )?(?:love|like|enjoy)\b|^(?:انا |أنا )?(?:ما |لا |مش )?(?:أحب|احب|بحب|يعجبني|بيعجبني)(?:\s|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Likes();

    /// <summary>"My cat is called Miso".</summary>
    [GeneratedRegex(
        @"\b(?:is|are) (?:called|named)\b|\bname is\b|(?:^|\s)اسم(?:ه|ها|هم)(?:\s|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Names();

    [GeneratedRegex(
        @"(?<=\p{L})[,;]? (?:and|but) not\b[^,.?!]*|^(?:no|not)(?: into| in)?(?: (?:the|a|my))? \p{L}+(?=[.,;])"
            + @"|^(?:no[, ]+)?i (?:don'?t|do not|didn'?t) (?:want|mean|need)\b[^,.?!;]*[,.;]|^(?:لا|مو|مش|مب|ماشي)(?: ماشي)?(?: \p{L}+){1,3}[,،.]"
            + @"|(?<=\p{L} )(?:no more|except(?: for)?|anything but|other than)\b[^,.?!]*|(?<=\p{L} )(?:بدون|غير"
            + @"|ما عدا) \p{L}+(?=[\s.,،؟?]|$)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Denied();

    [GeneratedRegex(
        @"\b(?:you|your|you're|youre)\b|\b(?:انت|إنت|أنت|انتي|لي)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Addressed();

    [GeneratedRegex(
        @"^(?:and |so |ok |hey |btw )*(?:(?:do you know |can you tell me |tell me |explain )?how (?:do|can"
            + @"|could|should|would) (?:i|you|we|one|people) (?!start\b|do (?:that|it|this)\b|begin\b)"
            + @"|(?:do you know )?how to |what(?:'s| is) the best way to )|^(?:كيف|ازاي|إزاي|شلون|طريقة) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex HowTo();

    /// <summary>Words of people and feelings: advice about these is given.</summary>
    [GeneratedRegex(
        @"\b(?:him|her|them|someone|somebody|people|friends?|boss|mother|mom|mum|father|dad|sister|brother"
            + @"|wife|husband|son|daughter|kids?|child(?:ren)?|parents|family|boyfriend|girlfriend|ex|colleagues?"
            + @"|teacher|neighbou?rs?|say|tell|talk|feel|feeling|cope|deal|forget|forgive|trust|stop|life|myself"
            + @"|confiden\w*|anxi\w*|worr\w*|sleep|stress\w*|motivat\w*|focus|concentrate|study|move on|calm|relax"
            + @"|apologi[sz]e|be (?:more|less|happy|better)|get over|manage|handle|know if|survive|make friends"
            + @"|lonel\w*|that|this)\b|(?:حالك|الحال|أنسى|انسى|أسامح|أتعامل|اتعامل|أقول|اقول|أحكي|احكي|أصالح|اصالح"
            + @"|أهدأ|اهدى|أنام|انام|أذاكر|اذاكر|أركز|اركز|نفسي|حياتي|خوف|أخاف|صاحب|صديق|أهل|امي|أمي|ابوي|زوج|مرتي"
            + @"|ولد|مدير|الناس|أثق|اثق|أبدأ|ابدا|كذا|هيك|هذا|شكلك|أتخلص|اتخلص|أخلي|اخلي|أكون|اكون|أصير|اصير|أسوي مع"
            + @"|اخليه|اتجاهل)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex OfPeople();

    /// <summary>A question for a reason, which is seldom about facts.</summary>
    [GeneratedRegex("^(?:ليش|ليه|لماذا) ", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AsksWhy();

    /// <summary>The beginning of a question about the world that nothing else is meant by.</summary>
    [GeneratedRegex(
        @"^who (?:won|invented|wrote|discovered|founded|scored)\b|^(?:ok |okay |so |and |can you |please )*tell me (?:something |more )?about (?!(?:you|your|yourself|my|me|it|that|this|something|anything)\b)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksWho();

    /// <summary>A question for the reason of something in the world, and not in the life of the person.</summary>
    [GeneratedRegex(
        @"^why (?:is|are|do|does|did) (?:the |a |an )?(?:sky|sea|sun|moon|earth|water|grass|ice|cats?|dogs?|birds?|leaves|stars?|planes?) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksWhyOfWorld();

    /// <summary>The beginning of a text that goes on, or a word in it for a subject that was named before.</summary>
    [GeneratedRegex(
        @"^(?:and|but|so|because|then|also|or|yes|no|well|one|both|neither|another|he|she|it|they|that|this"
            + @"|these|those)\b|\b(?:he|she|it|they|them|him|her|that|there)\b|^(?:و|بس|لكن|لأن|لانه|يعني|هو|هي|هم"
            + @"|وحدة|واحد|واحدة|الثاني|الاول|هذا|هذي|هاد|ده|دي)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Remark();

    /// <summary>The beginning of a text that adds to the one before it.</summary>
    [GeneratedRegex(@"^(?:and|but|so|because|or|plus)\b|^و ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AddsTo();

    [GeneratedRegex(
        @"\b(?:just|last message|a moment ago|right now)\b|قبل شوي|قبل شوية|من شوي|توي|لسه|من لحظة|قبل قليل",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex JustNow();

    [GeneratedRegex(@"\b(?:lol|lmao|haha(?:ha)*|hehe|btw|tbh|ههه+)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Laughter();

    /// <summary>The beginning of a question about the world, also without a question mark.</summary>
    [GeneratedRegex(
        @"^(?:then |and |so |ok |hey )?(?:(?:what|who|when|where|which|whats|whos|what's|who's)\b(?: (?:is|are"
            + @"|was|were|does|did|do|will|has|time|year|day))?\b(?<!what|who|when|where|which)|how (?:many|much|far"
            + @"|tall|long|big|old)\b|(?:(?:can|could) you )?(?:explain|define) )|^(?:شو يعني|وش يعني|ايش يعني"
            + @"|يعني ايه|ما معنى|مين|متى|إمتى|امتى|كم|كام|وين|فين|أين|ما هي|ما هو) ",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksFact();

    /// <summary>A word of agreement before something else: "I see. And does it cost money".</summary>
    [GeneratedRegex(
        @"^(?:(?:i see|ok|okay|alright|طيب|طب|اوك|تمام)[,.!]*\s+)+(?=\S+\s+\S)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex Agreement();

    /// <summary>The beginning of a question that a yes, a no or an opinion answers.</summary>
    [GeneratedRegex(
        @"\b(?:should|shall|am) i\b|\b(?:is|was) it (?:crazy|wrong|normal|ok|okay|weird|bad|my)\b"
            + @"|\b(?:do i have|do i need|be honest|honestly|(?:what )?do you think)\b|\b(?:هل|رأيك|رايك|برأيك|برايك|بنظرك|تظن|بصراحة|صح|ولا"
            + @"|والا|لازم|المفروض|عادي)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex AsksOpinion();
}
