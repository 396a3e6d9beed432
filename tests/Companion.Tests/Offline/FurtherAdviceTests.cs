using Community.Companion.Safety;
using static Community.Companion.Tests.Offline.Turns;

namespace Community.Companion.Tests.Offline;

/// <summary>Messages that lead to the subjects of people, self and things (<c>Offline/Practical</c>), and further turns.</summary>
public sealed class FurtherAdviceTests
{
    [Theory]
    [InlineData("I had a huge fight with my sister last night", "sibling-quarrel")]
    [InlineData("I argued with my parents again", "parents-quarrel")]
    [InlineData("my mother-in-law criticizes everything", "in-laws")]
    [InlineData("my father is getting old and refuses help", "elderly-parents")]
    [InlineData("my daughter starts school on monday", "school-start")]
    [InlineData("my teenage son always shuts his door", "teen-door")]
    [InlineData("I get so jealous when he talks to her", "jealousy")]
    [InlineData("everyone else has a perfect life on instagram", "envy")]
    [InlineData("they went to the cinema without me, I feel left out", "left-out")]
    [InlineData("my friend cancelled again last minute", "friend-cancels")]
    [InlineData("my friend only talks about herself", "friend-no-ear")]
    [InlineData("he left me on read", "unanswered")]
    [InlineData("my ex will be at the party", "ex-party")]
    [InlineData("I have a crush on a colleague", "crush-work")]
    [InlineData("nobody remembered my birthday", "birthday-alone")]
    [InlineData("Friday night and I'm alone again", "friday-alone")]
    [InlineData("the wedding is stressing me out, what can I do", "wedding-stress")]
    [InlineData("my roommate never washes the dishes", "dishes")]
    [InlineData("I lent my cousin 500 and he hasn't paid me back", "friend-debt")]
    [InlineData("first week in a new country and I'm tired", "new-country")]
    [InlineData("my first Eid abroad", "holidays-away")]
    [InlineData("I feel useless since I retired", "retirement")]
    [InlineData("I'm pregnant and worried about the birth", "pregnancy")]
    [InlineData("I gained 10 kilos", "mirror")]
    [InlineData("I'm losing my hair", "hair")]
    [InlineData("I can't afford the dinner with them", "money-shame")]
    [InlineData("I got fired today", "job-lost")]
    [InlineData("I'm waiting for the results of my test", "waiting-result")]
    [InlineData("my job is so boring", "boring-job")]
    [InlineData("my boss is unfair to me", "unfair-boss")]
    [InlineData("how do I know if I'm burned out?", "burnout-signs")]
    [InlineData("I dread Mondays", "sunday-dread")]
    [InlineData("I failed my math exam", "exam-failed")]
    [InlineData("what should I study after school, which degree?", "degree-choice")]
    [InlineData("I'm thinking of dropping out of university", "drop-out")]
    [InlineData("I don't know what I want in life", "direction")]
    [InlineData("I'm so grateful for my wife today", "gratitude")]
    [InlineData("I'm afraid of flying", "flying")]
    [InlineData("I'm scared of the dentist", "dentist")]
    [InlineData("my driving test is tomorrow", "driving-test")]
    [InlineData("I feel like a fraud at work", "imposter")]
    [InlineData("how do I learn guitar?", "guitar")]
    [InlineData("I want to start running", "running")]
    [InlineData("how can I quit smoking", "smoking")]
    [InlineData("I quit smoking three weeks ago", "smoke-free")]
    [InlineData("بطلت التدخين من شهر", "smoke-free")]
    [InlineData("how do I drink less coffee", "coffee")]
    [InlineData("how do I sort my photos?", "photos")]
    [InlineData("how do I tidy my wardrobe", "wardrobe")]
    [InlineData("how do I stop my cat scratching the sofa", "cat")]
    [InlineData("my dog keeps barking at night", "dog")]
    [InlineData("how long do I boil eggs", "eggs")]
    [InlineData("what should I pack for a week in Spain", "bag")]
    [InlineData("I spilled coffee on my shirt", "stain")]
    [InlineData("we got engaged!!", "engaged")]
    [InlineData("I passed my driving test!", "passed")]
    [InlineData("we're going to have a baby!", "expecting")]
    [InlineData("we bought a house!", "new-home")]
    [InlineData("I won first prize", "prize")]
    [InlineData("I just finished my first marathon", "finished-race")]
    [InlineData("I got the job!!", "got-job")]
    [InlineData("my results came back clear", "healthy")]
    [InlineData("I paid off my loan", "debt-free")]
    [InlineData("my sister and I are talking again", "made-up")]
    [InlineData("تخانقت مع اختي امبارح", "sibling-quarrel")]
    [InlineData("اتخانقت مع ابوي", "parents-quarrel")]
    [InlineData("حماتي بتتدخل في كل حاجة", "in-laws")]
    [InlineData("ابوي كبر وصار ينسى", "elderly-parents")]
    [InlineData("اغار عليه كثير", "jealousy")]
    [InlineData("ما عزموني على الحفلة", "left-out")]
    [InlineData("ما رد علي من يومين", "unanswered")]
    [InlineData("اليوم عيد ميلادي وانا لوحدي", "birthday-alone")]
    [InlineData("الخميس وانا بالبيت لحالي", "friday-alone")]
    [InlineData("اول عيد لي في الغربة", "holidays-away")]
    [InlineData("تقاعدت وحاسس ما لي فايدة", "retirement")]
    [InlineData("انا حامل وخايفة", "pregnancy")]
    [InlineData("شعري يتساقط", "hair")]
    [InlineData("طردوني من الشغل", "job-lost")]
    [InlineData("انتظر نتيجة التحليل", "waiting-result")]
    [InlineData("شغلي ممل", "boring-job")]
    [InlineData("رسبت في الرياضيات", "exam-failed")]
    [InlineData("محتار اي تخصص اختار", "degree-choice")]
    [InlineData("اخاف من الطيارة", "flying")]
    [InlineData("عندي امتحان سواقة بكرة", "driving-test")]
    [InlineData("كيف اترك التدخين؟", "smoking")]
    [InlineData("كيف اتعلم جيتار", "guitar")]
    [InlineData("كم دقيقة سلق البيض؟", "eggs")]
    [InlineData("انخطبت اليوم!!", "engaged")]
    [InlineData("نجحت في الامتحان", "passed")]
    [InlineData("لقيت شغل!", "got-job")]
    [InlineData("تصالحت مع اخوي", "made-up")]
    public void AnEverydaySubjectIsTakenUp(string text, string subject)
    {
        var answer = Last(text);
        IsOf(subject, answer).ShouldBeTrue(answer);
    }

    [Theory]
    [InlineData("I had a fight with my sister", "what else?", "sibling-quarrel")]
    [InlineData("I want to start running", "how long does it take?", "running")]
    [InlineData("I'm afraid of flying", "why?", "flying")]
    [InlineData("how do I stop my cat scratching the sofa", "give me three ideas", "cat")]
    [InlineData("طردوني من الشغل", "وبعدين؟", "job-lost")]
    [InlineData("اخاف من الطيارة", "ليش؟", "flying")]
    [InlineData("كيف اترك التدخين؟", "كم ياخذ وقت", "smoking")]
    public void TheNextTurnStaysWithTheSubject(string first, string next, string subject)
    {
        var answer = Last(first, next);
        IsOf(subject, answer).ShouldBeTrue(answer);
    }

    [Theory]
    [InlineData("the engaged tone on the phone")]
    [InlineData("are there any running groups?")]
    [InlineData("my cat is called Mimi")]
    [InlineData("any events about photography this weekend?")]
    [InlineData("I passed by the bakery")]
    [InlineData("I haven't passed the exam yet")]
    [InlineData("I never got the job")]
    [InlineData("we got engaged but broke up")]
    [InlineData("they didn't offer me the job")]
    [InlineData("we haven't found a flat")]
    [InlineData("ما لقيت شغل")]
    [InlineData("ما قبلوني بالوظيفة")]
    [InlineData("do you like coffee?")]
    [InlineData("هل توجد مجموعات للجري؟")]
    public void OtherLinesAreLeftAlone(string text)
    {
        var answer = Turns.Companion.Answer(new(text, [], Guid.Empty));
        ((string[])["sibling-quarrel", "engaged", "running", "cat", "photos", "passed", "got-job", "new-home", "coffee"])
            .Where(subject => IsOf(subject, answer))
            .ShouldBeEmpty(answer);
    }

    [Fact]
    public void NoOpeningHasAnExclamationMark() =>
        ((string[])["en", "ar"])
            .SelectMany(language => Advice.In(language).Values)
            .Where(subject => subject.Field("open") is { } open && open.Contains('!', StringComparison.Ordinal))
            .Select(subject => subject.Name)
            .ShouldBeEmpty();

    [Fact]
    public void NoSentenceIsRefusedByTheSafetyLayer()
    {
        var detector = new CrisisDetector();
        ((string[])["people", "self", "things"])
            .SelectMany(file => (string[])[$"Offline.Practical.{file}-english.txt", $"Offline.Practical.{file}-arabic.txt"])
            .SelectMany(Embedded.Lines)
            .Select(line => line.Split(' ', 2))
            .Where(line => line[0] is "open" or "why" or "slip" or "long" or "plan" or "tip" or "on")
            .SelectMany(line => line[0] == "on" ? [line[1].Split(" : ", 2)[1]] : line[1].Split(" | "))
            .Where(text => detector.DetectHarmfulAnswer(text) is not null)
            .ShouldBeEmpty();
    }
}
