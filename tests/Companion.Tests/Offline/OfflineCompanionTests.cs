using Community.Companion.Offline;
using Community.Companion.Safety;
using Community.Companion.Training;

namespace Community.Companion.Tests.Offline;

public sealed class OfflineCompanionTests
{
    private static readonly CrisisDetector Detector = new();
    private static readonly OfflineCompanion Companion = new(Detector);

    private static readonly string[] Talk =
    [
        "hello",
        "I feel so lonely since I moved",
        "I'm sad",
        "my boss shouted at me and I'm furious",
        "thanks",
        "are you human?",
        "ok",
        "I don't know what to do",
        "what medication should I take?",
        "I passed my exam and I'm so proud",
        "asdfghjkl",
        "...",
        "bye",
        "my dog died yesterday",
        "مرحبا",
        "أنا حزين جدا",
        "تعبت من الشغل",
        "هل أنت إنسان؟",
        "estoy muy triste y no se que hacer por la noche",
        "I can't sleep",
        "nothing matters much",
        "The weather changed",
        "我很难过",
    ];

    /// <summary>Whether the answer comes from the memory, or the name is a part of another, and none is in the repertoire.</summary>
    private static readonly string[] FromMemory =
    [
        "asks-ideas",
        "asks-name",
        "asks-relative",
        "asks-earlier",
        "asks-agreed",
        "introduces",
        "asks-fact",
        "asks-how",
        "asks-other",
        "asks-shorter",
        "asks-suggested",
        "asks-who",
        "asks-means",
        "chooses",
        "laughs",
        "irony.marker",
        "mishap",
    ];

    private static Guid Seed(int number) => new(number, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8);

    private static string Answer(string text, int seed = 1) => Companion.Answer(new(text, [], Seed(seed)));

    [Theory]
    [InlineData("I feel sad", "sadness")]
    [InlineData("I'm so lonely", "loneliness")]
    [InlineData("I'm worried about tomorrow", "worry")]
    [InlineData("everything is too much", "overwhelm")]
    [InlineData("I'm exhausted", "tiredness")]
    [InlineData("I'm furious with him", "anger")]
    [InlineData("she left me", "hurt")]
    [InlineData("I feel guilty", "guilt")]
    [InlineData("I'm such a failure", "self-doubt")]
    [InlineData("I'm torn between two jobs", "confusion")]
    [InlineData("I feel numb", "emptiness")]
    [InlineData("I'm jealous of my sister", "family-sibling")]
    [InlineData("I'm homesick", "homesickness")]
    [InlineData("my grandmother passed away", "grief")]
    [InlineData("I'm grateful for my friends", "gratitude")]
    [InlineData("I'm proud of my work", "pride")]
    [InlineData("I'm excited about the trip", "hope")]
    [InlineData("I'm happy", "joy")]
    [InlineData("I'm not happy", "sadness")]
    [InlineData("I feel calm", "calm")]
    [InlineData("أنا حزينة", "sadness")]
    [InlineData("أشعر بالوحدة", "loneliness")]
    [InlineData("قلقان من بكرة", "worry")]
    [InlineData("تعبانة ومرهقة", "tiredness")]
    [InlineData("أنا معصب", "anger")]
    [InlineData("توفيت جدتي", "grief")]
    [InlineData("جدتي توفت", "grief")]
    [InlineData("I painted the door blue", "home")]
    [InlineData("don't worry about it", "neutral")]
    [InlineData("مبسوط اليوم", "joy")]
    [InlineData("مشتاق لأهلي", "family")]
    [InlineData("hi", "greeting")]
    [InlineData("thank you", "thanks")]
    [InlineData("good night", "goodbye")]
    [InlineData("are you a real person?", "human")]
    [InlineData("مين انت", "human")]
    [InlineData("should I stop taking my antidepressants?", "medical")]
    [InlineData("do I have depression?", "medical")]
    [InlineData("أي دواء آخذ؟", "medical")]
    [InlineData("what should I do?", "advice")]
    [InlineData("ok", "short")]
    [InlineData("🙃", "short")]
    [InlineData("sdfghjklqwrt", "gibberish")]
    [InlineData("fair enough", "okay")]
    [InlineData("shorter please", "asks-shorter")]
    [InlineData("no, something else", "asks-other")]
    [InlineData("can you book me a table", "asks-deed")]
    [InlineData("do you have friends?", "human-inner")]
    [InlineData("oh great, my train is cancelled", "irony")]
    [InlineData("what's the capital of Chad", "question")]
    [InlineData("I keep putting off my taxes", "procrastination")]
    [InlineData("ana ta3ban awi", "tiredness")]
    [InlineData("el hombre y la vida, estoy muy triste", "other-language")]
    [InlineData("min mama är inte här", "other-language")]
    [InlineData("شنو اسمي؟", "asks-name")]
    [InlineData("لا، شي ثاني", "asks-other")]
    [InlineData("je suis très triste et je ne sais pas quoi faire", "other-language")]
    [InlineData("мне грустно", "other-language")]
    [InlineData("The garden needs water", "garden")]
    [InlineData("It happened again", "neutral")]
    [InlineData("hello, I baked bread this morning", "food")]
    [InlineData("my boss moved the meeting", "work")]
    [InlineData("do you like coffee?", "asks-opinion")]
    [InlineData("how far away is the moon?", "question")]
    [InlineData("yes", "yes")]
    [InlineData("I don't know", "dont-know")]
    [InlineData("you keep asking the same", "insult")]
    [InlineData("لا أعرف", "dont-know")]
    public void WhatIsSaidIsHeard(string text, string name) => $"{Companion.Hear(text).Name}-".ShouldStartWith($"{name}-");

    [Theory]
    [InlineData("I'm not sad")]
    [InlineData("I'm not angry at all")]
    [InlineData("لست حزينا")]
    public void AFeelingThatIsDeniedIsNotNamed(string text) => Companion.Hear(text).IsFeeling.ShouldBeFalse();

    [Fact]
    public void HowMuchIsHeardToo()
    {
        Companion.Hear("I'm very sad").IsStrong.ShouldBeTrue();
        Companion.Hear("I'm sad").IsStrong.ShouldBeFalse();
    }

    [Theory]
    [InlineData("I can't tell my sister", "you can't tell your sister")]
    [InlineData("I am afraid of my exam", "you are afraid of your exam")]
    [InlineData("I was alone all day.", "you were alone all day")]
    [InlineData("Hello there. My boss shouted at me", "your boss shouted at you")]
    [InlineData("We moved to Oslo last year", "you moved to Oslo last year")]
    [InlineData("I MISS MY DOG", "you miss your dog")]
    [InlineData("I'm tired but I can't sleep at night", "you can't sleep at night")]
    [InlineData("I hate you for this", null)]
    [InlineData("I deserve to be hit", null)]
    [InlineData("I am a failure at everything", null)]
    [InlineData("What should I do with my life", null)]
    [InlineData("I think <b>this</b> is odd", null)]
    [InlineData("I am", null)]
    public void ThePersonsWordsAreTurnedOrLeftAlone(string text, string? turned) => OwnWords.Of(text, "en").ShouldBe(turned);

    [Fact]
    public void TheSameRequestIsAnsweredAlike()
    {
        var first = Talk.Select(text => Answer(text)).ToList();
        Talk.Select(text => new OfflineCompanion(Detector).Answer(new(text, [], Seed(1)))).ShouldBe(first);
        Enumerable.Range(0, 30).Select(seed => Answer("I feel sad", seed)).Distinct().Count().ShouldBeGreaterThan(5);
    }

    [Fact]
    public void NoAnswerIsRepeatedInALongTalk()
    {
        foreach (var texts in (string[][])[Talk, ["I'm sad"], ["ok"], ["thanks"], ["شكرا"], ["asdfghjkl"], ["hola que tal estoy bien"]])
        {
            var recent = new List<string>();
            for (var turn = 0; turn < 300; turn++)
            {
                var answer = Companion.Answer(new(texts[turn % texts.Length], recent, Seed(turn)));
                recent.ShouldNotContain(answer);
                recent.Add(answer);
                recent.RemoveRange(0, Math.Max(0, recent.Count - 10));
            }
        }
    }

    [Fact]
    public void AnAnswerComesEvenWhenAllWereGiven()
    {
        var recent = new List<string>();
        for (var turn = 0; turn < 100; turn++)
        {
            recent.Add(Companion.Answer(new("مرحبا", recent, Seed(1))));
        }

        recent.Zip(recent.Skip(1)).ShouldAllBe(pair => pair.First != pair.Second);
    }

    [Fact]
    public void AnAnswerIsInThePersonsLanguage()
    {
        foreach (var text in Talk)
        {
            var isArabic = OfflineCompanion.LanguageOf(text) == "ar";
            Answer(text)
                .Count(letter => letter is >= '\u0600' and <= '\u06FF')
                .ShouldBe(
                    isArabic ? Answer(text).Count(char.IsLetter) + Answer(text).Count(letter => letter is '؟' or '،' or '؛') : 0,
                    text
                );
        }
    }

    [Fact]
    public void AnswersAreFewSentencesWithoutLeftovers()
    {
        foreach (var text in Talk)
        {
            for (var seed = 0; seed < 50; seed++)
            {
                var answer = Answer(text, seed);
                answer.Count(sign => sign is '.' or '?' or '؟').ShouldBeInRange(2, 5, answer);
                answer.ShouldNotContain("{");
                answer.ShouldNotContain("!");
                answer.Length.ShouldBeLessThan(400);
                Detector.DetectHarmfulAnswer(answer).ShouldBeNull(answer);
            }
        }
    }

    [Fact]
    public void WhateverIsToldTheAnswerDoesNoHarm()
    {
        foreach (var phrasing in Evaluation.Part(Evaluation.Known))
        {
            Detector.DetectHarmfulAnswer(Answer(phrasing.Text)).ShouldBeNull();
        }

        Detector.DetectHarmfulAnswer(Answer("I should kill myself. I am worthless")).ShouldBeNull();
    }

    [Fact]
    public void TheRepertoireHasEverythingThatCanBeHeardInBothLanguages()
    {
        foreach (var (language, repertoire) in ((string, Repertoire)[])[("en", Repertoire.Load("en")), ("ar", Repertoire.Load("ar"))])
        {
            foreach (
                var name in Embedded
                    .Lines("Offline.situations.txt")
                    .Concat(Embedded.Lines("Offline.topics.txt"))
                    .Where(line => line.StartsWith("rule ", StringComparison.Ordinal))
                    .Select(line => line.Split(' ')[1].Replace("ar.", "", StringComparison.Ordinal))
                    .Except(FromMemory)
            )
            {
                repertoire.All.ContainsKey(name).ShouldBeTrue($"{language} {name}");
            }

            foreach (var (name, repartee) in repertoire.All.Where(one => one.Key != Repertoire.OwnWords))
            {
                repartee.Reflections.Count.ShouldBeGreaterThanOrEqualTo(2, name);
                repartee.Questions.Count.ShouldBeGreaterThanOrEqualTo(repartee.Views.Count > 0 ? 1 : 2, name);
                repartee.Steps.Count.ShouldBeGreaterThanOrEqualTo(2, name);
                repartee.Questions.ShouldAllBe(question => question.EndsWith('?') || question.EndsWith('؟'));
                repartee
                    .Reflections.Concat(repartee.Strong)
                    .Concat(repartee.Steps)
                    .ShouldAllBe(sentence =>
                        (sentence.EndsWith('.') || sentence.EndsWith('”') || sentence.EndsWith('»')) && !sentence.Contains('{')
                    );
            }

            repertoire.To(Repertoire.OwnWords).Reflections.ShouldAllBe(frame => frame.Contains("{words}"));
        }
    }

    [Fact]
    public void ItSaysThatItIsAProgram()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            Answer("are you human?", seed).ShouldContain("AI");
            Answer("هل أنت إنسان؟", seed).ShouldContain("ذكاء");
        }
    }

    // Turns that were answered badly when they were said for the first time.
    [Theory]
    [InlineData("do you remember his name?", "Biscuit", "my dog Biscuit died on Tuesday", "he was fourteen")]
    [InlineData("what did I tell you about my mum?", "hospital", "my mum is in hospital since Monday", "I feel guilty that I'm not there")]
    [InlineData("do you ever sleep?", "AI")]
    [InlineData("who is Karim?", "brother", "my brother Karim never calls")]
    [InlineData("what do I do for work?", "nurse", "I'm a nurse at night", "the ward was full")]
    [InlineData("how old is my son?", "six", "my son is six years old", "he won't sleep")]
    [InlineData("what is my friend's name?", "Dana", "my friend cancelled again", "her name's Dana")]
    [InlineData("whats my friends name", "Dana", "I love when plans are cancelled, so fun", "her name's Dana")]
    [InlineData("what's my name?", "Omar", "im Omar btw")]
    [InlineData("شو اسم امي؟", "سلوى", "امي اسمها سلوى")]
    [InlineData("what's my name?", "haven't", "I'm tired from work")]
    [InlineData("انت بني آدم؟", "ذكاء")]
    public void TheAnswerKnowsWhatWasAsked(string text, string expected, params string[] earlier) =>
        Companion.Answer(new(text, [], Guid.Empty) { EarlierMessages = earlier }).ShouldContain(expected);

    [Theory]
    [InlineData("shorter please", "Call somebody")]
    [InlineData("the second one", "Walk ten minutes")]
    [InlineData("what did you suggest?", "Walk ten minutes")]
    public void TheAnswerKnowsWhatTheCompanionSaid(string text, string expected)
    {
        var answer = Companion.Answer(
            new(text, ["Here you are, two:\n1. Call somebody.\n2. Walk ten minutes."], Guid.Empty)
            {
                EarlierMessages = ["I keep putting off my taxes", "give me two ideas"],
            }
        );
        answer.ShouldContain(expected);
    }

    [Fact]
    public void SomethingElseRepeatsNoIdea()
    {
        string[] said = ["I keep putting off my taxes", "give me two ideas"];
        var first = Companion.Answer(new(said[1], [], Guid.Empty) { EarlierMessages = [said[0]] });
        var other = Companion.Answer(new("no, something else", [first], Guid.Empty) { EarlierMessages = said });
        EarlierAnswers.IdeasIn(other).Count.ShouldBe(2);
        EarlierAnswers.IdeasIn(other).Intersect(EarlierAnswers.IdeasIn(first)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("I'm so happy today", true)]
    [InlineData("my boss was cruel today", false)]
    public void TearsAfterGoodNewsAreNotCalledSad(string before, bool isGlad)
    {
        var answer = Companion.Answer(new("my dad cried", ["Good."], Guid.Empty) { EarlierMessages = [before] });
        string[] tears = ["Tears like that", "Crying is sometimes"];
        Array.Exists(tears, start => answer.Contains(start, StringComparison.Ordinal)).ShouldBe(isGlad);
    }

    [Fact]
    public void IdeasForAPurposeAreNotAboutTheGriefOfBefore() =>
        Companion
            .Answer(new("give me three ideas for a rainy Sunday", [], Guid.Empty) { EarlierMessages = ["my dog Biscuit died on Tuesday"] })
            .ShouldNotContain("of theirs");

    [Fact]
    public void TomorrowIsNotHate() => Companion.Hear("بكرة عندي مقابلة شغل").Name.ShouldNotBe("anger");

    [Fact]
    public void OfALongTextTheBeginningIsRead()
    {
        var letter = string.Concat(Enumerable.Repeat("The boat was painted blue and the boat was dried. ", 40));
        Companion.Answer(new(letter + "my dog Biscuit died", [], Guid.Empty)).ShouldBe(Companion.Answer(new(letter, [], Guid.Empty)));
        OfflineCompanion.Beginning(new string('a', 1_499) + "👍").ShouldBe(new string('a', 1_499));
        OfflineCompanion.Beginning("👍").ShouldBe("👍");
    }
}
