using Community.Companion.Offline;
using Community.Companion.Safety;

namespace Community.Companion.Tests.Offline;

public sealed class ConversationMemoryTests
{
    private static readonly OfflineCompanion Companion = new(new CrisisDetector());

    [Theory]
    [InlineData("My name is Sara.", "What's my name?", "Sara")]
    [InlineData("call me Bo", "do you remember my name?", "Bo")]
    [InlineData("my sister Lina is coming on Friday", "what is my sister's name?", "Lina")]
    [InlineData("I adopted a cat. My cat is called Miso.", "do you remember my cat's name", "Miso")]
    [InlineData("أنا اسمي ليلى", "شو اسمي؟", "ليلى")]
    [InlineData("أختي اسمها نورة", "ما اسم أختي؟", "نورة")]
    public void ANameIsRemembered(string said, string asked, string name) => Answer(asked, said).ShouldContain(name);

    [Theory]
    [InlineData("my name is not important")]
    [InlineData("The weather changed")]
    public void ANameThatWasNotSaidIsNotInvented(string said) => Answer("what's my name?", said).ShouldContain("?");

    [Fact]
    public void WhatWasSaidBeforeIsQuoted()
    {
        Answer("what did I tell you before?", "I moved to Oslo in May", "ok").ShouldContain("I moved to Oslo in May");
        Answer("what did I tell you before?").ShouldNotContain("“");
    }

    [Fact]
    public void APlanIsRemembered()
    {
        Answer("what did we agree?", "I will call my sister on Sunday").ShouldContain("you will call your sister on Sunday");
        Companion
            .Answer(new("what was my plan?", [], Guid.Empty) { Note = new(new DateOnly(2026, 11, 16), "Walk every morning.") })
            .ShouldSatisfyAllConditions(
                answer => answer.ShouldContain("Walk every morning"),
                answer => answer.ShouldContain("Monday 16 November")
            );
    }

    [Theory]
    [InlineData("give me three ideas for a quiet evening", 3)]
    [InlineData("I need two tips for my exam", 2)]
    [InlineData("suggest 5 activities", 5)]
    [InlineData("some ideas please", 3)]
    [InlineData("أعطني ثلاث أفكار لعطلة هادئة", 3)]
    [InlineData("هات فكرتين", 2)]
    public void AsManyIdeasComeAsAreAskedFor(string text, int count)
    {
        var answer = Answer(text);
        answer.Split('\n').Length.ShouldBe(count + 1, answer);
        answer.ShouldContain($"{count}. ");
        answer.Split('\n').Distinct().Count().ShouldBe(count + 1);
    }

    [Theory]
    [InlineData("ok")]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("I don't know")]
    [InlineData("go on")]
    public void AShortAnswerBelongsToWhatWasSaidBefore(string text)
    {
        var lonely = Repertoire
            .Load("en")
            .All.Where(one => one.Key.StartsWith("loneliness", StringComparison.Ordinal))
            .Select(one => one.Value);
        Answer(text, "I feel so lonely since I moved", "...")
            .ShouldSatisfyAllConditions(
                answer =>
                    lonely
                        .SelectMany(one => (string[])[.. one.Following, .. one.Questions, .. one.Steps])
                        .ShouldContain(ending => answer.Contains(ending)),
                answer => answer.Count(sign => sign == '?').ShouldBeLessThanOrEqualTo(1)
            );
    }

    [Fact]
    public void WordsAgainstOneselfAreNotRepeatedFromMemory()
    {
        Answer("what did I tell you before?", "I should kill myself because I am worthless").ShouldNotContain("worthless");
        Answer("ok", "I feel so lonely and stupid that I should die").ShouldNotContain("stupid");
    }

    [Fact]
    public void NothingIsRepeatedInThirtyTurns()
    {
        string[] talk =
        [
            "hello",
            "my name is Sara",
            "I feel lonely",
            "yes",
            "because I moved",
            "my boss shouts",
            "no",
            "I baked bread",
            "what's my name?",
            "give me three ideas",
            "ok",
            "tell me a joke",
            "how far is the moon?",
        ];
        var (said, answers) = (new List<string>(), new List<string>());
        for (var turn = 0; turn < 120; turn++)
        {
            var text = talk[turn % talk.Length];
            var answer = Companion.Answer(
                new(text, answers.TakeLast(30).ToList(), new Guid(turn, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
                {
                    EarlierMessages = said.TakeLast(30).ToList(),
                }
            );
            answers.TakeLast(30).ShouldNotContain(answer);
            said.Add(text);
            answers.Add(answer);
        }
    }

    private static string Answer(string text, params string[] said) =>
        Companion.Answer(new(text, [], new Guid(1, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8)) { EarlierMessages = said });
}
