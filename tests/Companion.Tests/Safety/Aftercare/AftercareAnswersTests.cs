using Community.Companion.Safety;
using Community.Companion.Safety.Aftercare;

namespace Community.Companion.Tests.Safety.Aftercare;

public sealed class AftercareAnswersTests
{
    private static readonly AftercareAnswers Answers = new();
    private static readonly CrisisDetector Detector = new();

    [Theory]
    [InlineData("no, I'm alone", "alone")]
    [InlineData("what number do I call", "number")]
    [InlineData("I don't want to call", "wont-call")]
    [InlineData("I called", "called")]
    [InlineData("nobody answers", "no-answer")]
    [InlineData("it was just a joke", "not-meant")]
    [InlineData("I didn't mean it", "not-meant")]
    [InlineData("I'm safe now", "safe")]
    [InlineData("I'm not safe", "worse")]
    [InlineData("my sister is here", "together")]
    [InlineData("ok", "yes")]
    [InlineData("no", "no")]
    [InlineData("thank you", "thanks")]
    [InlineData("the weather is grey", "other")]
    [InlineData("لا أنا لحالي", "alone")]
    [InlineData("شو رقمهم", "number")]
    [InlineData("ما بدي اتصل", "wont-call")]
    [InlineData("اتصلت فيهم", "called")]
    [InlineData("كنت أمزح", "not-meant")]
    [InlineData("لم أقصد ذلك", "not-meant")]
    [InlineData("أنا بأمان الآن", "safe")]
    // The same words with a negation say the opposite: a person who is not safe must not be let go.
    [InlineData("I don't feel safe", "worse")]
    [InlineData("I'm not ok", "worse")]
    [InlineData("no, I am not feeling better", "worse")]
    [InlineData("I wasn't joking", "worse")]
    [InlineData("this is not a joke", "worse")]
    [InlineData("I'm dead serious", "worse")]
    [InlineData("I meant it", "worse")]
    [InlineData("I didn't mean it as a joke", "worse")]
    [InlineData("I have not put the pills away", "worse")]
    [InlineData("don't worry, just joking", "not-meant")]
    [InlineData("I haven't called", "wont-call")]
    [InlineData("I never called them", "wont-call")]
    [InlineData("my mother isn't here", "alone")]
    [InlineData("he is not with me", "alone")]
    [InlineData("أنا مو بخير", "worse")]
    [InlineData("لست بخير", "worse")]
    [InlineData("ما صرت أحسن", "worse")]
    [InlineData("أنا ما أمزح", "worse")]
    [InlineData("مش بهزر", "worse")]
    [InlineData("ما اتصلت", "wont-call")]
    [InlineData("أمي مو معي", "alone")]
    [InlineData("صرت أحسن الحمدلله", "safe")]
    public void WhatIsSaidAfterACrisisIsHeard(string text, string name) => Answers.Hear(text).ShouldBe(name);

    // A person beside a patient, or one who is overheard, needs other words than one who thinks of dying.
    [Theory]
    [InlineData("no, I'm alone", "medical_emergency", "loudspeaker")]
    [InlineData("hm, the weather", "medical_emergency", "ambulance")]
    [InlineData("I don't want to call", "abuse", "overheard")]
    [InlineData("hm, the weather", "abuse", "not your fault", "None of this is your fault")]
    [InlineData("hm, the weather", "danger", "threatens")]
    [InlineData("لا أنا لحالي", "medical_emergency", "مكبر الصوت")]
    [InlineData("ما بدي اتصل", "abuse", "حذف هذه المحادثة")]
    public void TheAnswerBelongsToTheKindOfCrisis(string text, string kind, params string[] oneOf)
    {
        var language = text[0] > 'z' ? "ar" : "en";
        var (answer, heard) = Answers.Answer(text, Ruling.Parse<CrisisKind>(kind), new("US", language), []);
        heard.ShouldBe(Heard.GoesOn);
        oneOf.ShouldContain(part => answer.Contains(part, StringComparison.Ordinal), answer);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ar")]
    public void TurnsKeepTheLinesNearAndNeverRepeatWhileThereIsSomethingElse(string language)
    {
        var said = new List<string>();
        for (var turn = 0; turn < 4; turn++)
        {
            var (answer, heard) = Answers.Answer(
                language == "ar" ? "والله الجو اليوم" : "hm, the weather",
                CrisisKind.SelfHarm,
                new("US", language),
                said
            );
            heard.ShouldBe(Heard.GoesOn);
            answer.ShouldContain("988");
            Detector.DetectHarmfulAnswer(answer).ShouldBeNull();
            said.Add(answer);
        }

        said.ShouldBeUnique();
    }

    [Theory]
    [InlineData("english")]
    [InlineData("arabic")]
    public void EveryReplyHasAnAnswerAndNoneOfThemIsHarmful(string language)
    {
        var answers = Sections.Read($"Safety.Aftercare.{language}.txt");
        Embedded
            .Lines("Safety.Aftercare.heard.txt")
            .Where(line => line.StartsWith("rule care.", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1]["care.".Length..])
            .ShouldAllBe(name => answers.ContainsKey(name));
        answers.Values.ShouldAllBe(answer => Detector.DetectHarmfulAnswer(answer) == null);
    }

    [Fact]
    public void AYoungPersonGetsTheLineForYoungPeopleFirst()
    {
        var lines = CrisisAnswer.Help(CrisisKind.SelfHarm, new("GB", "en", IsYoung: true));
        lines.ShouldContain("0800 1111");
        lines.IndexOf("0800 1111", StringComparison.Ordinal).ShouldBeLessThan(lines.IndexOf("116 123", StringComparison.Ordinal));
        CrisisAnswer.Help(CrisisKind.SelfHarm, new("GB", "en")).ShouldNotContain("0800 1111");
    }
}
