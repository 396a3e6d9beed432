using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>The values of a short text: read from the request, and from later corrections of it.</summary>
/// <param name="Name">To whom it is; null: not said.</param>
/// <param name="What">The matter of the text, in the language of the request.</param>
/// <param name="Day">The English name of a day.</param>
/// <param name="Time">The hour, as it was said.</param>
/// <param name="Place">Where, in the language of the request.</param>
/// <param name="Language">The language of the request.</param>
internal sealed partial record DraftSlots(string? Name, string? What, string? Day, string? Time, string? Place, string Language)
{
    private static readonly (string English, string Arabic)[] Days =
    [
        ("Monday", "الاثنين"),
        ("Tuesday", "الثلاثاء"),
        ("Wednesday", "الأربعاء"),
        ("Thursday", "الخميس"),
        ("Friday", "الجمعة"),
        ("Saturday", "السبت"),
        ("Sunday", "الأحد"),
        ("tomorrow", "غدا"),
        ("tomorrow", "بكرة"),
        ("tonight", "الليلة"),
        ("this weekend", "العطلة"),
        ("next week", "الأسبوع القادم"),
    ];

    private static readonly (string Latin, string Arabic)[] Names =
    [
        .. Embedded
            .Lines("Offline.Practical.names.txt")
            .SelectMany(line => line.Split('|'))
            .Select(pair => pair.Split(' '))
            .Select(pair => (pair[0], pair[1])),
    ];

    public static DraftSlots Of(string text, string language) =>
        language == Languages.Arabic
            ? new(ArabicName(text), Found(ArabicWhat(), text), DayIn(text), Found(ArabicTime(), text), Found(ArabicPlace(), text), language)
            : new(
                EnglishName(text),
                Found(EnglishWhat(), text),
                DayIn(text),
                Found(EnglishTime(), text),
                Found(EnglishPlace(), text),
                language
            );

    /// <summary>These slots, changed by those that a later message names.</summary>
    public DraftSlots With(DraftSlots later) =>
        this with
        {
            Name = later.Name ?? Name,
            Day = later.Day ?? Day,
            Time = later.Time ?? Time,
            Place = later.Place ?? Place,
        };

    /// <summary>The value of a slot in a text of a language; null: it is empty, or in the other language.</summary>
    public string? In(string language, string slot) =>
        slot switch
        {
            "name" => NameIn(language),
            "when" => WhenIn(language),
            "what" => language == Language ? What : null,
            _ => language == Language ? Place : null,
        };

    private string? NameIn(string language) =>
        Name is null ? null
        : IsArabic(Name) == (language == Languages.Arabic) ? Name
        : language == Languages.Arabic ? Names.FirstOrDefault(pair => pair.Latin.Equals(Name, StringComparison.OrdinalIgnoreCase)).Arabic
        : Names.FirstOrDefault(pair => Plain.Of(pair.Arabic) == Plain.Of(Name)).Latin;

    private string? WhenIn(string language)
    {
        if (language == Languages.English)
        {
            var day =
                Day is null ? null
                : char.IsUpper(Day[0]) ? $"on {Day}"
                : Day;
            var time = Time is null
                ? null
                : $"at {Spoken().Replace(Plain.Of(Time), "${hour} ${half}").Replace("مساء", "pm", StringComparison.Ordinal).Replace("العصر", "pm", StringComparison.Ordinal).Replace("صباحا", "am", StringComparison.Ordinal).Trim()}";
            return Joined(day, time);
        }

        var arabicDay = Days.FirstOrDefault(one => one.English == Day).Arabic;
        var arabicTime = Time is null
            ? null
            : $"الساعة {Spoken().Replace(Time.ToLowerInvariant(), "${hour} ${half}").Replace("pm", "مساء", StringComparison.Ordinal).Replace("am", "صباحا", StringComparison.Ordinal).Trim()}";
        return Joined(
            arabicDay is null ? null
                : arabicDay.StartsWith("ال", StringComparison.Ordinal)
                && arabicDay.Length < 9
                && Day is not ("tonight" or "this weekend" or "next week")
                    ? $"يوم {arabicDay}"
                : arabicDay,
            arabicTime
        );
    }

    private static string? Joined(string? one, string? other) =>
        one is null ? other
        : other is null ? one
        : $"{one} {other}";

    private static string? DayIn(string text)
    {
        var plain = Plain.Of(text);
        return Array
            .Find(
                Days,
                day =>
                    Regex.IsMatch(plain, $@"\b{day.English}\b", RegexOptions.IgnoreCase, TimeSpan.FromMilliseconds(200))
                    || plain.Contains(Plain.Of(day.Arabic), StringComparison.Ordinal)
            )
            .English;
    }

    private static string? EnglishName(string text) =>
        EnglishNames()
            .Matches(text)
            .Select(match => match.Groups["name"].Value)
            .Where(name =>
                (char.IsUpper(name[0]) || IsKnown(name))
                && !Array.Exists(Days, day => day.English.Equals(name, StringComparison.OrdinalIgnoreCase))
            )
            .Select(name => char.ToUpperInvariant(name[0]) + name[1..])
            .LastOrDefault(name => name is not ("Eid" or "Arabic" or "English" or "I" or "Friday"));

    private static string? ArabicName(string text)
    {
        var words = text.Split([' ', '،', ',', '.', '؟', '!'], StringSplitOptions.RemoveEmptyEntries);
        for (var at = 0; at < words.Length; at++)
        {
            // «أم خالد» is one name.
            if (at + 1 < words.Length && Plain.Of(words[at]) is ("ام" or "ابو"))
            {
                return $"{words[at]} {words[at + 1]}";
            }

            if (IsKnown(words[at]))
            {
                return words[at];
            }

            if (words[at] is ['ل', .. { Length: > 2 } rest] && IsKnown(rest))
            {
                return rest;
            }

            if (at > 0 && ArabicRecipients().IsMatch(Plain.Of(words[at - 1])) && !ArabicNoNames().IsMatch(Plain.Of(words[at])))
            {
                return words[at];
            }
        }

        return null;
    }

    private static bool IsKnown(string name) =>
        Array.Exists(Names, pair => pair.Latin.Equals(name, StringComparison.OrdinalIgnoreCase) || Plain.Of(pair.Arabic) == Plain.Of(name));

    private static bool IsArabic(string text) => text.Any(letter => letter is >= '\u0621' and <= '\u064A');

    private static string? Found(Regex regex, string text) =>
        regex.Match(text) is { Success: true } match && match.Groups["value"].Value.Trim(' ', '.', '!', ',', '?') is { Length: > 0 } value
            ? value
            : null;

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"(?<=\b(?:to|for|of|name is|name's|called|friend|colleague|manager|boss|sister|brother|mother|cousin|neighbour|uncle|aunt|teacher|wife|husband) (?:my |our )?)(?<name>\p{L}{2,20})(?='s|\b)",
        Options,
        1000
    )]
    private static partial Regex EnglishNames();

    [GeneratedRegex(
        @"\b(?:invitation|invite|party|card) (?:\w+ )?(?:to|for) (?!it\b|him\b|her\b|them\b|me\b|that\b|this\b)(?<value>(?:my|our|a|an|the) .+?)(?=[,.!?]|$| on | at | this | next | tomorrow| tonight)|\b(?:thank\w*|thanks|appreciat\w*|apolog\w*|sorry|congratulat\w*|congrats|leave|day off|days off)\b.*? (?:for|on|because of|due to|about) (?!it\b|him\b|her\b|me\b|my (?:friend|sister|brother|boss|manager|mother|colleague|neighbour|teacher)|(?:on )?\w+day\b|tomorrow|next|this)(?<value>(?:\p{Ll}).+?)(?=[,.!?]|$| on \w+day| at \d)",
        RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex EnglishWhat();

    [GeneratedRegex(@"\b(?:at |@ ?)?(?<value>\d{1,2}(?::\d\d)? ?(?:am|pm)|(?<=at )\d{1,2}(?::\d\d)?|(?<=at )noon)\b", Options, 1000)]
    private static partial Regex EnglishTime();

    [GeneratedRegex(
        @"\b(?:at|in) (?<value>(?:my|our|the) (?!evening|morning|afternoon|end)[\p{L}' ]{3,30}?)(?=[,.!?]|$| on | at | this | next | tomorrow)",
        Options,
        1000
    )]
    private static partial Regex EnglishPlace();

    [GeneratedRegex(
        @"(?:دعوة|دعوه) (?:إلى|الى|ل|على) ?(?<value>[\p{L} ]{3,40}?)(?=[,،.!؟]|$| يوم | الساعة | في | غدا| بكرة)|(?:شكر|اعتذار|أعتذر|اعتذر|تهنئة|تهنئه|أهنئ|اهنئ|إجازة|اجازة)\b.*? (?:على|عن|بمناسبة|بسبب|لأنه|لأني) (?<value>[\p{L} ]{3,40}?)(?=[,،.!؟]|$| يوم | الساعة )",
        Options,
        1000
    )]
    private static partial Regex ArabicWhat();

    [GeneratedRegex(
        @"(?:الساعة|الساعه) (?<value>[\d٠-٩]{1,2}(?::[\d٠-٩]{2})?(?: ?(?:مساء|صباحا|العصر|الظهر))?|\p{L}+(?: (?:مساء|صباحا|العصر|الظهر))?)",
        Options,
        1000
    )]
    private static partial Regex ArabicTime();

    [GeneratedRegex(@" في (?<value>(?:بيتنا|بيتي|ال\p{L}+|مقهى \p{L}+|حديقة \p{L}+))(?=[,،.!؟]|$| يوم | الساعة )", Options, 1000)]
    private static partial Regex ArabicPlace();

    [GeneratedRegex(
        @"^(?:ل|لل)?(?:صديق|صاحب|رفيق|اخت|اخ|ام|اب|خال|عم|زميل|مدير|جار|استاذ|معلم|زوج|ابن|بنت)(?:ي|تي|تها|و?ي)?$",
        Options,
        1000
    )]
    private static partial Regex ArabicRecipients();

    [GeneratedRegex(
        @"^(?:علي|عن|في|بمناسبه|يوم|لان.*|الذي|التي|الي|اللي|من|مع|بعد|قبل|الساعه|رسمي.*|قصير.*|بال.*|لل.*|ال.*|ما|انه|انها|بعيد.*|عشان|و.*|ب.*)$",
        Options,
        1000
    )]
    private static partial Regex ArabicNoNames();

    [GeneratedRegex(@"^(?<hour>\d{1,2}(?::\d\d)?) ?(?<half>am|pm|مساء|صباحا|العصر)?$", Options, 1000)]
    private static partial Regex Spoken();
}
