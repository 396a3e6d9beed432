using Community.Companion.Offline;

namespace Community.Companion.Tests.Offline;

/// <summary>Questions to the companion itself, and those that it cannot answer, get an answer of their own and no reflection.</summary>
public sealed class DirectQuestionTests
{
    private static readonly OfflineCompanion Companion = new();

    [Theory]
    [InlineData("tell me about yourself", "human-self")]
    [InlineData("how old are you", "human-self")]
    [InlineData("عرفني عن نفسك", "human-self")]
    [InlineData("who are you anyway", "human")]
    [InlineData("do you believe in God", "human-belief")]
    [InlineData("انت بتصلي", "human-belief")]
    [InlineData("is music haram", "asks-ruling")]
    [InlineData("is it ok to skip Friday prayer for work", "asks-ruling")]
    [InlineData("الموسيقى حرام؟", "asks-ruling")]
    [InlineData("say something nice", "asks-kind")]
    [InlineData("cheer me up a bit", "asks-kind")]
    [InlineData("ابسطني شوي", "asks-kind")]
    [InlineData("can you recommend a good series", "asks-recommend")]
    [InlineData("what should I cook for six guests", "asks-recommend")]
    [InlineData("رشحلي مسلسل حلو", "asks-recommend")]
    [InlineData("شو اطبخ لستة ضيوف", "asks-recommend")]
    [InlineData("I'm so bored at home today", "boredom")]
    [InlineData("طفشان بالبيت", "boredom")]
    [InlineData("my team lost again", "team-lost")]
    [InlineData("الاهلي خسر", "team-lost")]
    [InlineData("who won the match yesterday", "question")]
    [InlineData("can you explain what inflation is", "question")]
    [InlineData("you repeat yourself", "insult")]
    [InlineData("عم تعيد نفس الكلام", "insult")]
    [InlineData("I have a cold", "body-cold")]
    [InlineData("my knee hurts after running", "body")]
    [InlineData("nobody congratulated me though", "hurt")]
    public void ADirectQuestionIsHeard(string text, string name) => Companion.Hear(text).Name.ShouldBe(name);

    [Theory]
    [InlineData("how do I cook rice so it isn't sticky", "asks-howto")]
    [InlineData("how do I knit a scarf", "asks-howto")]
    [InlineData("كيف اصلح الحنفية", "asks-howto")]
    public void AQuestionOfTheHandsIsNotAdvisedOn(string text, string name) => Companion.HearAfter(text, [], []).ShouldBe(name);

    [Theory]
    [InlineData("how do I tell my mother that I failed")]
    [InlineData("how do I stop overthinking at night")]
    [InlineData("كيف اوقف التفكير بالليل")]
    public void AQuestionOfTheHeartStillIs(string text) => Companion.HearAfter(text, [], []).ShouldNotBe("asks-howto");

    [Fact]
    public void WhatWasJustSaidIsTheLastMessage()
    {
        List<string> said = ["hi, how's it going", "my landlord raised the rent"];
        Companion
            .Answer(new("what did I just say", ["Hello.", "That is a lot."], Guid.Empty) { EarlierMessages = said })
            .ShouldContain("my landlord raised the rent");
    }

    // A question is not said back as if it was a statement.
    [Theory]
    [InlineData("ليش الدنيا صعبة")]
    [InlineData("كيف اتعلم انجليزي")]
    public void AnArabicQuestionWithoutItsMarkIsNotQuoted(string text) =>
        Companion.Answer(new(text, [], Guid.Empty)).ShouldNotContain($"«{text}»");
}
