using System.Globalization;
using Community.Money;

namespace Community.Gateway.Pages;

/// <summary>
/// The texts of the public pages in a language, with its dates, amounts and plurals: those of the client (web/src/words), so that nothing
/// changes when it takes a page over.
/// </summary>
internal sealed record PublicTexts
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo Emirati = CultureInfo.GetCultureInfo("ar-AE");

    /// <summary>As the client names them (web/src/parts/badge-names.ts).</summary>
    private static readonly Dictionary<string, string> ArabicBadges = new(StringComparer.Ordinal)
    {
        ["Connector"] = "همزة وصل",
        ["Creator"] = "مبدع",
        ["Thinker"] = "مفكر",
        ["Builder"] = "بنّاء",
        ["Explorer"] = "مستكشف",
        ["Visionary"] = "صاحب رؤية",
        ["Calm Presence"] = "حضور هادئ",
        ["Funny Friend"] = "رفيق مرح",
        ["Listener"] = "مستمع",
        ["Leader"] = "قائد",
    };

    public required string Language { get; init; }
    public required string Product { get; init; }
    public required string OtherName { get; init; }
    public required string Skip { get; init; }
    public required string Home { get; init; }
    public required string Main { get; init; }
    public required string Discover { get; init; }
    public required string Mine { get; init; }
    public required string Communities { get; init; }
    public required string People { get; init; }
    public required string Messages { get; init; }
    public required string SignIn { get; init; }
    public required string StartTitle { get; init; }
    public required string StartHeading { get; init; }
    public required string StartLead { get; init; }
    public required string Search { get; init; }
    public required string Placeholder { get; init; }
    public required string When { get; init; }
    public required string Today { get; init; }
    public required string Tomorrow { get; init; }
    public required string Weekend { get; init; }
    public required string Week { get; init; }
    public required string Month { get; init; }
    public required string City { get; init; }
    public required string Price { get; init; }
    public required string Free { get; init; }
    public required string Paid { get; init; }
    public required string EventMap { get; init; }
    public required string Clear { get; init; }
    public required string Show { get; init; }
    public required string More { get; init; }
    public required string NothingYet { get; init; }
    public required string NothingFits { get; init; }
    public required string NothingAtAll { get; init; }
    public required string MakeFirst { get; init; }
    public required string PlaceLater { get; init; }
    public required string Cancelled { get; init; }
    public required string EventCancelled { get; init; }
    public required string EventOver { get; init; }
    public required string About { get; init; }
    public required string NoAbout { get; init; }
    public required string Where { get; init; }
    public required string Map { get; init; }
    public required string Host { get; init; }
    public required string Register { get; init; }
    public required string JoinWaitlist { get; init; }
    public required string GetTicket { get; init; }
    public required string SeatTitle { get; init; }
    public required string Unlimited { get; init; }
    public required string Join { get; init; }
    public required string Rules { get; init; }
    public required string AgreeToRules { get; init; }
    public required string Threads { get; init; }
    public required string SignInToRead { get; init; }
    public required string ThreadsLater { get; init; }
    public required string AboutPerson { get; init; }
    public required string Interests { get; init; }
    public required string Organizer { get; init; }
    public required string Since { get; init; }
    public required string Missing { get; init; }
    public required string MissingText { get; init; }
    public required string MissingAction { get; init; }
    public required string Away { get; init; }
    public required string AwayText { get; init; }

    // For 0 (empty: as any other number), 1, 2, 3 to 10, 11 to 99, and the rest; {0} is the number.
    public required string[] GoingForms { get; init; }
    public required string[] SpotForms { get; init; }
    public required string[] MemberForms { get; init; }
    public required string[] FoundForms { get; init; }
    public required string[] RefundForms { get; init; }

    private bool IsArabic => Language == "ar";
    private CultureInfo Culture => IsArabic ? Emirati : British;

    public string Going(long count) => Plural(count, GoingForms);

    public string Spots(long count) => Plural(count, SpotForms);

    public string Members(long count) => Plural(count, MemberForms);

    public string Found(long count) => Plural(count, FoundForms);

    public string Refund(long hours) => Plural(hours, RefundForms);

    /// <summary>"Fri 27 Nov".</summary>
    public string Day(DateTimeOffset time) => time.ToString(IsArabic ? "ddd، d MMM" : "ddd d MMM", Culture);

    /// <summary>"Friday 27 November 2026".</summary>
    public string LongDay(DateTimeOffset time) => time.ToString(IsArabic ? "dddd، d MMMM yyyy" : "dddd d MMMM yyyy", Culture);

    /// <summary>"19:00".</summary>
    public string Clock(DateTimeOffset time) => time.ToString(IsArabic ? "hh:mm tt" : "HH:mm", Culture);

    /// <summary>"19:00–21:00", or with days if it ends on another one. A dash has spaces beside texts with spaces.</summary>
    public string Span(DateTimeOffset start, DateTimeOffset end) =>
        start.Date != end.Date ? $"{DayClock(start)} – {DayClock(end)}"
        : IsArabic ? $"{Clock(start)} – {Clock(end)}"
        : $"{Clock(start)}–{Clock(end)}";

    private string DayClock(DateTimeOffset time) => $"{Day(time)}{(IsArabic ? "، " : ", ")}{Clock(time)}";

    /// <summary>"November 2026".</summary>
    public string MonthAndYear(DateTimeOffset time) => time.ToString("MMMM yyyy", Culture);

    /// <summary>The name of a badge that a person chose, which the API has in English.</summary>
    public string Badge(string name) => IsArabic ? ArabicBadges.GetValueOrDefault(name, name) : name;

    /// <summary>A title of which no line begins with a dash, and no short word breaks at its hyphen.</summary>
    public static string Unbroken(string title)
    {
        const int LongestWhole = 16;
        var words = title
            .Split(' ')
            .Select(word =>
                word.Length <= LongestWhole && word.Trim('-').Contains('-', StringComparison.Ordinal)
                    ? word.Replace("-", "-\u2060", StringComparison.Ordinal)
                    : word
            );
        return string.Join(' ', words)
            .Replace(" – ", "\u00a0– ", StringComparison.Ordinal)
            .Replace(" — ", "\u00a0— ", StringComparison.Ordinal)
            .Replace(" - ", "\u00a0- ", StringComparison.Ordinal);
    }

    /// <summary>Today, Tomorrow, or the day.</summary>
    /// <param name="time">In the zone of the event.</param>
    /// <param name="now">The present time, in any zone.</param>
    public string NearDay(DateTimeOffset time, DateTimeOffset now) =>
        (time.Date - now.ToOffset(time.Offset).Date).Days switch
        {
            0 => Today,
            1 => Tomorrow,
            _ => Day(time),
        };

    /// <summary>An amount of a currency's smallest unit; 0 is "Free".</summary>
    public string Money(long minor, string currency)
    {
        if (minor == 0)
        {
            return Free;
        }

        var amount = Decimal(minor, currency);
        var number = amount.ToString(decimal.IsInteger(amount) ? "N0" : $"N{Currencies.Decimals(currency)}", CultureInfo.InvariantCulture);
        var code = currency.ToUpperInvariant();
        return (code, IsArabic) switch
        {
            ("USD", false) => $"US${number}",
            ("EUR", false) => $"€{number}",
            ("GBP", false) => $"£{number}",
            (_, false) => $"{code}\u00a0{number}",
            ("AED", true) => $"\u200f{number}\u00a0د.إ.\u200f",
            // Isolated: within Arabic the signs would change their places.
            ("USD", true) => $"\u2066{number}\u00a0US$\u2069",
            _ => $"\u2066{number}\u00a0{code}\u2069",
        };
    }

    /// <summary>An amount in the currency's main unit.</summary>
    public static decimal Decimal(long minor, string currency) => minor / (decimal)Math.Pow(10, Currencies.Decimals(currency));

    public static PublicTexts Of(string language) => language == "ar" ? Arabic : English;

    private string Plural(long count, string[] forms)
    {
        var form = count switch
        {
            0 when forms[0].Length > 0 => forms[0],
            1 => forms[1],
            2 => forms[2],
            _ when !IsArabic => forms[5],
            _ => (count % 100) switch
            {
                >= 3 and <= 10 => forms[3],
                >= 11 => forms[4],
                _ => forms[5],
            },
        };
        return string.Format(CultureInfo.InvariantCulture, form, count.ToString("N0", CultureInfo.InvariantCulture));
    }

    private static PublicTexts English { get; } =
        new()
        {
            Language = "en",
            Product = "Community",
            OtherName = "العربية",
            Skip = "Skip to content",
            Home = "Community, to the start",
            Main = "Main",
            Discover = "Discover",
            Mine = "My events",
            Communities = "Communities",
            People = "People",
            Messages = "Messages",
            SignIn = "Sign in",
            StartTitle = "Events near you",
            StartHeading = "Good company is closer than you think.",
            StartLead = "Walks, workshops, long tables and small concerts, made by your neighbours.",
            Search = "Search events",
            Placeholder = "Pottery, running, jazz…",
            When = "When",
            Today = "Today",
            Tomorrow = "Tomorrow",
            Weekend = "This weekend",
            Week = "Next 7 days",
            Month = "Next 30 days",
            City = "City",
            Price = "Price",
            Free = "Free",
            Paid = "With a ticket price",
            EventMap = "Map",
            Clear = "Clear all filters",
            Show = "Show",
            More = "Show more",
            NothingYet = "Nothing here yet",
            NothingFits = "No event fits these filters. Widen them, or look again tomorrow.",
            NothingAtAll = "No event is announced yet. Look again tomorrow, or make the first one.",
            MakeFirst = "Announce the first one",
            PlaceLater = "Place to be announced",
            Cancelled = "Cancelled",
            EventCancelled = "This event was cancelled.",
            EventOver = "This event is over.",
            About = "About this event",
            NoAbout = "The organizer has not written more yet.",
            Where = "Where",
            Map = "Open in maps",
            Host = "Hosted by",
            Register = "Take a seat",
            JoinWaitlist = "Join the waitlist",
            GetTicket = "Get a ticket · {0}",
            SeatTitle = "Come along",
            Unlimited = "No seat limit",
            Join = "Join",
            Rules = "Rules",
            AgreeToRules = "By joining you agree to the rules.",
            Threads = "Discussions",
            SignInToRead = "Sign in to read and write here.",
            ThreadsLater = "The discussions open here after you sign in.",
            AboutPerson = "About",
            Interests = "Interests",
            Organizer = "Organizer",
            Since = "Here since {0}",
            Missing = "Not found",
            MissingText = "This page does not exist, or you may not see it.",
            MissingAction = "See the events",
            Away = "One moment, please",
            AwayText = "This page cannot be shown right now. Try again in a minute.",
            GoingForms = ["Be the first to come", "1 person is going", "2 people are going", "", "", "{0} people are going"],
            SpotForms = ["Full", "1 seat left", "2 seats left", "", "", "{0} seats left"],
            MemberForms = ["", "1 member", "2 members", "", "", "{0} members"],
            FoundForms = ["", "1 event", "2 events", "", "", "{0} events"],
            RefundForms =
            [
                "No refund after the purchase.",
                "Full refund until 1 hour before the start.",
                "Full refund until 2 hours before the start.",
                "",
                "",
                "Full refund until {0} hours before the start.",
            ],
        };

    private static PublicTexts Arabic { get; } =
        new()
        {
            Language = "ar",
            Product = "كوميونيتي",
            OtherName = "English",
            Skip = "انتقل إلى المحتوى",
            Home = "كوميونيتي، إلى البداية",
            Main = "الرئيسية",
            Discover = "اكتشف",
            Mine = "فعالياتي",
            Communities = "المجتمعات",
            People = "الناس",
            Messages = "الرسائل",
            SignIn = "تسجيل الدخول",
            StartTitle = "ما يجري بالقرب منك",
            StartHeading = "الصحبة الطيبة أقرب مما تظن.",
            StartLead = "نزهات وورش وموائد طويلة وحفلات صغيرة، يصنعها جيرانك.",
            Search = "ابحث في الفعاليات",
            Placeholder = "خزف، جري، جاز…",
            When = "متى",
            Today = "اليوم",
            Tomorrow = "غدًا",
            Weekend = "نهاية هذا الأسبوع",
            Week = "خلال 7 أيام",
            Month = "خلال 30 يومًا",
            City = "المدينة",
            Price = "السعر",
            Free = "مجاني",
            Paid = "بتذكرة مدفوعة",
            EventMap = "الخريطة",
            Clear = "امسح كل المرشحات",
            Show = "اعرض",
            More = "عرض المزيد",
            NothingYet = "لا شيء هنا بعد",
            NothingFits = "لا توجد فعالية تناسب هذا الاختيار. وسّعه، أو عد غدًا.",
            NothingAtAll = "لم يُعلن عن أي فعالية بعد. عد غدًا، أو اصنع أول فعالية.",
            MakeFirst = "أعلن أول فعالية",
            PlaceLater = "يُعلن المكان لاحقًا",
            Cancelled = "أُلغيت",
            EventCancelled = "أُلغيت هذه الفعالية.",
            EventOver = "انتهت هذه الفعالية.",
            About = "عن الفعالية",
            NoAbout = "لم يكتب المنظِّم تفاصيل أكثر بعد.",
            Where = "أين",
            Map = "افتح الخريطة",
            Host = "المنظِّم",
            Register = "احجز مقعدًا",
            JoinWaitlist = "انضم إلى قائمة الانتظار",
            GetTicket = "احصل على تذكرة · {0}",
            SeatTitle = "تعال معنا",
            Unlimited = "المكان يتسع للجميع",
            Join = "انضم",
            Rules = "القواعد",
            AgreeToRules = "بانضمامك توافق على القواعد.",
            Threads = "النقاشات",
            SignInToRead = "سجّل الدخول لتقرأ وتكتب هنا.",
            ThreadsLater = "تُفتح النقاشات هنا بعد تسجيل الدخول.",
            AboutPerson = "نبذة",
            Interests = "الاهتمامات",
            Organizer = "منظِّم",
            Since = "هنا منذ {0}",
            Missing = "الصفحة غير موجودة",
            MissingText = "هذه الصفحة غير موجودة، أو لا يمكنك رؤيتها.",
            MissingAction = "شاهد الفعاليات",
            Away = "لحظة من فضلك",
            AwayText = "لا يمكن عرض هذه الصفحة الآن. حاول مرة أخرى بعد دقيقة.",
            GoingForms = ["كن أول الحاضرين", "سيحضر شخص واحد", "سيحضر شخصان", "سيحضر {0} أشخاص", "سيحضر {0} شخصًا", "سيحضر {0} شخص"],
            SpotForms = ["اكتمل العدد", "بقي مقعد واحد", "بقي مقعدان", "بقيت {0} مقاعد", "بقي {0} مقعدًا", "بقي {0} مقعد"],
            MemberForms = ["لا أعضاء", "عضو واحد", "عضوان", "{0} أعضاء", "{0} عضوًا", "{0} عضو"],
            FoundForms = ["لا فعاليات", "فعالية واحدة", "فعاليتان", "{0} فعاليات", "{0} فعالية", "{0} فعالية"],
            RefundForms =
            [
                "لا يُسترد المبلغ بعد الشراء.",
                "استرداد كامل حتى ساعة واحدة قبل البداية.",
                "استرداد كامل حتى ساعتين قبل البداية.",
                "استرداد كامل حتى {0} ساعات قبل البداية.",
                "استرداد كامل حتى {0} ساعة قبل البداية.",
                "استرداد كامل حتى {0} ساعة قبل البداية.",
            ],
        };
}
