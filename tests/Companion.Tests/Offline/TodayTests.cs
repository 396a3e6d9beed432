using Community.Companion.Offline;
using Community.Companion.Offline.Practical;

namespace Community.Companion.Tests.Offline;

/// <summary>Questions for time and date, at 22:05 in Dubai on Thursday, 26 November 2026 (16 Jumada al-Akhira 1448).</summary>
public sealed class TodayTests
{
    private static readonly OfflineCompanion Companion = new();
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 22, 5, 0, TimeSpan.FromHours(4));

    private static string Answer(string text, bool isOwn = true) => Companion.Answer(new(text, [], Guid.Empty) { Now = new(Now, isOwn) });

    [Theory]
    [InlineData("what time is it?", "22:05")]
    [InlineData("hey whats the time now", "22:05")]
    [InlineData("do you know what time it is", "22:05")]
    [InlineData("كم الساعة الحين؟", "22:05")]
    [InlineData("الساعة كام دلوقتي", "22:05")]
    [InlineData("قديش الساعة هلق", "22:05")]
    [InlineData("what day is it", "Thursday, 26 November 2026")]
    [InlineData("What's today's date?", "16 Jumada al-Akhira 1448")]
    [InlineData("what day is tomorrow", "Friday, 27 November 2026")]
    [InlineData("اليوم شو يوم؟", "الخميس، 26 نوفمبر 2026")]
    [InlineData("كم التاريخ اليوم", "16 جمادى الآخرة 1448")]
    [InlineData("النهارده ايه", "الخميس")]
    [InlineData("شنو التاريخ الهجري اليوم", "1448")]
    [InlineData("how many days until new year?", "36")]
    [InlineData("how long till friday", "Friday, 27 November 2026")]
    [InlineData("how many days left until thursday", "7")]
    [InlineData("when is ramadan", "8 February 2027")]
    [InlineData("when does ramadan start", "moon")]
    [InlineData("how long until eid", "March 2027")]
    [InlineData("when is eid al-adha", "16 May 2027")]
    [InlineData("كم باقي على رمضان", "فبراير 2027")]
    [InlineData("كم يوم لرمضان؟", "يوما")]
    [InlineData("فاضل كام يوم على العيد", "مارس 2027")]
    [InlineData("متى عيد الأضحى", "مايو 2027")]
    [InlineData("باقي كم على الجمعة", "27 نوفمبر")]
    [InlineData("امتى رأس السنة", "1 يناير 2027")]
    public void ItIsAnswered(string text, string part)
    {
        Answer(text).ShouldContain(part);
        Companion.IsPractical(text, [], [], isAfterGuidance: false).ShouldBeTrue("no event is asked for");
    }

    [Theory]
    [InlineData("what day is the painting class")]
    [InlineData("when is the next event")]
    [InlineData("what's on today")]
    [InlineData("what a day")]
    [InlineData("how long until I feel better")]
    [InlineData("how many days until my surgery")]
    [InlineData("ramadan is hard without my mother")]
    [InlineData("متى الفعالية القادمة")]
    [InlineData("شو في اليوم")]
    [InlineData("اليوم كان صعب")]
    [InlineData("العيد من دون أبي ثقيل")]
    public void AnotherQuestionIsNot(string text)
    {
        Answer(text).ShouldNotContain("2026");
        Answer(text).ShouldNotContain("2027");
        Today.IsAsked(Plain.Of(text)).ShouldBeFalse();
    }

    [Fact]
    public void ATimeWithoutAZoneIsSaidToBeUtc()
    {
        Answer("what time is it", isOwn: false).ShouldContain("UTC");
        Answer("what time is it").ShouldNotContain("UTC");
    }

    [Fact]
    public void WithoutATimeNothingIsInvented() => Companion.Answer(new("what day is it", [], Guid.Empty)).ShouldNotContain("20");

    [Theory]
    [InlineData("what is 7 / 0")]
    [InlineData("7/0")]
    [InlineData("divide 8 by zero")]
    [InlineData("كم ٧ تقسيم صفر")]
    public void NothingIsDividedByZero(string text) => Answer(text).ShouldMatch("zero|صفر");

    /// <summary>The days until a day of the year, from each day of two years: never past, never more than a year.</summary>
    [Theory]
    [InlineData("when is ramadan")]
    [InlineData("when is eid")]
    [InlineData("when is new year")]
    [InlineData("when is christmas")]
    [InlineData("when is sunday")]
    public void ItIsTheNextOne(string text)
    {
        for (var day = 0; day < 730; day += 5)
        {
            var now = Now.AddDays(day);
            var answer = Companion.Answer(new(text, [], Guid.Empty) { Now = new(now, IsOwn: true) });
            var match = System.Text.RegularExpressions.Regex.Match(answer, @"\w+day, \d+ \w+ \d{4}");
            var date = DateOnly.ParseExact(match.Value, "dddd, d MMMM yyyy", System.Globalization.CultureInfo.InvariantCulture);
            (date.DayNumber - DateOnly.FromDateTime(now.DateTime).DayNumber).ShouldBeInRange(0, 366);
        }
    }
}
