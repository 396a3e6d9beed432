using Community.Companion.Conversation.Guide;
using Community.Companion.Offline;
using Community.Companion.Safety;

namespace Community.Companion.Tests.Conversation;

/// <summary>Questions about the platform as people ask them, and the help text that answers each.</summary>
public sealed class PlatformQuestionTests
{
    private static readonly (string Feature, string Texts)[] Questions =
    [
        (
            "community-rules",
            "what are the rules of this group|where can I read the rules before I join|how do I set house rules for my circle"
                + "|what happens if I break the rules|is swearing allowed in this group|is there a code of conduct"
                + "|do communities have their own regulations"
                + "|شو قوانين الجروب|كيف أحط قوانين لمجموعتي|ايه قواعد الدائرة دي|ممكن اشوف شروط القروب"
        ),
        (
            "community-invite",
            "how do I invite people with a link|how long does an invite link last"
                + "|how do I switch off an invite link|can I make a link that stops working after a week"
                + "|كيف أرسل رابط دعوة للمجموعة|ازاي اعمل لينك دعوة|ابغى رابط اعزم فيه ربعي|كيف ألغي رابط الدعوة"
        ),
        ("link-received", "the invite link doesn't work|somebody sent me a link to a circle, what now|معايا لينك دايرة اعمل بيه ايه"),
        (
            "files",
            "how do I upload a file|can I send a pdf in a chat|how big can a file be|my photo won't upload|how many files can I send a day"
                + "|كيف أرفع ملف|ازاي ابعت صورة في الشات|شلون أرسل ملف كبير|الصورة مو راضية ترتفع|ممكن ابعت فويس"
        ),
        (
            "community-requests",
            "I asked to join a circle three days ago, nothing|the group needs approval, how long does it take|who approves my request"
                + "|can I withdraw my request to join|طلبت الانضمام ولسه ما وافقوا|قدمت طلب انضمام متى يوافقون"
        ),
        ("join-community", "how do I join a private group|مجموعة خاصة كيف أدخلها|القروب مقفول شلون انضم"),
        (
            "refund",
            "do credits come back if I cancel|كيف استرجع فلوسي|أبغى استرد المبلغ|عايز فلوسي ترجع"
                + "|بدي استرجع حق التذكرة|هل أقدر أسترد فلوس الدورة|رجعولي فلوسي|kif barja3 masari"
        ),
        ("delete-account", "delete my account|كيف أحذف حسابي|can I pause my account instead of deleting it"),
        (
            "delete-effects",
            "what happens to my messages when I delete my account|what stays after I delete my profile"
                + "|what about my certificates if I delete the account|what happens to my circle if I delete my account"
                + "|do I lose my credits when I close the account"
                + "|اذا حذفت حسابي شو بيضل|هل تنمسح رسائلي لو مسحت الحساب|وين بروح رصيدي اذا مسحت الحساب"
        ),
        ("mute", "how do I mute a chat|كيف أكتم مجموعة"),
        ("unlisted", "can I schedule a post|how do I make a poll"),
    ];

    private static readonly RequestReader Reader = new();
    private static readonly CrisisDetector Detector = new();

    public static TheoryData<string, string> Texts =>
        [.. Questions.SelectMany(asked => asked.Texts.Split('|').Select(text => (text, asked.Feature)))];

    [Theory]
    [MemberData(nameof(Texts))]
    public void AQuestionGetsItsHelpText(string text, string feature)
    {
        Detector.Detect(text)?.Rule.ShouldBeNull();
        Reader.Read(text, OfflineCompanion.LanguageIn(text, [])).ShouldNotBeNull().Feature.ShouldBe(feature);
    }

    // Data that stays is named.
    [Theory]
    [InlineData("en", "What stays, without your name")]
    [InlineData("ar", "ويبقى بلا اسم")]
    public void TheDeletionOfAnAccountSaysWhatStays(string language, string part) =>
        HelpTexts.Find(language, "delete-effects").ShouldNotBeNull().Text.ShouldContain(part);
}
