using Community.Companion.Offline;
using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;

namespace Community.Companion.Tests.Safety;

/// <summary>The ten further languages of the Gulf: direct phrases are found by rules alone, and answered in the language.</summary>
public sealed class LanguagesTests
{
    private static readonly CrisisDetector Rules = new(null);
    private static readonly AftercareAnswers Aftercare = new();

    [Theory]
    [InlineData("hi", "मैं मर जाना चाहती हूँ", CrisisKind.SelfHarm)]
    [InlineData("hi", "mera pati mujhe roz maarta hai", CrisisKind.Abuse)]
    [InlineData("ur", "میں خود کو ختم کر لوں گا", CrisisKind.SelfHarm)]
    [InlineData("ur", "امی سانس نہیں لے رہیں", CrisisKind.MedicalEmergency)]
    [InlineData("bn", "আমি আর বাঁচতে চাই না", CrisisKind.SelfHarm)]
    [InlineData("bn", "সে আমাকে মেরে ফেলবে বলে হুমকি দিয়েছে", CrisisKind.Danger)]
    [InlineData("tl", "Gusto ko nang magpakamatay", CrisisKind.SelfHarm)]
    [InlineData("tl", "Binubugbog ako ng asawa ko", CrisisKind.Abuse)]
    [InlineData("ml", "ഞാൻ ആത്മഹത്യ ചെയ്യാൻ പോകുന്നു", CrisisKind.SelfHarm)]
    [InlineData("ml", "ഭർത്താവ് എന്നെ അടിക്കുന്നു", CrisisKind.Abuse)]
    [InlineData("fa", "می‌خواهم خودکشی کنم", CrisisKind.SelfHarm)]
    [InlineData("fa", "شوهرم منو کتک می‌زنه", CrisisKind.Abuse)]
    [InlineData("fr", "je vais me suicider ce soir", CrisisKind.SelfHarm)]
    [InlineData("fr", "Il menace de me tuer", CrisisKind.Danger)]
    [InlineData("es", "ya no quiero vivir", CrisisKind.SelfHarm)]
    [InlineData("es", "Mi madre no respira", CrisisKind.MedicalEmergency)]
    [InlineData("ru", "Я не хочу жить", CrisisKind.SelfHarm)]
    [InlineData("ru", "Отчим меня бьёт", CrisisKind.Abuse)]
    [InlineData("id", "aku mau bunuh diri", CrisisKind.SelfHarm)]
    [InlineData("id", "Majikan memukuli saya", CrisisKind.Abuse)]
    public void DirectPhrasesAreFoundAndAnsweredInTheLanguage(string language, string text, object kind)
    {
        var finding = Rules.Detect(text).ShouldNotBeNull();
        finding.Kind.ShouldBe((CrisisKind)kind);
        finding.Rule.ShouldStartWith($"{language}.");
        var answer = CrisisAnswer.For(finding, new("AE", "en"));
        answer.ShouldContain("99");
        answer.ShouldNotContain("Thank you for");
        answer.ShouldNotContain("A person to talk to");
        CrisisAnswer.LanguageOfAnswer(answer).ShouldBe(language);
    }

    // The turns after a crisis are in the language of its answer.
    [Theory]
    [InlineData("hi", "मैं ठीक हूँ")]
    [InlineData("ur", "میں محفوظ ہوں")]
    [InlineData("bn", "আমি নিরাপদ")]
    [InlineData("tl", "ligtas na ako")]
    [InlineData("ml", "ഞാൻ സുരക്ഷിതനാണ്")]
    [InlineData("fa", "حالم بهتر است")]
    [InlineData("fr", "je suis en sécurité")]
    [InlineData("es", "estoy a salvo")]
    [InlineData("ru", "я в безопасности")]
    [InlineData("id", "saya aman")]
    public void TheTurnsAfterACrisisAreInItsLanguage(string language, string safe)
    {
        var to = new Answered("AE", language);
        var (first, goesOn) = Aftercare.Answer("…", CrisisKind.Abuse, Severity.High, to, []);
        goesOn.ShouldBe(Heard.GoesOn);
        first.ShouldContain("998");
        var (second, _) = Aftercare.Answer("…", CrisisKind.Abuse, Severity.High, to, [first]);
        second.ShouldNotBe(first);
        var (ended, heard) = Aftercare.Answer(safe, CrisisKind.Abuse, Severity.High, to, [first, second]);
        heard.ShouldBe(Heard.Safe);
        foreach (var answer in (string[])[first, second, ended])
        {
            CrisisAnswer.LanguageOfAnswer(answer).ShouldBe(language);
            Rules.DetectHarmfulAnswer(answer).ShouldBeNull();
        }

        Aftercare.Quiet(CrisisKind.SelfHarm, to).ShouldContain("998");
    }

    [Theory]
    [InlineData("je ne suis pas en sécurité")]
    [InlineData("no estoy a salvo")]
    [InlineData("я не в безопасности")]
    [InlineData("saya tidak aman")]
    [InlineData("میں محفوظ نہیں ہوں")]
    public void ANegationIsNoEnd(string text) =>
        Aftercare.Answer(text, CrisisKind.Abuse, Severity.High, new("AE", "fr"), []).Heard.ShouldBe(Heard.GoesOn);

    [Theory]
    [InlineData("ich will sterben", "other", null)]
    [InlineData("voglio morire", "other", null)]
    [InlineData("ölmek istiyorum", "other", null)]
    [InlineData("chcę umrzeć", "other", null)]
    [InlineData("nataka kufa", "other", null)]
    [InlineData("mikham bemiram", "other", null)]
    [InlineData("آج بہت گرمی ہے", "other", "ur")]
    [InlineData("ابی اموت", "ar", null)]
    [InlineData("ما ابي اعيش ھنا", "ar", null)]
    [InlineData("امروز خیلی گرم است، می‌دانم", "other", "fa")]
    [InlineData("मुझे भूख लगी है", "other", "hi")]
    [InlineData("я сегодня дома", "other", "ru")]
    [InlineData("چاي وگهوة، شلونك", "ar", null)]
    [InlineData("I will go home", "en", null)]
    [InlineData("lol ok", "en", null)]
    public void TheLanguageIsToldByWordsAndLetters(string text, string language, string? byLetters)
    {
        Languages.Of(text).ShouldBe(language);
        Languages.ByLetters(text).ShouldBe(byLetters);
    }

    [Theory]
    [InlineData("मुझे भूख लगी है")]
    [InlineData("hanste hanste mar gaya")]
    [InlineData("آج بہت گرمی ہے")]
    [InlineData("আমি ভাত খেয়েছি")]
    [InlineData("Patay sa gutom, kain na tayo")]
    [InlineData("എനിക്ക് വിശക്കുന്നു")]
    [InlineData("از خنده مردم")]
    [InlineData("je meurs de faim")]
    [InlineData("me muero de risa")]
    [InlineData("умираю от скуки")]
    [InlineData("lampu mati lagi")]
    public void WhatIsSaidEveryDayIsQuiet(string text) => Rules.Detect(text).ShouldBeNull();

    // Direct phrases of languages without rules: found as they stand, and answered in English and Arabic.
    [Theory]
    [InlineData("tr", "bugün kendimi öldüreceğim")]
    [InlineData("tr", "artık yaşamak istemiyorum")]
    [InlineData("pt", "quero me matar")]
    [InlineData("pt", "Eu não quero mais viver")]
    [InlineData("sw", "nataka kujiua")]
    [InlineData("de", "Ich will nicht mehr leben.")]
    [InlineData("de", "ich bringe mich heute um")]
    [InlineData("it", "voglio morire")]
    [InlineData("nl", "ik wil niet meer leven")]
    [InlineData("pl", "chcę się zabić")]
    [InlineData("ro", "nu mai vreau să trăiesc")]
    [InlineData("uk", "я хочу вбити себе")]
    [InlineData("el", "δεν θέλω να ζω")]
    [InlineData("ja", "もう死にたいです")]
    [InlineData("ko", "나 정말 죽고 싶어")]
    [InlineData("zh", "我想自杀")]
    [InlineData("th", "ฉันอยากตาย")]
    [InlineData("vi", "tôi muốn chết")]
    [InlineData("ta", "நான் சாக விரும்புகிறேன்")]
    [InlineData("te", "నాకు చనిపోవాలని ఉంది")]
    [InlineData("pa", "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ")]
    [InlineData("ne", "म मर्न चाहन्छु")]
    [InlineData("si", "මට මැරෙන්න ඕන")]
    [InlineData("am", "መሞት እፈልጋለሁ")]
    [InlineData("so", "waxaan rabaa inaan dhinto")]
    [InlineData("ps", "زه غواړم مړ شم")]
    [InlineData("ku", "دەمەوێت بمرم")]
    [InlineData("ku", "dixwazim bimirim")]
    [InlineData("sv", "jag vill dö")]
    [InlineData("he", "אני רוצה למות")]
    [InlineData("my", "သေချင်တယ်")]
    public void DirectPhrasesOfOtherLanguagesAreFound(string language, string text)
    {
        var finding = Rules.Detect(text).ShouldNotBeNull();
        finding.Kind.ShouldBe(CrisisKind.SelfHarm);
        finding.Severity.ShouldBe(Severity.High);
        if (finding.Rule.StartsWith("direct.", StringComparison.Ordinal))
        {
            finding.Rule.ShouldBe($"direct.{language}");
            var answer = CrisisAnswer.For(finding, new("AE", "en"));
            answer.ShouldContain("Thank you for telling me");
            answer.ShouldContain("شكرا على هذه الثقة");
        }
    }

    [Theory]
    [InlineData("bugün hava çok güzel")]
    [InlineData("gülmekten ölmek istiyorum")]
    [InlineData("vou me matar de estudar")]
    [InlineData("hoje vou jogar bola")]
    [InlineData("Meine Mutter wird mich umbringen, ich habe das Brot vergessen")]
    [InlineData("ich will sterben vor lachen")]
    [InlineData("voglio morire dal ridere")]
    [InlineData("我想死你了")]
    [InlineData("今天天气很好")]
    [InlineData("주식에 투자해요")]
    [InlineData("여기서 살기 싫어요")]
    [InlineData("死にたくない")]
    [InlineData("leo hali ya hewa ni nzuri")]
    public void EverydayLinesOfOtherLanguagesAreQuiet(string text) => Rules.Detect(text).ShouldBeNull();

    [Theory]
    [InlineData("ninapenda kusoma vitabu", true)]
    [InlineData("bugün hava güzeldi", true)]
    [InlineData("dziękuję bardzo przyjacielu", true)]
    [InlineData("the weather is grey", false)]
    [InlineData("ok thx lol", false)]
    [InlineData("ana t3ban shway", false)]
    [InlineData("tomato soup", false)]
    [InlineData("didn't wanna", false)]
    [InlineData("Yusuf", false)]
    [InlineData("الجو حلو اليوم", false)]
    public void ATextWithoutAKnownWordIsTold(string text, bool isUnknown) => UnknownLanguage.Is(text).ShouldBe(isUnknown);

    [Fact]
    public void EveryLanguageWithRulesHasAnAnswer() =>
        CrisisAnswer.Languages.Order(StringComparer.Ordinal).ShouldBe(["bn", "es", "fa", "fr", "hi", "id", "ml", "ru", "tl", "ur"]);
}
