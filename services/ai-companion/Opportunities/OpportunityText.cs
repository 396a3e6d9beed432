using System.Globalization;
using Community.Companion.Badges;
using Community.Companion.Words;

namespace Community.Companion.Opportunities;

/// <summary>The texts of an opportunity, in both languages.</summary>
/// <param name="Title">In a few words.</param>
/// <param name="Description">With the reason.</param>
/// <param name="ActionText">The text of a button.</param>
internal sealed record OpportunityText(Bilingual Title, Bilingual Description, Bilingual ActionText)
{
    private static readonly CultureInfo Arabic = CultureInfo.GetCultureInfo("ar-AE");
    private static readonly Bilingual Look = new("Have a look", "إلقاء نظرة");
    private static readonly Bilingual CheckIn = new("Check in", "تسجيل الحال");

    /// <summary>A thing that comes close to a profile by its meaning.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="interests">The person's first interests; none: the profile has only a text.</param>
    public static OpportunityText Alike(string title, IReadOnlyList<string> interests) =>
        new(
            CouldBeForYou(title),
            interests is []
                ? new("It comes close to what your profile says.", "هذا قريب مما يقوله ملفك.")
                : new($"It comes close to what you care for: {English(interests)}.", $"هذا قريب مما يهمك: {InArabic(interests)}."),
            Look
        );

    /// <summary>A public thing for a person whose profile has no interests yet.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="isNear">Whether it is in the person's region; else many have joined it.</param>
    public static OpportunityText Known(string title, bool isNear) =>
        new(
            CouldBeForYou(title),
            new(
                $"{(isNear ? "It is near you" : "Many people have joined it")}. Add interests to your profile, and the suggestions fit better.",
                $"{(isNear ? "هذا قريب من مكانك" : "انضم إليه كثيرون")}. مع إضافة اهتمامات إلى الملف تصبح الاقتراحات أنسب."
            ),
            Look
        );

    /// <summary>A community that shares interests.</summary>
    public static OpportunityText Circle(string name, IReadOnlyList<string> shared, bool isNear) =>
        new(
            new($"{name} could be a place for you", $"قد يكون «{name}» مكانًا لك"),
            new(
                $"It is about {English(shared)}, which you care for{(isNear ? ", and it is in your region" : "")}.",
                $"موضوعه مما يهمك: {InArabic(shared)}{(isNear ? "، وهو في منطقتك" : "")}."
            ),
            Look
        );

    /// <summary>A person in the same region who shares interests.</summary>
    public static OpportunityText Person(string name, IReadOnlyList<string> shared) =>
        new(
            new($"You and {name} have things in common", $"بينك وبين {name} أمور مشتركة"),
            new(
                $"Both of you care for {English(shared)}, and you live in the same region.",
                $"يهمكما كليكما: {InArabic(shared)}، وأنتما في المنطقة نفسها."
            ),
            new("See the profile", "عرض الملف")
        );

    /// <summary>An event that is near and soon, and about an interest.</summary>
    public static OpportunityText Event(string name, IReadOnlyList<string> shared, DateTimeOffset at) =>
        new(
            new($"{name} is near you soon", $"«{name}» قريبًا في منطقتك"),
            new(
                $"It takes place on {at.ToString("d MMMM", CultureInfo.InvariantCulture)} and is about {English(shared)}.",
                $"موعدها {at.ToString("d MMMM", Arabic)}، وموضوعها: {InArabic(shared)}."
            ),
            new("See the event", "عرض الفعالية")
        );

    /// <summary>A course that was begun and left.</summary>
    public static OpportunityText Course(string title) =>
        new(
            new($"{title} is waiting where you left it", $"«{title}» بانتظارك حيث توقفت"),
            new("You have begun it, and the next module takes minutes.", "لقد بدأتها، والوحدة التالية لا تأخذ سوى دقائق."),
            new("Go on", "المتابعة")
        );

    /// <summary>A pause of some days.</summary>
    public static OpportunityText Pause(int days) =>
        new(
            new("It has been a while", "مضى بعض الوقت"),
            new(
                $"You were last here {days} days ago. Nothing is lost by a pause; one minute is a beginning.",
                $"آخر حضور لك كان قبل {Days(days)}. لا يضيع شيء بالاستراحة، ودقيقة واحدة تكفي للبداية."
            ),
            CheckIn
        );

    /// <summary>A badge for days in a row that one more day earns.</summary>
    public static OpportunityText OneMoreDay(Badge next) =>
        new(
            new("One more day", "يوم واحد فقط"),
            new(
                $"With one more day in a row you are {next.Title.English}: {next.Need} days.",
                $"يوم آخر على التوالي، والشارة «{next.Title.Arabic}» لك: {Days(next.Need)}."
            ),
            CheckIn
        );

    private static Bilingual CouldBeForYou(string title) => new($"{title} could be for you", $"قد يناسبك «{title}»");

    private static string English(IReadOnlyList<string> words) =>
        words.Count < 2 ? string.Concat(words) : $"{string.Join(", ", words.SkipLast(1))} and {words[^1]}";

    private static string InArabic(IReadOnlyList<string> words) =>
        string.Join("، ", words.Select(InterestNames.InArabic).Distinct(StringComparer.Ordinal));

    /// <summary>A number of days from three on, in the form that Arabic gives it.</summary>
    private static string Days(int days) => $"{days} {(days % 100 is >= 3 and <= 10 ? "أيام" : "يومًا")}";
}
