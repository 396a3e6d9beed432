using Community.Companion.Safety;

namespace Community.Companion.Tests.Safety;

/// <summary>Roundabout crises that a stranger's talk showed to be missed, and harmless lines near to them.</summary>
public sealed class RoundaboutTests
{
    private static readonly CrisisDetector Detector = new();

    private static readonly (string Kind, string Texts)[] Crises =
    [
        (
            "self_harm",
            "been saving my tramadol for a month, I have enough now|I've been hoarding painkillers for weeks|took everything in the cabinet"
                + "|swallowed everything in the medicine cabinet|I took my whole prescription at once|I took two full strips of panadol"
                + "|can't do this any more, tonight's the night|don't be sad when you read the news about me"
                + "|don't be surprised when you hear something about me tomorrow|lol guess who's not making it to christmas"
                + "|I'm not making it to my birthday lol|haha my will is literally a google doc now|finished my will last night lol"
                + "|my body would make good compost at least, soon"
        ),
        (
            "medical_emergency",
            "my flatmate hasn't had any food for six days now|sister hasn't eaten in nine days|my brother has not eaten anything for six days|I haven't eaten in 8 days"
        ),
        (
            "self_harm",
            "خذيت العلبة كلها|بلعت شريط البنادول كله|اخدت كل الأدوية اللي بالدرج|خذيت شريطين بنادول|اعد حبوب البنادول مرة ثانية، ٤٦|عم جمع ترامادول"
                + "|شربت كلوركس|لا تزعلون اذا سمعتوا خبري|لا تحزنوا اذا وصلكم خبري|أعرف كيف سأفعلها، فقط لم أحدد اليوم"
                + "|لو خطوت خطوة عن الرصيف لن يفتقدني أحد|وصيتي صارت جاهزة هههه|جدي عم يودع الكل وسأل وين بارودة الصيد"
                + "|لا أجد سببا واحدا لأستيقظ غدا|ما لقيت سبب أعيش عشانه|أفكر كثيرا في أن أغادر هذه الدنيا|ودي اترك هالدنيا"
        ),
        ("medical_emergency", "اختي ما اكلت من تسع ايام|أمي ما أكلت شي من خمسة أيام|صديقتي ما أكلت من أسبوع"),
        ("abuse", "حط راسي تحت الماي شوي، يقول يمزح|غطس راسي في البانيو"),
        (
            "self_harm",
            "ana akhadt el 3elba kolaha|khathait 3elbat panadol kamla|kol el 7boob|a5adt el 7boob kelha|sharabt clorox|akher laila lee, sam7oni"
                + "|balaet shareet panadol kamel|radini bmoot"
        ),
        (
            "self_harm",
            "i have a date picked. its the 14th|i picked the day and im so calm|i feel calm for the first time in months because ive decided"
                + "|please dont talk me out of it, i just dont want to be alone while i do it|i wont be needing the membership or anything else"
                + "|i keep driving and thinking i could let go of the wheel|nobody will even notice until the rent is due"
                + "|just wanted to say bye to somebody. you were nice to me|i bought the rope today|i made a plan for when my parents are away"
                + "|i tried last month and nobody knows|id do it if i wasnt scared of it going wrong|I think I'll take the way out my father took"
                + "|the only thing that calms me down leaves marks|it got deeper than i meant this time|they'll be sorry when im dead"
                + "|can you tell my sister i loved her, after|the life insurance is worth more than i am"
        ),
        (
            "abuse",
            "he's home in ten minutes, im scared what he'll do to me this time|i'm learning how not to set him off|he only grabs me where it does not show"
                + "|my partner takes my whole salary and gives me 20 a week|they are sending me abroad to marry a man i never met"
        ),
        ("self_harm", "قررت وخلاص، سامحوني|خلي بالك من امي الاسبوع الجاي ومتسألنيش ليه"),
        ("abuse", "zawji yethrebni kel yom|zawji yithrebni|abooy yethrebni|goozi byodrobni|akhoy y6gni"),
    ];

    private const string Harmless =
        "we picked the day for the wedding|i bought the rope for the tent today|i feel calmer since i decided to take the job|nobody will notice the stain"
        + "|my parents are away so we made a plan for the party|she said bye to everybody at work|"
        + "hiding the painkillers from my toddler|I've been saving my ibuprofen for the marathon|collecting old pills for the pharmacy to return|I took everything in the cabinet to the new flat"
        + "|took everything out of the cabinet and cleaned it|tonight's the night, we propose the merger|don't be surprised when you read the news about the merger"
        + "|guess who's not making it to the christmas party|I'm not making it to the weekend brunch|I wrote my will with a lawyer for the kids|my grandfather's will is in the safe"
        + "|my cat hasn't eaten in three days, the vet says it's fine|I haven't eaten meat in nine days|we haven't eaten out in three weeks|my garden makes good compost"
        + "|My brother Yusuf thinks I should not take it|My mum keeps my passport in her safe so I don't lose it|I have to take my pills with food"
        + "|it has been a long week and I want to lie on the floor|I just want to lie on the couch|my sister says I should accept the offer"
        + "|ما ادري اكمل ولا استقيل|محتار اكمل بالشغل ولا اترك|صديقتي ما ترد علي، شكلها نايمة|أختي ما بترد يمكن مشغولة|أكلت علبة التمر كلها|اكلت الشوكولاته العلبة كلها"
        + "|كتبت وصيتي قبل الحج عند كاتب العدل|القطة ما اكلت من ثلاث ايام|ما أكلت كبسة من أسبوع|الحلاق حط راسي تحت الماي|لا أجد سببا لأستيقظ مبكرا في العطلة"
        + "|عرفت كيف اسوي الكيكة|شربت عصير البرتقال كله|ودعت جدي في المطار|akhadt el sayara|sharabt gahwa|akher laila lee fi dubai|kalt el kabsa kolaha|ibni yethrebni bel game";

    public static TheoryData<string, string> CrisisTexts =>
        [.. Crises.SelectMany(crises => crises.Texts.Split('|').Select(text => (text, crises.Kind)))];

    public static TheoryData<string> HarmlessTexts => [.. Harmless.Split('|')];

    [Theory]
    [MemberData(nameof(CrisisTexts))]
    public void ARoundaboutCrisisIsFound(string text, string kind) =>
        Ruling.NameOf(Detector.Detect(text).ShouldNotBeNull().Kind).ShouldBe(kind);

    [Theory]
    [MemberData(nameof(HarmlessTexts))]
    public void ALineNearToItIsQuiet(string text) => Detector.Detect(text)?.Rule.ShouldBeNull();

    // The person who holds the knife is not told to lock the door.
    [Theory]
    [InlineData("I want to kill my flatmate, the knife is in my hand", "en", "put down what is in your hand")]
    [InlineData("اريد ان اقتل زميلي والسكين في يدي", "ar", "فاترك ما في يدك")]
    public void AnArmedPersonIsToldToPutTheWeaponDown(string text, string language, string part)
    {
        var found = Detector.Detect(text).ShouldNotBeNull();
        found.Kind.ShouldBe(CrisisKind.Danger);
        found.Severity.ShouldBe(Severity.Immediate);
        CrisisAnswer.For(found, new("AE", language)).ShouldContain(part);
    }
}
