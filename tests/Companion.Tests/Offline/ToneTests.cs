using Community.Companion.Offline;

namespace Community.Companion.Tests.Offline;

/// <summary>The tone of a message excludes answers of another one, and a message of no known subject is taken up in its tone.</summary>
public sealed class ToneTests
{
    [Theory]
    [InlineData("my sister and i had a fight", "Sorry")]
    [InlineData("it came out like a brick :(", "Sorry")]
    [InlineData("got the job!!!!!", "Glad")]
    [InlineData("my bike finally runs again", "Glad")]
    [InlineData("i cried because i was so happy", "Plain")]
    [InlineData("the bus goes at nine", "Plain")]
    [InlineData("تخانقت مع أخي", "Sorry")]
    [InlineData("نجحت اليوم", "Glad")]
    public void AToneIsToldByItsWords(string text, string tone) => Tones.Of(text).ToString().ShouldBe(tone);

    [Theory]
    [InlineData("my sister and i had a fight", "joy-peace")]
    [InlineData("I baked sourdough for the first time and it came out like a brick :(", "food-good")]
    [InlineData("My best friend is moving to Canada next month. We've known each other since we were six.", "joy-meeting")]
    public void AGoodSituationIsNotHeardInATroubledTone(string text, string situation) =>
        Turns.Companion.Hear(text).Name.ShouldNotBe(situation);

    [Fact]
    public void ATopicThatIsNamedByWordAndMeaningEndsTheOneBefore() =>
        Turns.Companion.HearAfter("my cat is called Miso", [], ["it rained all day here"]).ShouldStartWith("animals");

    [Fact]
    public void AMessageOfNoKnownSubjectIsTakenUpAndAskedAbout()
    {
        var answer = Turns.Last("the parcel machine at the corner has a new colour");
        answer.ShouldNotContain("I may be missing what you mean");
        answer.ShouldContain('?');
    }

    [Fact]
    public void AnUnknownQuestionGetsThePlainAnswerThatItIsNotKnown() =>
        Turns.Last("can my parcel machine take parcels of other people").ShouldNotContain("I may be missing what you mean");
}
