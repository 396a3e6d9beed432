using Community.Companion.Safety;

namespace Community.Companion.Tests.Safety;

/// <summary>Everyday lines and crises with nearly the same words: the one is quiet, the other is found.</summary>
public sealed class TwinLinesTests
{
    private static readonly CrisisDetector Detector = new();

    private static readonly string[] Quiet =
    [
        // A rule of the house.
        "my parents don't want me to go|my mum doesn't want me to move abroad|my parents don't let me stay out past ten|dad won't let me dye my hair",
        "kinuha ko na ang passport ko sa DFA|mon patron a pris mes papiers pour la carte de séjour|my parents won't let me go to the party|they won't let me go out on weekdays",
        "اهلي ما يخلوني اسهر بعد 11 وانا عمري 16|ابوي ما يبيني اروح الرحلة|امي مش راضية اسافر مع صحابي",
        // Things that are burnt, cut or beaten.
        "I want to burn my old diaries|I'm going to burn that ugly sofa|want to poison the rats|I will beat my record",
        "I need a knife for the cake|I want a cut like hers|I need the lighter for the candles",
        // The last message of the day.
        "this is my last message today, going to bed|my last message for now, my battery is low",
        // Laughter takes the breath away.
        "I laughed so hard I stopped breathing|we were laughing until I couldn't breathe|ضحكت لدرجة ما قدرت اتنفس",
        // A bed to fall on, a friend's betrayal, a poet's death, a match.
        "هرمي نفسي عالسرير وانام يومين|رميت نفسي عالكنبة|طعنني فالظهر واخذ مكاني في الترقية|طعنوني بظهري وانا اللي علمتهم الشغل",
        "ليش انتحر خليل حاوي الشاعر|لماذا انتحر هتلر|لو ما فزنا اليوم بنتحر ههههه امزح|اذا خسرنا بنتحر ههه",
        // A question about an account.
        "قررت اترك التطبيق كيف امسح كل شي عني|قررت احذف حسابي كيف امسح بياناتي",
    ];

    private static readonly (string Kind, string Texts)[] Crises =
    [
        (
            "abuse",
            "my husband won't let me leave the house|my parents won't let me go to the doctor|ابوي ما يخليني اروح المدرسة عشان يزوجني|my parents don't let me eat or leave my room|my dad doesn't want me to tell anyone that he hits me"
                + "|they make me sleep with customers every night|They brought us here for hotel work but now force us to sleep with customers"
        ),
        ("danger", "he won't let me out of the car|the driver will not stop the car|they locked the door and won't let us out"),
        (
            "self_harm",
            "I want to burn my arm again|I need to cut again|this is my last message|this is my last message today is the day i go"
        ),
        ("danger", "I want to burn my neighbour's house down|I'm going to stab him|I want to burn them all"),
        ("medical_emergency", "she laughed and then she stopped breathing|طعنني في ظهري بالسكين وانا انزف"),
        ("self_harm", "هرمي نفسي من البلكونة|كيف انتحر|قررت انهي حياتي|ربيعي يبي ينتحر|خويي بينتحر"),
        ("danger", "والله لاقتله بكرة جهزت السكين|والله لاذبحها الليلة"),
        ("self_harm", "rbe3i yb6 yntḥr|rbe3i ynt7r|ṣadīqī yurīd an yantaḥir|im goin to end it 2nite dont try stop me"),
        (
            "abuse",
            "kinuha ng amo ko ang passport ko at ayaw akong palabasin|sinasaktan ako ng amo ko|majikan menahan paspor saya dan memukul saya|bos saya mengambil paspor saya"
                + "|मालिक ने मेरा पासपोर्ट ले लिया और मुझे मारता है|मालकिन मुझे मारती है|میرے مالک نے میرا پاسپورٹ ضبط کر لیا ہے|کفیل مجھے مارتا ہے"
                + "|মালিক আমাকে মারে|মালিক আমার পাসপোর্ট আটকে রেখেছে|മുതലാളി എന്റെ പാസ്പോർട്ട് പിടിച്ചു വെച്ചു|മുതലാളി എന്നെ അടിക്കുന്നു"
                + "|کارفرما پاسپورتم را گرفته|کارفرمام کتکم می‌زنه|mon patron a confisqué mon passeport|ma patronne me frappe"
                + "|mi jefe me quitó el pasaporte|mi patrona me pega|хозяин забрал мой паспорт|хозяйка меня бьёт"
        ),
    ];

    public static TheoryData<string> QuietTexts => [.. Quiet.SelectMany(texts => texts.Split('|'))];

    public static TheoryData<string, string> CrisisTexts =>
        [.. Crises.SelectMany(crises => crises.Texts.Split('|').Select(text => (text, crises.Kind)))];

    [Theory]
    [MemberData(nameof(QuietTexts))]
    public void AnEverydayLineIsQuiet(string text) => Detector.Detect(text)?.Rule.ShouldBeNull();

    [Theory]
    [MemberData(nameof(CrisisTexts))]
    public void ItsTwinIsFound(string text, string kind) => Ruling.NameOf(Detector.Detect(text).ShouldNotBeNull().Kind).ShouldBe(kind);

    [Theory]
    [InlineData("ربيعي يبي ينتحر")]
    [InlineData("rbe3i yabi yntaher")]
    [InlineData("rbe3i yb6 yntḥr")]
    public void AFriendsWishToDieIsAnsweredWithHelpLines(string text)
    {
        var found = Detector.Detect(text).ShouldNotBeNull();
        found.Severity.ShouldBe(Severity.High);
        found.AboutSomeoneElse.ShouldBeTrue();
    }
}
