using Community.Companion.Conversation.Guide;
using Community.Companion.Offline;
using Community.Companion.Offline.Situations;
using Community.Companion.Training;
using Community.Testing;

namespace Community.Companion.Tests.Offline;

/// <summary>Situations and questions that are recognized by their meaning.</summary>
public sealed class SituationTests
{
    private static readonly OfflineCompanion Companion = new();
    private static readonly RequestReader Reader = new();

    [Fact]
    public void TheReaderHasLearnedAllTexts() =>
        SubjectReader
            .DeliveredFrom()
            .ShouldBe(
                SubjectExamples.Hash(),
                "Run: dotnet run -c Release --project tools/encoder-training -p:ForTraining=true -- subjects"
            );

    // Of writers who had seen no sample. The figures of documents are higher: a margin for another machine's rounding.
    [Theory]
    [InlineData("english", 0.8)]
    [InlineData("arabic", 0.7)]
    public void MostSentencesOfStrangersAreReadRightly(string language, double least) =>
        SubjectEvaluation.Measure(SubjectReader.Delivered, language, FullRun.IsOn ? 1 : 3).Right.ShouldBeGreaterThan(least);

    [Fact]
    public void EverySituationHasAnOpinionAdviceAndQuestionsInBothLanguages()
    {
        var (english, arabic) = (Repertoire.Load("en"), Repertoire.Load("ar"));
        var situations = english.All.Where(one => one.Value.Views.Count > 0).ToList();
        situations.Count.ShouldBeGreaterThan(50);
        foreach (var (name, said) in situations)
        {
            SubjectReader.Delivered.Names.ShouldContain(name);
            arabic.IsJoyful(name).ShouldBe(english.IsJoyful(name), name);
            foreach (var repartee in (Repartee[])[said, arabic.To(name)])
            {
                repartee.Reflections.Count.ShouldBeGreaterThan(1, name);
                repartee.Views.ShouldNotBeEmpty(name);
                repartee.Steps.ShouldNotBeEmpty(name);
                repartee.Questions.ShouldNotBeEmpty(name);
                repartee.Following.ShouldNotBeEmpty(name);
            }
        }
    }

    [Theory]
    [InlineData("i lie awake every night and my thoughts race", "tiredness-night")]
    [InlineData("the whole building will listen to my presentation", "work-presentation")]
    [InlineData("is it on me to apologise", "quarrel-apology")]
    [InlineData("عندي امتحان الاحد وانا خايفة", "school-exam")]
    public void AMeaningIsHeardInOtherWords(string text, string situation) => Companion.Hear(text).Name.ShouldBe(situation);

    [Fact]
    public void AWordOfAnotherTopicDoesNotDecide() => Companion.Hear("her name is Biscuit").Name.ShouldNotBe("food");

    [Fact]
    public void ARequestForAnOpinionIsAnsweredWithOne() =>
        Repertoire
            .Load("en")
            .To("quarrel-apology")
            .Views.ShouldContain(view => Answer("should i be the first to say sorry?").Contains(view));

    [Fact]
    public void AfterAComplaintAboutQuestionsNoneIsAsked() =>
        Answer("and now?", "i can't fall asleep, it's four already", "you always ask questions").ShouldNotContain("?");

    [Theory]
    [InlineData("which day is my presentation, did i say?", "my presentation is on tuesday", "tuesday")]
    [InlineData("remember what my brother plays?", "my brother plays the cello in an orchestra", "cello")]
    public void WhatWasToldIsFoundByItsMeaning(string question, string told, string word) =>
        Answer(question, told, "hm").ShouldContain(word);

    [Theory]
    [InlineData("may i hand my ticket on to my cousin?", "ticket-transfer")]
    [InlineData("does the person notice that i blocked them", "block-effects")]
    [InlineData("كيف ادعو رفقاتي على المجموعة؟", "community-invite")]
    public void AQuestionAboutThePlatformIsReadInOtherWords(string text, string feature) =>
        Reader.Read(text).ShouldNotBeNull().Feature.ShouldBe(feature);

    [Theory]
    [InlineData("i'm jealous of my sister")]
    [InlineData("everyone here has friends already")]
    public void WhatIsToldIsNoQuestionAboutThePlatform(string text) => Reader.Read(text).ShouldBeNull();

    [Fact]
    public void AShortQuestionBelongsToTheHelpBefore() =>
        RequestReader
            .ReadAfter("how long does that take", "en", "refund", ["do i get my money back?"])
            .ShouldNotBeNull()
            .Feature.ShouldBe("refund-time");

    [Theory]
    [InlineData("what is 15% of 80?", "= 12")]
    [InlineData("12 x 7", "= 84")]
    [InlineData("كم ٣ + ٤", "= 7")]
    public void SmallSumsAreDone(string text, string result) => Answer(text).ShouldContain(result);

    [Theory]
    [InlineData("10 / 0")]
    [InlineData("my son turned 12")]
    public void WhatIsNoSumIsNone(string text) => Arithmetic.Answer(text).ShouldBeNull();

    private static string Answer(string text, params string[] said) =>
        Companion.Answer(new(text, [], new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2)) { EarlierMessages = said });
}
