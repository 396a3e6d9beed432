using Community.Companion.Offline.Practical;

namespace Community.Companion.Tests.Offline;

/// <summary>A word by the way names no subject, and a follow-up keeps the subject of the last answer.</summary>
public sealed class MeantSubjectTests
{
    [Theory]
    [InlineData("I already wrote him three times", "books")]
    [InlineData("too late for that now I suppose", "traffic")]
    [InlineData("maybe I should look at his phone", "technology")]
    [InlineData("عمره سبع سنين", "faith")]
    public void AWordByTheWayIsNoSubject(string text, string topic) => Turns.Companion.Hear(text).Name.ShouldNotBe(topic);

    [Fact]
    public void TheMeaningCountsMoreThanTheWordsOfAdvice()
    {
        var answer = Turns.Last("What should I cook for six people on Saturday? one is vegan");
        Turns.IsOf("cooking-one", answer).ShouldBeFalse();
        Turns.IsOf("dinner", answer).ShouldBeTrue();
    }

    [Fact]
    public void WhatIsNotWantedIsNoSubject() =>
        Turns
            .IsOf(
                "moving",
                Turns.Last(
                    "My landlord keeps saying he will fix the boiler and he never does",
                    "I already wrote him three times",
                    "no, I don't want to move out, I just want heating"
                )
            )
            .ShouldBeFalse();

    [Theory]
    [InlineData("What should I cook for six people on Saturday? one is vegan", "hmm, something easier")]
    [InlineData("What should I cook for six people on Saturday? one is vegan", "which one would you take?")]
    public void AShortRequestAfterAdviceKeepsItsSubject(string first, string then) =>
        Turns.IsOf("dinner", Turns.Last(first, then)).ShouldBeTrue();

    [Fact]
    public void WhatToSayIsAskedAboutTheLastSubject() =>
        Turns
            .IsOf("friend-debt", Turns.Last("my best mate owes me 200 quid and acts like nothing happened", "so what do I say"))
            .ShouldBeTrue();

    [Fact]
    public void TheOwnWordsAreTakenUpInsteadOfAdvice() =>
        Turns
            .Last("Just got back from walking the dog in the rain, soaked through", "he loved every second of it")
            .ShouldContain("he loved every second of it");

    [Theory]
    [InlineData("I just finished my first marathon", "finished-race")]
    [InlineData("طردوني من الشغل", "job-lost")]
    public void WordsThatNameASubjectInAnyTextAlwaysCount(string text, string subject) =>
        Turns.IsOf(subject, Turns.Last(text)).ShouldBeTrue();

    [Fact]
    public void WhatIsAskedAboutOneselfPicksNoAdvice() => FollowUp.Of(Plain.Of("what do I do for work?")).ShouldNotBe(FollowUpKind.Pick);

    [Theory]
    [InlineData("do you have any pets?", "human")]
    [InlineData("tell me about whales", "question")]
    [InlineData("you think that's wrong?", "asks-view")]
    public void AShortQuestionIsReadAsWhatItIs(string text, string heard) =>
        Turns.Companion.HearAfter(text, ["I see."], []).ShouldBe(heard);
}
