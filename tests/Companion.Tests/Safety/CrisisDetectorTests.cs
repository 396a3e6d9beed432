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

    // Negations that are a warning: the fear is gone, the thought is new, a day without blows is the exception.
    [Theory]
    [InlineData("I'm not afraid of dying anymore", CrisisKind.SelfHarm)]
    [InlineData("I am no longer scared of death", CrisisKind.SelfHarm)]
    [InlineData("I've never been less scared to die, I'm not afraid to die at all", CrisisKind.SelfHarm)]
    [InlineData("death doesn't scare me anymore", CrisisKind.SelfHarm)]
    [InlineData("I've lost my fear of dying", CrisisKind.SelfHarm)]
    [InlineData("I never thought about suicide until this week", CrisisKind.SelfHarm)]
    [InlineData("I had never thought of killing myself till this winter", CrisisKind.SelfHarm)]
    [InlineData("I never wanted to die until he left", CrisisKind.SelfHarm)]
    [InlineData("nobody hit me today, first day in months", CrisisKind.Abuse)]
    [InlineData("he hasn't hit me yet", CrisisKind.Abuse)]
    [InlineData("he didn't beat me this week", CrisisKind.Abuse)]
    [InlineData("ما عدت أخاف من الموت", CrisisKind.SelfHarm)]
    [InlineData("الموت ما عاد يخوفني", CrisisKind.SelfHarm)]
    [InlineData("ما ضربني اليوم", CrisisKind.Abuse)]
    public void ANegationThatWarnsIsFound(string text, object kind) =>
        Detector.Detect(text).ShouldNotBeNull().Kind.ShouldBe((CrisisKind)kind);

    [Theory]
    [InlineData("I'm afraid of dying")]
    [InlineData("I've never thought about suicide")]
    [InlineData("I never wanted to die")]
    [InlineData("nobody hits me")]
    public void ANegationThatDoesNotIsQuiet(string text) => Detector.Detect(text).ShouldBeNull();

    // Everyday lines with a word that crises are told with, and statements that deny one.
    [Theory]
    [InlineData("he just plays games")]
    [InlineData("I stood at the edge of the canyon, what a view")]
    [InlineData("we watched from the cliff")]
    [InlineData("I dropped a knife in the kitchen")]
    [InlineData("I feel like a burden when I ask for lifts")]
    [InlineData("My daughter hit her brother with a spoon and then laughed")]
    [InlineData("they kept my passport at the hotel desk for a copy")]
    [InlineData("my father has never raised a hand against us")]
    [InlineData("I got stabbed by the same camper three rounds in a row")]
    [InlineData("if I hear that song again I'll jump out of the window lol")]
    [InlineData("آخر يوم لي في الشركة وودعتهم")]
    [InlineData("هرمي نفسي في الشغل")]
    [InlineData("زوجي ياخذ جوالي يلعب فيه")]
    [InlineData("she keeps touching my hair, it's adorable")]
    [InlineData("اختي خدت هدومي")]
    [InlineData("الواد خبط دماغه وسكت")]
    [InlineData("زوجي لا يضربني")]
    [InlineData("No, nobody hits me, he's really gentle")]
    [InlineData("He isn't bleeding, it's ketchup")]
    [InlineData("she isn't choking, she's laughing")]
    [InlineData("my chest doesn't hurt anymore")]
    [InlineData("I don't have a gun, it's a water pistol")]
    [InlineData("ابوي ما يضربني ابد هو حنون")]
    [InlineData("ما بلعت شي")]
    [InlineData("هو ما يهددني، يمزح")]
    [InlineData("انا مش بفكر في الموت")]
    [InlineData("محد ضربني")]
    [InlineData("el boss 3ayez kol 7aga dlw2ty")]
    [InlineData("can you look after my dog when I'm gone to Dubai next week")]
    [InlineData("I hit my head on the cupboard, lovely bump")]
    [InlineData("how many floors does the new tower have")]
    [InlineData("ما حد يرد علي بالقروب")]
    [InlineData("ما عاد بدي أكمل هالدورة، مملة")]
    [InlineData("بدي أنتحر من هالمادة ههههه")]
    [InlineData("صاحبي ما يرد علي من أسبوع")]
    [InlineData("زميلتي ما ترد على رسايلي من يومين")]
    [InlineData("الأحد آخر يوم لي بالشغل وبنحتفل")]
    [InlineData("الخميس آخر يوم لي بالدوام، بسافر مع أهلي")]
    [InlineData("أخوي أخذ جوالي يصلح الشاشة")]
    [InlineData("mum took my phone to fix the screen")]
    [InlineData("an old-fashioned oak chair, who wants it")]
    [InlineData("the cat locked me out on the balcony")]
    [InlineData("the last hill nearly killed me and I'd do it again")]
    [InlineData("Can't sleep, it's 3am and my head won't stop")]
    public void EverydayLinesAndDenialsAreQuiet(string text) => Detector.Detect(text).ShouldBeNull();

    // Roundabout: methods, an absence, the own worth, a death that comes by itself.
    [Theory]
    [InlineData("how many floors does it take")]
    [InlineData("how do people hang themselves")]
    [InlineData("there won't be a spring for me")]
    [InlineData("I'm a weight on everyone who loves me")]
    [InlineData("I wish it had been me in that accident")]
    [InlineData("swallowed the lot with a can of beer")]
    [InlineData("كم طابق يكفي")]
    [InlineData("هل الغرق يؤلم")]
    [InlineData("ليت الشاحنة صدمتني بدال الجدار")]
    [InlineData("mesh 3ayez a3ish tani")]
    [InlineData("7abesni bl beit w 2a5ed telefone")]
    [InlineData("أبوي ما يرد علي وما يتحرك")]
    [InlineData("بكرا آخر يوم لي بهالدنيا")]
    [InlineData("my husband locked me out on the balcony again")]
    public void RoundaboutCrisesAreFound(string text) => Detector.Detect(text).ShouldNotBeNull();

    [Theory]
    [InlineData("he put his hands round my neck last night", CrisisKind.Abuse, Severity.High)]
    [InlineData("the voices tell me to push someone on the tracks", CrisisKind.Danger, Severity.High)]
    [InlineData("i want to hurt my little brother so bad, i'm scared i will", CrisisKind.Danger, Severity.High)]
    [InlineData("I want to kill him", CrisisKind.Danger, Severity.High)]
    [InlineData("i want to unalive myself", CrisisKind.SelfHarm, Severity.High)]
    [InlineData("gozi by7bsni fel beit w byedrabny", CrisisKind.Abuse, Severity.High)]
    [InlineData("Grandma put petrol on the fire and now her sleeve stuck to her skin", CrisisKind.MedicalEmergency, Severity.Immediate)]
    public void KindAndGradeAreTheGravest(string text, object kind, object severity)
    {
        var finding = Detector.Detect(text).ShouldNotBeNull();
        finding.Kind.ShouldBe((CrisisKind)kind);
        ((int)finding.Severity).ShouldBeGreaterThanOrEqualTo((int)(Severity)severity);
    }

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
    [InlineData("What a lovely view over the canyon, the cake was great. The kids played chess. I want to kill myself.")]
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

    // A line that the weights alone read wrongly, as some always are; when they are trained anew it may be another one.
    [Fact]
    public void InATalkAboutAnEverydaySubjectTheWeightsMustBeSurer()
    {
        const string Line = "i'm not shy i just think before i talk and by then theyve moved on";
        const string Everyday = "got feedback today that im \"too quiet in meetings\"";
        Detector.Detect(Line).ShouldNotBeNull().IsLearned.ShouldBeTrue();
        Detector.Detect(Line, [Everyday]).ShouldBeNull();
        Detector.Detect(Line, [Everyday, "i want to die tonight"]).ShouldNotBeNull();
        Detector.Detect(Line, ["nobody sees me and i cry every night, i feel so empty"]).ShouldNotBeNull();
        Detector.Detect("i want to die tonight", [Everyday]).ShouldNotBeNull();
    }
}
