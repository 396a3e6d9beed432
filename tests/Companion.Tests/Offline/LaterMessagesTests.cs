using Community.Companion.Offline;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety;

namespace Community.Companion.Tests.Offline;

/// <summary>Messages that go on with the subject of a talk, and their written answers.</summary>
public sealed class LaterMessagesTests
{
    private static readonly OfflineCompanion Companion = new();

    [Fact]
    public void BothLanguagesHaveTheSameMessages()
    {
        LaterMessages.Names.Count().ShouldBeGreaterThan(200);
        foreach (var name in LaterMessages.Names)
        {
            var (english, arabic) = (LaterMessages.After(name, Languages.English), LaterMessages.After(name, Languages.Arabic));
            arabic.Count.ShouldBe(english.Count, name);
            english.Concat(arabic).ShouldAllBe(one => one.Samples.Count > 0 && one.Answer.Length > 10, name);
            english.ShouldAllBe(one => OfflineCompanion.LanguageOf(one.Answer) == Languages.English, name);
            arabic.ShouldAllBe(one => OfflineCompanion.LanguageOf(one.Answer) == Languages.Arabic, name);
        }
    }

    [Fact]
    public void HardlyAnAnswerIsRefusedByTheSafetyLayer()
    {
        var detector = new CrisisDetector();
        LaterMessages
            .Names.SelectMany(name => LaterMessages.After(name, Languages.English).Concat(LaterMessages.After(name, Languages.Arabic)))
            .Select(one => one.Answer)
            .Count(answer => detector.DetectHarmfulAnswer(answer) is not null)
            .ShouldBeLessThan(20);
    }

    [Theory]
    [InlineData("my colleague presented my idea as her own in the meeting", "she says that it was her idea", "work-credit")]
    [InlineData("I passed my driving test today, third attempt", "I'm scared to drive alone", "traffic-licence")]
    public void AMessageThatGoesOnIsAnsweredForItsSubject(string told, string later, string name)
    {
        var first = Companion.Answer(new(told, [], Guid.Empty));
        var answer = Companion.Answer(new(later, [first], Guid.Empty) { EarlierMessages = [told] });
        var language = OfflineCompanion.LanguageOf(told);
        var repartee = Repertoire.Load(language).To(name);
        LaterMessages
            .After(name, language)
            .Select(one => one.Answer)
            .Concat(repartee.Steps)
            .Concat(repartee.Views)
            .Concat(repartee.Reflections)
            .ShouldContain(sentence => answer.Contains(sentence, StringComparison.OrdinalIgnoreCase), answer);
    }
}
