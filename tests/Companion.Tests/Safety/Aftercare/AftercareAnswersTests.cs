using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;

namespace Community.Companion.Tests.Safety.Aftercare;

public sealed class AftercareAnswersTests
{
    private static readonly AftercareAnswers Answers = new();
    private static readonly CrisisDetector Detector = new();

    [Theory]
    [InlineData("no, I'm alone", "alone")]
    [InlineData("what number do I call", "number")]
    [InlineData("I don't want to call", "wont-call")]
    [InlineData("I called", "called")]
    [InlineData("nobody answers", "no-answer")]
    [InlineData("it was just a joke", "not-meant")]
    [InlineData("I didn't mean it", "not-meant")]
    [InlineData("I'm safe now", "safe")]
    [InlineData("I'm not safe", "worse")]
    [InlineData("my sister is here", "together")]
    [InlineData("ok", "yes")]
    [InlineData("no", "no")]
    [InlineData("thank you", "thanks")]
    [InlineData("the weather is grey", "other")]
    [InlineData("لا أنا لحالي", "alone")]
    [InlineData("شو رقمهم", "number")]
    [InlineData("ما بدي اتصل", "wont-call")]
    [InlineData("اتصلت فيهم", "called")]
    [InlineData("كنت أمزح", "not-meant")]
    [InlineData("لم أقصد ذلك", "not-meant")]
    [InlineData("أنا بأمان الآن", "safe")]
    // The same words with a negation say the opposite: a person who is not safe must not be let go.
    [InlineData("I don't feel safe", "worse")]
    [InlineData("I'm not ok", "worse")]
    [InlineData("no, I am not feeling better", "worse")]
    [InlineData("I wasn't joking", "worse")]
    [InlineData("this is not a joke", "worse")]
    [InlineData("I'm dead serious", "worse")]
    [InlineData("I meant it", "worse")]
    [InlineData("I didn't mean it as a joke", "worse")]
    [InlineData("I have not put the pills away", "worse")]
    [InlineData("don't worry, just joking", "not-meant")]
    [InlineData("I haven't called", "wont-call")]
    [InlineData("I never called them", "wont-call")]
    [InlineData("my mother isn't here", "alone")]
    [InlineData("he is not with me", "alone")]
    [InlineData("أنا مو بخير", "worse")]
    [InlineData("لست بخير", "worse")]
    [InlineData("ما صرت أحسن", "worse")]
    [InlineData("أنا ما أمزح", "worse")]
    [InlineData("مش بهزر", "worse")]
    [InlineData("ما اتصلت", "wont-call")]
    [InlineData("أمي مو معي", "alone")]
    [InlineData("صرت أحسن الحمدلله", "safe")]
    // Everyday words that a false alarm is left with.
    [InlineData("I'm fine", "fine")]
    [InlineData("I'm ok, really", "fine")]
    [InlineData("I'm all right", "fine")]
    [InlineData("all good", "fine")]
    [InlineData("everything's fine here", "fine")]
    [InlineData("I'm not in danger", "fine")]
    [InlineData("Nobody is hurt", "fine")]
    [InlineData("no worries I'm fine", "fine")]
    [InlineData("أنا تمام", "fine")]
    [InlineData("أنا كويسة", "fine")]
    [InlineData("كل شي تمام", "fine")]
    [InlineData("ana kwayes", "fine")]
    [InlineData("no I'm fine, I was talking about my key", "not-meant")]
    [InlineData("what? I was just talking about the plant", "not-meant")]
    [InlineData("huh? that's not what I said", "not-meant")]
    [InlineData("lol no", "not-meant")]
    [InlineData("It's about my job.", "other")]
    [InlineData("بحكي عن الشغل", "other")]
    [InlineData("I was talking about driving my car into a tree", "other")]
    [InlineData("He is calm now.", "other")]
    [InlineData("She's better now.", "other")]
    [InlineData("That's my story.", "other")]
    [InlineData("I put the rope up", "other")]
    [InlineData("he hit me because I called him names", "other")]
    [InlineData("I flushed them and I'm going to take the rest tonight", "worse")]
    [InlineData("relax, it's about my cat", "not-meant")]
    [InlineData("I meant the game", "not-meant")]
    [InlineData("wrong conclusion", "not-meant")]
    [InlineData("just quoting a song", "not-meant")]
    [InlineData("بهزر معاك", "not-meant")]
    [InlineData("قصدي اللعبة", "not-meant")]
    [InlineData("كنت احكي عن القطة", "not-meant")]
    [InlineData("kont bahazzar", "not-meant")]
    [InlineData("much better now, thank you", "safe")]
    [InlineData("my phone has no credit", "wont-call")]
    [InlineData("I'm scared they will tell my parents", "wont-call")]
    [InlineData("I took more", "worse")]
    [InlineData("I threw the pills away", "away")]
    [InlineData("I gave the pills to my sister", "away")]
    [InlineData("I stepped back from the edge", "away")]
    [InlineData("رميت الحبوب", "away")]
    [InlineData("أمي عندي", "together")]
    [InlineData("ana lewa7di", "alone")]
    [InlineData("mesh 3ayez atesel", "wont-call")]
    [InlineData("el ra2m eh", "number")]
    public void WhatIsSaidAfterACrisisIsHeard(string text, string name) => Answers.Hear(text).ShouldBe(name);

    // Words that only sound like an ending, and things that are far from being put away: none may end the care or be praised.
    [Theory]
    [InlineData("my life is just a joke")]
    [InlineData("I'm just a joke")]
    [InlineData("my marriage is a joke")]
    [InlineData("it's all a joke to them")]
    [InlineData("it is no game to me")]
    [InlineData("he said it was just a game")]
    [InlineData("it was a game he played with me")]
    [InlineData("He thinks I was joking")]
    [InlineData("you think I'm not serious")]
    [InlineData("they laughed and said I'm kidding")]
    [InlineData("I told him I was joking but I wasn't")]
    [InlineData("nobody believes me, they say I don't mean it")]
    [InlineData("I never meant to hurt him")]
    [InlineData("I didn't mean it when I hit her")]
    [InlineData("I was talking about dying")]
    [InlineData("I meant my life")]
    [InlineData("it is about my pills")]
    [InlineData("am I safe?")]
    [InlineData("I feel safe only when I'm asleep")]
    [InlineData("I'm safe until he comes back")]
    [InlineData("I'm safe as long as he is asleep")]
    [InlineData("yes I'm safe from him here but I have the pills")]
    [InlineData("I'm better now that I decided")]
    [InlineData("I'm calm now. I've decided.")]
    [InlineData("I am calmer since I decided to do it")]
    [InlineData("I feel so much better since I made up my mind")]
    [InlineData("my mind is made up and I feel light")]
    [InlineData("I'm at peace now")]
    [InlineData("it is over now, goodbye")]
    [InlineData("I'm good, goodbye everyone")]
    [InlineData("thank you for everything")]
    [InlineData("I'm fine with dying")]
    [InlineData("I'm fine now that I know how")]
    [InlineData("everything is fine once I'm gone")]
    [InlineData("all is well that ends tonight")]
    [InlineData("I'm not hurt enough")]
    [InlineData("I'm not in danger yet")]
    [InlineData("no one is hurt yet")]
    [InlineData("I put the pills in my mouth")]
    [InlineData("I left the house with a knife")]
    [InlineData("I gave away my dog today")]
    [InlineData("I just moved to the edge of the balcony")]
    [InlineData("I threw the plates at him")]
    [InlineData("I moved the pills closer")]
    [InlineData("I put the gun in my bag")]
    [InlineData("حياتي كلها مزحة")]
    [InlineData("يقولون اني امزح")]
    [InlineData("قررت وارتحت")]
    [InlineData("انا بخير بعد ما قررت")]
    [InlineData("هل انا بامان؟")]
    [InlineData("ما قصدت اضربها")]
    [InlineData("رميت نفسي")]
    [InlineData("نزلت تحت والسكين معي")]
    [InlineData("خبيت الحبوب تحت المخدة")]
    public void WhatOnlySoundsLikeAnEndingEndsNothing(string text)
    {
        Answers.Hear(text).ShouldNotBeOneOf("not-meant", "safe", "fine", "away");
        Answers.Answer(text, CrisisKind.SelfHarm, Severity.Concern, new("US", "en"), []).Heard.ShouldBe(Heard.GoesOn);
    }

    // After a grave finding "I'm fine" is no reason to go away: people say so when they are not.
    [Theory]
    [InlineData("I'm fine", Severity.High)]
    [InlineData("I'm fine", Severity.Immediate)]
    [InlineData("it was just a joke", Severity.Immediate)]
    public void AfterAGraveFindingTheLinesStayNear(string text, object severity) =>
        Answers.Answer(text, CrisisKind.SelfHarm, (Severity)severity, new("US", "en"), []).Answer.ShouldContain("988");

    // A person beside a patient, or one who is overheard, needs other words than one who thinks of dying.
    [Theory]
    [InlineData("no, I'm alone", "medical_emergency", "loudspeaker")]
    [InlineData("hm, the weather", "medical_emergency", "ambulance")]
    [InlineData("I don't want to call", "abuse", "overheard")]
    [InlineData("hm, the weather", "abuse", "not your fault", "None of this is your fault")]
    [InlineData("hm, the weather", "danger", "threatens")]
    [InlineData("لا أنا لحالي", "medical_emergency", "مكبر الصوت")]
    [InlineData("ما بدي اتصل", "abuse", "حذف هذه المحادثة")]
    public void TheAnswerBelongsToTheKindOfCrisis(string text, string kind, params string[] oneOf)
    {
        var language = text[0] > 'z' ? "ar" : "en";
        var (answer, heard) = Answers.Answer(text, Ruling.Parse<CrisisKind>(kind), Severity.High, new("US", language), []);
        heard.ShouldBe(Heard.GoesOn);
        oneOf.ShouldContain(part => answer.Contains(part, StringComparison.Ordinal), answer);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public void TurnsKeepTheLinesNearAndNeverRepeatWhileThereIsSomethingElse(string language)
    {
        var said = new List<string>();
        for (var turn = 0; turn < 4; turn++)
        {
            var (answer, heard) = Answers.Answer(
                language == "ar" ? "والله الجو اليوم" : "hm, the weather",
                CrisisKind.SelfHarm,
                Severity.High,
                new("US", language),
                said
            );
            heard.ShouldBe(Heard.GoesOn);
            answer.ShouldContain("988");
            Detector.DetectHarmfulAnswer(answer).ShouldBeNull();
            said.Add(answer);
        }

        said.ShouldBeUnique();
    }

    [Theory]
    [InlineData("english")]
    [InlineData("arabic")]
    public void EveryReplyHasAnAnswerAndNoneOfThemIsHarmful(string language)
    {
        var answers = Sections.Read($"Safety.Aftercare.{language}.txt");
        Embedded
            .Lines("Safety.Aftercare.heard.txt")
            .Where(line => line.StartsWith("rule care.", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1].Split('.')[1])
            .ShouldAllBe(name => answers.ContainsKey(name));
        answers.Values.ShouldAllBe(answer => Detector.DetectHarmfulAnswer(answer) == null);
    }

    [Fact]
    public void AYoungPersonGetsTheLineForYoungPeopleAndForThoughtsOfDyingTheCrisisLineFirst()
    {
        var abuse = CrisisAnswer.Help(CrisisKind.Abuse, new("GB", "en", IsYoung: true));
        abuse.IndexOf("0800 1111", StringComparison.Ordinal).ShouldBeInRange(0, abuse.IndexOf("116 123", StringComparison.Ordinal));
        var harm = CrisisAnswer.Help(CrisisKind.SelfHarm, new("GB", "en", IsYoung: true));
        harm.IndexOf("116 123", StringComparison.Ordinal).ShouldBeInRange(0, harm.IndexOf("0800 1111", StringComparison.Ordinal));
        CrisisAnswer.Help(CrisisKind.Abuse, new("US", "en", IsYoung: true)).ShouldContain("1-800-422-4453");
        CrisisAnswer.Help(CrisisKind.SelfHarm, new("US", "en", IsYoung: true)).ShouldNotContain("1-800-422-4453");
        CrisisAnswer.Help(CrisisKind.SelfHarm, new("US", "en", IsYoung: true)).ShouldContain("988");
        CrisisAnswer.Help(CrisisKind.SelfHarm, new("KW", "en", IsYoung: true)).ShouldContain("147");
        CrisisAnswer.Help(CrisisKind.SelfHarm, new("GB", "en")).ShouldNotContain("0800 1111");
    }
}
