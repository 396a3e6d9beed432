using Community.Companion.Offline;

namespace Community.Companion.Tests.Offline;

/// <summary>A riddle waits for a guess: its answer is told to those who have it or give up.</summary>
public sealed class RiddleTests
{
    private static readonly (string Question, string Solution, string Hint)[] Known =
    [
        .. Embedded.Lines("Offline.riddles.txt").Select(line => line.Split(" | ")).Select(parts => (parts[0], parts[1], parts[2])),
    ];

    [Theory]
    [InlineData("give me a riddle")]
    [InlineData("عندك لغز؟")]
    public void ARiddleDoesNotTellItsAnswer(string asked)
    {
        var riddle = Asked(asked);
        Turns.Last(asked).ShouldNotContain(riddle.Solution);
    }

    [Fact]
    public void AGuessIsJudged()
    {
        var riddle = Asked("give me a riddle");
        Turns.Last("give me a riddle", "the moon?").ShouldContain(riddle.Hint);
        Turns.Last("give me a riddle", riddle.Solution).ShouldContain($"{riddle.Solution}");
        Turns.Last("give me a riddle", "the moon?", "i give up. whats it").ShouldContain(riddle.Solution);
    }

    [Fact]
    public void AnotherOneIsAnotherOne()
    {
        var next = Turns.Last("give me a riddle", "i give up", "lol ok another one");
        Known.ShouldContain(riddle => next.Contains(riddle.Question));
        next.ShouldNotContain(Asked("give me a riddle").Question);
    }

    [Fact]
    public void ATalkAboutAnotherSubjectIsNoGuess() =>
        Turns
            .Last("give me a riddle", "I have a job interview tomorrow and I'm so nervous about it")
            .ShouldNotContain(Asked("give me a riddle").Hint);

    [Fact]
    public void EveryRiddleThatIsAskedHasAnAnswer()
    {
        foreach (var language in (string[])["en", "ar"])
        {
            foreach (var question in Repertoire.Load(language).To("chat-riddle").Steps)
            {
                Known.ShouldContain(riddle => question.StartsWith(riddle.Question, StringComparison.Ordinal));
            }
        }
    }

    private static (string Question, string Solution, string Hint) Asked(string text) =>
        Turns.Last(text) is var answer ? Known.Single(riddle => answer.Contains(riddle.Question)) : default;
}
