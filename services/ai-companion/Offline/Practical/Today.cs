using System.Globalization;
using System.Text.RegularExpressions;

namespace Community.Companion.Offline.Practical;

/// <summary>
/// The time, the date in both calendars, and how many days there are until another one: "what time is it", "how long until Ramadan",
/// «كم باقي على العيد». The Hijri calendar is that of Umm al-Qura, which is reckoned; a month may begin a day earlier or later by sight.
/// </summary>
internal static partial class Today
{
    private const int Ramadan = 9;
    private const int Shawwal = 10;
    private const int DhuAlHijja = 12;

    private static readonly UmAlQuraCalendar Hijri = new();
    private static readonly (string English, string Arabic)[] HijriMonths =
    [
        .. Embedded.Lines("Offline.Practical.hijri.txt").Select(line => line.Split(" | ")).Select(cells => (cells[0], cells[1])),
    ];

    /// <summary>The next first or tenth day of months that people wait for, and fixed days of the year.</summary>
    private static readonly (Regex Words, Func<DateOnly, DateOnly> Next, bool IsByMoon)[] Days =
    [
        (Plain.Pattern("ramad[ah]n"), day => NextHijri(day, Ramadan, 1), true),
        (Plain.Pattern("رمضان"), day => NextHijri(day, Ramadan, 1), true),
        (Plain.Pattern("eid al[- ]?adha|adha|hajj eid|big eid"), day => NextHijri(day, DhuAlHijja, 10), true),
        (Plain.Pattern("الاضحي|العيد الكبير"), day => NextHijri(day, DhuAlHijja, 10), true),
        (Plain.Pattern("eid al[- ]?fitr|fitr|small eid"), day => NextHijri(day, Shawwal, 1), true),
        (Plain.Pattern("الفطر|العيد الصغير"), day => NextHijri(day, Shawwal, 1), true),
        (Plain.Pattern("eid"), NextEid, true),
        (Plain.Pattern("(?:^|ل|ال)عيد$"), NextEid, true),
        (Plain.Pattern("hijri (?:new )?year"), day => NextHijri(day, 1, 1), true),
        (Plain.Pattern("السنه الهجريه|راس السنه الهجريه"), day => NextHijri(day, 1, 1), true),
        (Plain.Pattern("new year(?:s(?: eve| day)?)?"), day => new(day.Year + 1, 1, 1), false),
        (Plain.Pattern("راس السنه|السنه الجديده"), day => new(day.Year + 1, 1, 1), false),
        (Plain.Pattern("christmas|xmas"), day => NextOf(day, 12, 25), false),
        (Plain.Pattern("الكريسماس"), day => NextOf(day, 12, 25), false),
    ];

    /// <summary>Whether a plain text asks for time or date.</summary>
    public static bool IsAsked(string plain) =>
        AsksTime().IsMatch(plain) || AsksDate().IsMatch(plain) || Target(plain, new DateOnly(2026, 1, 1)) is not null;

    /// <summary>The answer to a question for time or date; null: the text is none.</summary>
    /// <param name="turn">The message.</param>
    /// <param name="now">The person's time.</param>
    /// <param name="line">A sentence by its name.</param>
    public static string? Answer(PracticalTurn turn, PersonTime now, Func<string, string> line)
    {
        var isArabic = turn.Language == Languages.Arabic;
        var today = DateOnly.FromDateTime(now.At.DateTime);
        var answer =
            AsksTime().IsMatch(turn.Plain) ? line("time").Replace("{time}", Shown(now.At), StringComparison.Ordinal)
            : AsksDate().IsMatch(turn.Plain) ? Date(Tomorrow().IsMatch(turn.Plain) ? "date-tomorrow" : "date", today, isArabic, line)
            : Target(turn.Plain, today) is var (day, isByMoon) ? Until(day, today, isArabic, line) + (isByMoon ? $" {line("moon")}" : "")
            : null;
        return answer is null || now.IsOwn || !AsksTime().IsMatch(turn.Plain) ? answer : $"{answer} {line("time-zone")}";
    }

    private static string Shown(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    private static string Date(string name, DateOnly today, bool isArabic, Func<string, string> line)
    {
        var day = name == "date" ? today : today.AddDays(1);
        var noon = day.ToDateTime(new(12, 0));
        var month = HijriMonths[Hijri.GetMonth(noon) - 1];
        return line(name)
            .Replace("{day}", Shown(day, isArabic), StringComparison.Ordinal)
            .Replace(
                "{hijri}",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Hijri.GetDayOfMonth(noon)} {(isArabic ? month.Arabic : month.English)} {Hijri.GetYear(noon)}"
                ),
                StringComparison.Ordinal
            );
    }

    private static string Until(DateOnly day, DateOnly today, bool isArabic, Func<string, string> line)
    {
        var days = day.DayNumber - today.DayNumber;
        return line(
                days switch
                {
                    0 => "until-today",
                    1 => "until-tomorrow",
                    2 => "until-two",
                    <= 10 => "until-few",
                    _ => "until",
                }
            )
            .Replace("{days}", days.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("{day}", Shown(day, isArabic), StringComparison.Ordinal);
    }

    private static string Shown(DateOnly day, bool isArabic) =>
        isArabic
            ? day.ToString("dddd، d MMMM yyyy", CultureInfo.GetCultureInfo("ar-AE"))
            : day.ToString("dddd, d MMMM yyyy", CultureInfo.InvariantCulture);

    private static (DateOnly Day, bool IsByMoon)? Target(string plain, DateOnly today)
    {
        if (AsksUntil().Match(plain) is not { Success: true } match)
        {
            return null;
        }

        var what = match.Groups["what"].Value;
        foreach (var (words, next, isByMoon) in Days)
        {
            if (words.IsMatch(what))
            {
                return (next(today), isByMoon);
            }
        }

        return Weekday(what) is { } weekday ? (today.AddDays(1 + ((weekday - (int)today.DayOfWeek + 6) % 7)), false) : null;
    }

    private static int? Weekday(string what) =>
        Weekdays().Match(what) is { Success: true } match
            ? Array.FindIndex(Enum.GetNames<DayOfWeek>(), name => match.Groups[name.ToLowerInvariant()].Success)
            : null;

    private static DateOnly NextEid(DateOnly day) =>
        NextHijri(day, Shawwal, 1) is var fitr && NextHijri(day, DhuAlHijja, 10) is var adha && fitr < adha ? fitr : adha;

    private static DateOnly NextOf(DateOnly day, int month, int number) =>
        new DateOnly(day.Year, month, number) is var date && date >= day ? date : date.AddYears(1);

    private static DateOnly NextHijri(DateOnly day, int month, int number)
    {
        var year = Hijri.GetYear(day.ToDateTime(new(12, 0)));
        var date = Of(year);
        return date >= day ? date : Of(year + 1);

        DateOnly Of(int hijriYear) => DateOnly.FromDateTime(Hijri.ToDateTime(hijriYear, month, number, 12, 0, 0, 0));
    }

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    [GeneratedRegex(
        @"^(?:(?:hey|hi|so|ok|and|please|pls|xela) )*(?:(?:do you know|tell me|can you tell me|could you tell me) )?"
            + @"(?:what time is it|whats the (?:current |exact )?time|what is the (?:current |exact )?time|what time it is|the time|current time|time now)"
            + @"(?: is it)?(?: right)?(?: now| here| please| pls| today)*$"
            + @"|^(?:(?:كم|قديش|شكثر|شقد|ايش|وش|شو|كام) (?:صارت )?الساعه|الساعه (?:كم|كام|قديش|شكثر|شقد|ايش)|(?:شو|ايش|كم) الوقت)"
            + @"(?: الان| الحين| هلا| هلق| هلئ| دلوقتي| دلوقت| هسه| عندك| لو سمحت| صارت)*$",
        Options,
        1000
    )]
    private static partial Regex AsksTime();

    [GeneratedRegex(
        @"^(?:(?:hey|hi|so|ok|and|please|pls|xela) )*(?:(?:do you know|tell me|can you tell me) )?"
            + @"(?:(?:what|which) (?:day|date)(?: of the week)?(?: is it| is| it is)?|(?:whats|what is) (?:the|todays|tomorrows) (?:hijri )?(?:day|date)|(?:whats|what is) (?:today|tomorrow)|todays date|(?:the )?hijri date)"
            + @"(?: of)?(?: today| tomorrow| now| please| pls)*$"
            + @"|^(?:(?:شنو|شو|ايش|وش|ايه|ما|ما هو) (?:هو )?(?:اليوم|النهارده|بكره|باكر|غدا|تاريخ (?:اليوم|بكره|النهارده)|التاريخ(?: الهجري)?(?: اليوم| النهارده)?)"
            + @"|(?:اليوم|النهارده|بكره|باكر) (?:(?:اي|شو|شنو|ايش|وش) يوم|يوم ايه|ايه|كم(?: التاريخ)?|كام)"
            + @"|(?:اي|شو|شنو|ايش|وش) يوم (?:اليوم|بكره|احنا|نحنا|هو)|كم التاريخ(?: اليوم)?|التاريخ (?:كم|كام|ايه|شو)(?: اليوم| النهارده)?|تاريخ اليوم|كم بالهجري(?: اليوم)?)$",
        Options,
        1000
    )]
    private static partial Regex AsksDate();

    [GeneratedRegex("tomorrow|بكره|باكر|غدا", Options, 1000)]
    private static partial Regex Tomorrow();

    [GeneratedRegex(
        @"^(?:(?:hey|hi|so|ok|and|please|pls) )*(?:how (?:many days|long)(?: is it| are there| are left| left| more)? (?:until|till|til|to|before|for)|days (?:until|till|left until|left to)"
            + @"|when(?:s| is| does| will)) (?:the )?(?:next )?(?<what>[a-z -]{3,25}?)(?: start| starts| begin| begins| be| this year| next year)*$"
            + @"|^(?:(?:كم|قديش|كام|شكثر) (?:يوم |ايام )?(?:باقي|بقي|فاضل|ضايل|ضل|تبقي|يوم)|(?:باقي|فاضل|ضايل) (?:كم|كام|قديش|شكثر)|متي|امتي|ايمتي|متا)"
            + @"(?: يوم)?(?: علي| الي| حتي| عن| لحد)? ?(?<what>[\u0621-\u064A ]{3,30}?)(?: يبدا| بيبدا| بيصير| هالسنه| هذه السنه| الجاي| القادم)*$",
        Options,
        1000
    )]
    private static partial Regex AsksUntil();

    [GeneratedRegex(
        @"^(?:ل|ال|يوم |لل)*(?:(?<sunday>sunday|احد)|(?<monday>monday|اثنين|اتنين)|(?<tuesday>tuesday|ثلاثاء|تلات|ثلاث)|(?<wednesday>wednesday|اربعاء|اربع)|(?<thursday>thursday|خميس)|(?<friday>friday|جمعه)|(?<saturday>saturday|سبت))$",
        Options,
        1000
    )]
    private static partial Regex Weekdays();
}

/// <summary>The time of a person.</summary>
/// <param name="At">By their clock, or in UTC.</param>
/// <param name="IsOwn">Whether they have told their time zone.</param>
internal readonly record struct PersonTime(DateTimeOffset At, bool IsOwn);
