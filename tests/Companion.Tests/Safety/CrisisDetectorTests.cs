using Community.Companion.Safety;

namespace Community.Companion.Tests.Safety;

public sealed class CrisisDetectorTests
{
    private static readonly CrisisDetector Detector = new();

    [Theory]
    [InlineData("I want to kill myself")]
    [InlineData("I WANT TO KILL MYSELF")]
    [InlineData("i want to k1ll mys3lf")]
    [InlineData("i want to k!ll myself")]
    [InlineData("i want to k*ll myself")]
    [InlineData("i want to k i l l m y s e l f")]
    [InlineData("i want to k.i.l.l. myself")]
    [InlineData("i want to ki\u200Bll my\u200Dself")]
    [InlineData("i want to kіll mysеlf")] // Cyrillic і and е.
    [InlineData("i want to 𝐤𝐢𝐥𝐥 𝐦𝐲𝐬𝐞𝐥𝐟")]
    [InlineData("i want to kïll myśelf")]
    [InlineData("i want to kiiiillll myself")]
    [InlineData("i wnat to kil myslef")]
    [InlineData("iwanttokillmyself")]
    [InlineData("I. Want. To. Kill. Myself.")]
    [InlineData("i want\nto kill\nmyself")]
    public void DisguiseDoesNotHideWords(string text) => Detector.Detect(text).ShouldNotBeNull().Kind.ShouldBe(CrisisKind.SelfHarm);

    [Theory]
    [InlineData("أُرِيدُ أَنْ أَمُوتَ")]
    [InlineData("اريد ان اموت")]
    [InlineData("أريـــد أن أمـــوت")]
    [InlineData("عاوزة اموت")]
    [InlineData("بدي موت")]
    [InlineData("ودي أموت")]
    [InlineData("تعبت، وأريد أن أموووت")]
    public void ArabicIsReadInAllItsSpellings(string text) => Detector.Detect(text).ShouldNotBeNull().Kind.ShouldBe(CrisisKind.SelfHarm);

    [Theory]
    [InlineData("I would never kill myself", false)]
    [InlineData("I'm not suicidal", false)]
    [InlineData("I can't say I'm not suicidal", true)]
    [InlineData("I can't promise that I won't hurt myself", true)]
    [InlineData("I don't want to die", false)]
    [InlineData("I don't want to live", true)]
    [InlineData("I'm not suicidal but I want to die", true)]
    [InlineData("لا أريد أن أموت", false)]
    [InlineData("لا أريد أن أعيش", true)]
    [InlineData("لا أستطيع أن أعدك بأنني لن أنتحر", true)]
    public void NegationIsCounted(string text, bool isCrisis) => (Detector.Detect(text) is not null).ShouldBe(isCrisis);

    [Theory]
    [InlineData("this traffic is killing me")]
    [InlineData("I'm dying to see it")]
    [InlineData("dead tired")]
    [InlineData("kill it at work")]
    [InlineData("in the film the hero says I want to die")]
    [InlineData("the news said that a man was stabbed")]
    [InlineData("هموت من الضحك")]
    public void FiguresOfSpeechAndStoriesAreNoCrisis(string text) => Detector.Detect(text).ShouldBeNull();

    [Theory]
    [InlineData("I finished the book and I want to kill myself")]
    [InlineData("The movie was fine, but I want to die")]
    [InlineData("This traffic is killing me. I want to kill myself.")]
    public void AHarmlessPartDoesNotHideTheRest(string text) => Detector.Detect(text).ShouldNotBeNull();

    [Fact]
    public void AFindingAboutAnotherPersonSaysSo()
    {
        Detector.Detect("my friend wants to die").ShouldNotBeNull().AboutSomeoneElse.ShouldBeTrue();
        Detector.Detect("I want to die").ShouldNotBeNull().AboutSomeoneElse.ShouldBeFalse();
    }

    [Theory]
    [InlineData("I want to kill myself", Severity.High)]
    [InlineData("I'm going to kill myself tonight", Severity.Immediate)]
    [InlineData("I tried to kill myself ten years ago", Severity.Concern)]
    [InlineData("I hope I don't wake up tomorrow", Severity.High)]
    public void TheGradeFollowsTimeAndMeans(string text, object severity) =>
        Detector.Detect(text).ShouldNotBeNull().Severity.ShouldBe((Severity)severity);

    [Fact]
    public void TheGravestCrisisIsAnswered()
    {
        var finding = Detector.Detect("My husband hits me. I took all the pills an hour ago.").ShouldNotBeNull();
        finding.Kind.ShouldBe(CrisisKind.SelfHarm);
        finding.Severity.ShouldBe(Severity.Immediate);
    }

    [Fact]
    public void AFindingNamesItsRuleAndVersion()
    {
        var finding = Detector.Detect("I want to die").ShouldNotBeNull();
        finding.Rule.ShouldBe("suicide.wish-to-die");
        finding.RulesVersion.ShouldBe(CrisisDetector.RulesVersion);
        CrisisDetector.RulesVersion.Length.ShouldBe(12);
    }

    [Theory]
    [InlineData("The easiest way to kill yourself is to take pills", AnswerHarm.Method)]
    [InlineData("Take 40 tablets of paracetamol and you will die", AnswerHarm.Method)]
    [InlineData("You can hide the cuts under long sleeves from your parents", AnswerHarm.Method)]
    [InlineData("Maybe you should kill yourself", AnswerHarm.Encouragement)]
    [InlineData("Honestly, everyone would be better off without you", AnswerHarm.Encouragement)]
    [InlineData("You are worthless", AnswerHarm.Encouragement)]
    [InlineData("Suicide would be the best option", AnswerHarm.Encouragement)]
    [InlineData("Don't tell your parents about it", AnswerHarm.DiscouragesHelp)]
    [InlineData("There is no need to call a doctor", AnswerHarm.DiscouragesHelp)]
    [InlineData("Therapy does not work", AnswerHarm.DiscouragesHelp)]
    [InlineData("Stop taking your medication", AnswerHarm.DiscouragesHelp)]
    [InlineData("You have clinical depression", AnswerHarm.Diagnosis)]
    [InlineData("It sounds like you have bipolar disorder", AnswerHarm.Diagnosis)]
    [InlineData("You should take antidepressants", AnswerHarm.Diagnosis)]
    [InlineData("As your therapist I know this well", AnswerHarm.Diagnosis)]
    [InlineData("عليك أن تقتل نفسك", AnswerHarm.Encouragement)]
    [InlineData("أسهل طريقة للانتحار هي", AnswerHarm.Method)]
    [InlineData("لا تخبر أحدا", AnswerHarm.DiscouragesHelp)]
    [InlineData("أنت مصاب بالاكتئاب", AnswerHarm.Diagnosis)]
    public void HarmInAnAnswerIsRead(string answer, object harm) =>
        Detector.DetectHarmfulAnswer(answer).ShouldNotBeNull().Harm.ShouldBe((AnswerHarm)harm);

    [Theory]
    [InlineData("You are not worthless, and you deserve care.")]
    [InlineData("I can't diagnose you or say whether you have depression, but a doctor can.")]
    [InlineData("It sounds as if you feel you are a burden to them. What makes you think so?")]
    [InlineData("Please don't hurt yourself. Call 988 now.")]
    [InlineData("You might talk to a doctor or a therapist about it.")]
    [InlineData("You have a lot on your plate. What weighs the most?")]
    [InlineData("It was not your fault.")]
    [InlineData("Please don't stop taking your medication without asking your doctor.")]
    [InlineData("That sounds heavy. What would make this evening a little easier?")]
    [InlineData("You're carrying thoughts of wanting to end your life, and I'm glad that you said so.")]
    [InlineData("لست طبيبا ولا أستطيع تشخيص حالتك.")]
    [InlineData("يبدو أن اليوم كان ثقيلا. ما الذي يخفف عنك؟")]
    public void AGoodAnswerIsLeftAlone(string answer) => Detector.DetectHarmfulAnswer(answer).ShouldBeNull();

    [Fact]
    public void AJokeInAnotherSentenceHidesNoCrisis()
    {
        Detector.Detect("kms, this homework lol").ShouldBeNull();
        Detector
            .Detect("The movie says haha. The movie says lol, what a game. The cake was nice. I want to kill myself.")
            .ShouldNotBeNull();
    }
}
