using Community.Companion.People;
using Community.Companion.Safety.Rules;
using Community.Companion.Words;

namespace Community.Companion.Conversation.Guide;

/// <summary>Days that a message names: "tonight", "this weekend", "on Friday".</summary>
/// <param name="Kind">Which days.</param>
/// <param name="Day">The day of the week, if one is named.</param>
internal sealed record NamedDays(NamedDays.Named Kind, DayOfWeek? Day = null)
{
    internal enum Named
    {
        Today,
        Tomorrow,
        Weekend,
        ThisWeek,
        NextWeek,
        Weekday,
    }

    /// <summary>Countries whose weekend is Friday and Saturday.</summary>
    private static readonly HashSet<string> FridayAndSaturday = new(
        "SA KW QA BH OM EG JO IQ SY YE DZ LY SD PS".Split(' '),
        StringComparer.Ordinal
    );

    private static readonly Dictionary<string, NamedDays> Words = New();

    /// <summary>The days in a text; null: none are named. Of several the first counts.</summary>
    public static NamedDays? In(string text)
    {
        var words = WordForms.In(text).Select(FoldedWords.Fold).ToList();
        for (var at = 0; at < words.Count; at++)
        {
            if (at + 1 < words.Count && Words.TryGetValue($"{words[at]} {words[at + 1]}", out var pair))
            {
                return pair;
            }

            if (Words.TryGetValue(words[at], out var word))
            {
                return word;
            }
        }

        return null;
    }

    /// <summary>The time from the beginning of the first day, or now if that is later, to the end of the last one, in UTC.</summary>
    /// <param name="person">The time zone is theirs, and the weekend is that of their country.</param>
    /// <param name="now">The present.</param>
    public (DateTimeOffset From, DateTimeOffset To) For(Person person, DateTimeOffset now)
    {
        var today = LocalDay.Of(person, now);
        var (first, days) = Kind switch
        {
            Named.Today => (today, 1),
            Named.Tomorrow => (today.AddDays(1), 1),
            Named.Weekend => Weekend(person, today),
            Named.ThisWeek => (today, 7),
            Named.NextWeek => (today.AddDays(1 + DaysTo(today.AddDays(1), DayOfWeek.Monday)), 7),
            _ => (today.AddDays(DaysTo(today, Day!.Value)), 1),
        };
        var from = LocalDay.StartOf(person, first);
        return (from > now ? from : now, LocalDay.StartOf(person, first.AddDays(days)));
    }

    private static (DateOnly First, int Days) Weekend(Person person, DateOnly today)
    {
        var begins = person.Country is { } country && FridayAndSaturday.Contains(country) ? DayOfWeek.Friday : DayOfWeek.Saturday;
        var second = (DayOfWeek)(((int)begins + 1) % 7);
        return today.DayOfWeek == second ? (today, 1) : (today.AddDays(DaysTo(today, begins)), 2);
    }

    private static int DaysTo(DateOnly from, DayOfWeek day) => ((int)day - (int)from.DayOfWeek + 7) % 7;

    private static Dictionary<string, NamedDays> New()
    {
        var words = new Dictionary<string, NamedDays>(StringComparer.Ordinal);
        Add("today|tonight|this evening|اليوم|الليلة|النهارده|النهاردة|الليله", new(Named.Today));
        Add("tomorrow|بكرة|بكرا|غدا|بكره", new(Named.Tomorrow));
        Add("weekend|الويكند|ويكند|هالويكند|بالويكند|نهاية الأسبوع|عطلة نهاية", new(Named.Weekend));
        Add("this week|هذا الأسبوع|الأسبوع هذا|هالأسبوع|هالاسبوع", new(Named.ThisWeek));
        Add("next week|الأسبوع القادم|الأسبوع الجاي", new(Named.NextWeek));
        (string Names, DayOfWeek Day)[] weekdays =
        [
            ("monday|الاثنين|الإثنين", DayOfWeek.Monday),
            ("tuesday|الثلاثاء", DayOfWeek.Tuesday),
            ("wednesday|الأربعاء", DayOfWeek.Wednesday),
            ("thursday|الخميس", DayOfWeek.Thursday),
            ("friday|الجمعة", DayOfWeek.Friday),
            ("saturday|السبت", DayOfWeek.Saturday),
            ("sunday|الأحد", DayOfWeek.Sunday),
        ];
        foreach (var (names, day) in weekdays)
        {
            Add(names, new(Named.Weekday, day));
        }

        return words;

        void Add(string names, NamedDays days)
        {
            foreach (var one in names.Split('|'))
            {
                words[string.Join(' ', one.Split(' ').Select(FoldedWords.Fold))] = days;
            }
        }
    }
}
