using Community.Companion.Safety;
using Community.Companion.Safety.Learned;
using Community.Companion.Training;

namespace Community.Companion.Tests.Safety.Learned;

public sealed class LearnedModelTests
{
    private static readonly CrisisDetector Detector = new();
    private static readonly CrisisDetector RulesAlone = new(null);

    [Theory]
    [InlineData("grandpa keeps telling me to keep our secret game between us, i dont like it when he closes the door", CrisisKind.Abuse)]
    [InlineData("he sent me a photo of my front door and wrote 'nice curtains'", CrisisKind.Danger)]
    [InlineData(
        "he walked into the glass door this morning, now he asks the same thing every minute and wants to sleep",
        CrisisKind.MedicalEmergency
    )]
    public void WhatNoRuleFindsIsFound(string text, object kind)
    {
        RulesAlone.Detect(text).ShouldBeNull();
        var finding = Detector.Detect(text).ShouldNotBeNull();
        finding.Kind.ShouldBe((CrisisKind)kind);
        finding.Rule.ShouldStartWith("learned.");
        finding.RulesVersion.ShouldBe(CrisisDetector.RulesVersion);
    }

    [Theory]
    [InlineData("What a day. The bus was late, I forgot my lunch, and then it rained on my washing.")]
    [InlineData("My husband burnt the toast again and blamed the toaster.")]
    [InlineData("How do I cut back roses in autumn without hurting them?")]
    [InlineData("The first aid course was fun, I was the one who pretended to choke.")]
    [InlineData("شو رأيك نطبخ مقلوبة بكرا للغدا؟")]
    [InlineData("bye")]
    [InlineData("Message 13")]
    [InlineData("مرحبا")]
    public void WhatOnlySoundsLikeACrisisIsNone(string text) => Detector.Detect(text).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n ")]
    [InlineData("...!?")]
    [InlineData("🙂🙂🔥 👩‍👩‍👧‍👦")]
    [InlineData("今日はいい天気ですね。散歩に行きましょう")]
    [InlineData("Сегодня хорошая погода, и мы идём гулять")]
    [InlineData("\uFFFE \uFFFF")]
    public void AnyTextIsRead(string text) => Detector.Detect(text).ShouldBeNull();

    [Fact]
    public void ALongTextIsRead()
    {
        var filler = string.Concat(
            Enumerable.Repeat("We went to the market and bought apples, bread and a little cheese for the evening. ", 95)
        );
        filler.Length.ShouldBeInRange(7_900, 8_100);
        Detector.Detect(filler).ShouldBeNull();
        Detector.Detect(new string('م', 8_000)).ShouldBeNull();
    }

    [Fact]
    public void ATellingSentenceIsFoundInALongMessage()
    {
        const string Before =
            "We went to the market this morning and bought apples and bread for the week. The bus was late as always, and my sister laughed. "
            + "Then we cooked soup together and watched the match on the sofa with the cat. ";
        const string After =
            " Tomorrow we will paint the kitchen in a light yellow. My brother wants to help us, and there will be cake afterwards.";
        const string Telling = "Sometimes I think how quiet it would be if I just wasn't there anymore.";
        Detector.Detect(Before + After).ShouldBeNull();
        Detector.Detect(Before + Telling + After).ShouldNotBeNull().Kind.ShouldBe(CrisisKind.SelfHarm);
    }

    [Fact]
    public void ADirectRuleIsOverruledInAHarmlessFrameOrIfTheWeightsAreCertain()
    {
        var none = new LearnedReading(-100, CrisisKind.SelfHarm, Severity.High);
        var thresholds = new Thresholds(1, 0);
        var ruled = new RuledFinding(new(CrisisKind.SelfHarm, Severity.High, "rule", "version"), IsDirect: true);
        Ruling.Stands(ruled, none with { Score = -1.9f }, thresholds).ShouldBeTrue();
        Ruling.Stands(ruled, none, thresholds).ShouldBeFalse();
        Ruling.Stands(ruled with { IsLearnable = false }, none, thresholds).ShouldBeTrue();
        Ruling.Stands(ruled with { IsFramed = true }, none, thresholds).ShouldBeFalse();
        Ruling.Stands(ruled with { IsFramed = true }, none with { Score = -1 }, thresholds).ShouldBeTrue();
        Ruling.Stands(ruled with { IsDirect = false }, none, thresholds).ShouldBeFalse();
        Ruling.Stands(ruled with { IsDirect = false }, none with { Score = 0.5f }, thresholds).ShouldBeTrue();
        Ruling.Stands(null, none with { Score = 2 }, thresholds).ShouldBeFalse();
    }

    [Fact]
    public void WhatOnlyWeightsFindNeedsASecondReasonToBeMoreThanAConcern()
    {
        var thresholds = new Thresholds(1, 0);
        var reading = new LearnedReading(2, CrisisKind.Danger, Severity.Immediate);
        Ruling.Decide(null, reading, hasReason: true, thresholds).ShouldNotBeNull().Severity.ShouldBe(Severity.Immediate);
        Ruling.Decide(null, reading, hasReason: false, thresholds).ShouldNotBeNull().Severity.ShouldBe(Severity.Concern);
        Ruling.Decide(null, reading with { Score = 0.5f }, hasReason: true, thresholds).ShouldBeNull();
    }

    [Theory]
    [InlineData("my phone is on the stairs", false)]
    [InlineData("the baby is sick and I am angry", false)]
    [InlineData("I put the rope back under the bed", true)]
    [InlineData("all those pills", true)]
    public void EverydayWordsAreNoSecondReason(string text, bool isReason)
    {
        var rules = CrisisDetector.Rules();
        Ruling.HasReason(rules.Read(rules.Words(text))).ShouldBe(isReason);
    }

    [Fact]
    public void WhatATextDeniesNeedsAHighScore()
    {
        var thresholds = new Thresholds(1, 0);
        var reading = new LearnedReading(2, CrisisKind.Abuse, Severity.High);
        Ruling.Decide(null, reading, hasReason: true, thresholds, isNegated: true).ShouldBeNull();
        Ruling.Decide(null, reading with { Score = 3.5f }, hasReason: true, thresholds, isNegated: true).ShouldNotBeNull();
    }

    [Fact]
    public void TheGraverFindingWins()
    {
        var thresholds = new Thresholds(1, 0);
        var ruled = new RuledFinding(new(CrisisKind.SelfHarm, Severity.Concern, "rule", "version"), IsDirect: true);
        var reading = new LearnedReading(2, CrisisKind.Danger, Severity.Immediate);
        Ruling.Decide(ruled, reading, hasReason: true, thresholds).ShouldNotBeNull().Kind.ShouldBe(CrisisKind.Danger);
        Ruling.Decide(ruled, reading with { Score = 0.5f }, hasReason: true, thresholds).ShouldBe(ruled.Finding);
        Ruling
            .Decide(ruled with { Finding = ruled.Finding with { Severity = Severity.High } }, reading, hasReason: true, thresholds)!
            .Kind.ShouldBe(CrisisKind.SelfHarm);
    }

    [Fact]
    public void TheVersionFollowsTheWeights()
    {
        var weights = LearnedModel.Delivered.ToBytes();
        CrisisDetector.VersionOf(weights).ShouldNotBe(CrisisDetector.VersionOf([.. weights, 0]));
        CrisisDetector.RulesVersion.ShouldBe(CrisisDetector.VersionOf(Embedded.Bytes(LearnedModel.File)));
    }

    [Fact]
    public void ManyMayReadAtOnce()
    {
        var texts = Evaluation.Part(Evaluation.Strangers).Select(phrasing => phrasing.Text).ToList();
        var one = texts.ConvertAll(Detector.Detect);
        var many = new Finding?[texts.Count];
        Parallel.For(0, texts.Count, at => many[at] = Detector.Detect(texts[at]));
        many.ShouldBe(one);
    }
}
