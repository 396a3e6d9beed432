using Community.Companion.Conversation.Guide;
using Community.Companion.Offline;
using Community.Companion.Safety;

namespace Community.Companion.Tests.Offline;

/// <summary>Questions about the earlier words of the person, and about cards.</summary>
public sealed class RecallTests
{
    private static readonly OfflineCompanion Companion = new(new CrisisDetector());
    private static readonly RequestReader Reader = new();

    private static string After(string text, params string[] said) =>
        Companion.Answer(new(text, ["I see."], new Guid(1, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8)) { EarlierMessages = said });

    [Theory]
    [InlineData("My sister Lina got a new job in Riyadh", "where does Lina work now?", "Riyadh")]
    [InlineData("I moved in march from Cairo", "where did I move from?", "Cairo")]
    [InlineData("I have been in Dubai since 2019", "since when am I in Dubai?", "2019")]
    [InlineData("I like sketching and old films", "what do I like?", "sketching")]
    [InlineData("I start my new job in Abu Dhabi on Monday", "when do I start?", "Monday")]
    [InlineData("I start my new job in Abu Dhabi on Monday", "where is my new job?", "Abu Dhabi")]
    [InlineData("I decided to talk to Karim on Sunday", "what did I decide?", "Karim")]
    [InlineData("My daughter Noor started school. She is seven.", "how old is my daughter?", "seven")]
    [InlineData("my cousin Dana moved to Muscat in june. she works in a bakery", "where does Dana work?", "bakery")]
    [InlineData("my cousin Dana moved to Muscat in june. she works in a bakery", "do I have a cousin in Oman?", "Dana")]
    [InlineData("جدتي تحب الشاي بالنعناع", "what did I say about my grandmother?", "جدتي")]
    [InlineData("ولدي سالم دخل المدرسة", "شو اسم ولدي؟", "سالم")]
    [InlineData("عندي بنت اسمها مريم", "شو اسم بنتي؟", "مريم")]
    [InlineData("3indi bint ismha Lulwa", "shu ism binti?", "Lulwa")]
    [InlineData("ismi Salem", "shu ismi?", "Salem")]
    [InlineData("اختي نورة تزوجت. وسكنت في الكويت", "وين ساكنة نورة؟", "الكويت")]
    public void WhatWasSaidAnswersTheQuestion(string said, string question, string fact) => After(question, said).ShouldContain(fact);

    [Theory]
    [InlineData("where did I move from?")]
    [InlineData("how old is my daughter?")]
    [InlineData("what do I like?")]
    [InlineData("when is my exam?")]
    public void WhatWasNeverSaidIsAskedFor(string question)
    {
        var answer = After(question, "the weather is mild");
        answer.ShouldNotContain("“");
        answer.ShouldContain("?");
    }

    [Fact]
    public void AQuestionIsNotQuoted() =>
        After("what did I tell you?", "I baked bread today", "where can I meet people", "give me three ideas")
            .ShouldContain("I baked bread");

    [Fact]
    public void AnotherPersonsAgeIsNoAnswer() => After("how old is my daughter?", "my son is six").ShouldNotContain("six");

    [Theory]
    [InlineData("do you have a group for people who like board games?", "community")]
    [InlineData("I want to meet other parents of toddlers", "person")]
    [InlineData("somebody to hike with", "person")]
    [InlineData("دور لي احد امشي معاه في الجبال", "person")]
    [InlineData("abi 7ad yal3ab padel ma3ay", "person")]
    [InlineData("شنو فيه هالويكند؟", "event")]
    [InlineData("shu fi hal weekend?", "event")]
    [InlineData("في شي قريب مني هالاسبوع؟", "event")]
    [InlineData("is there a free course in arabic?", "course")]
    [InlineData("ابي دورة بالعربي عن الصبر", "course")]
    public void AWishForAThingIsRead(string text, string kind) => Reader.Read(text).ShouldNotBeNull().Kind.ShouldBe(kind);

    [Theory]
    [InlineData("which communities am I a member of?", "my-communities")]
    [InlineData("what events am I registered for?", "my-events")]
    [InlineData("what am I signed up for?", "my-events")]
    [InlineData("شنو المجموعات اللي انا فيها؟", "my-communities")]
    [InlineData("who can see my profile?", "profile-privacy")]
    [InlineData("من يشوف ملفي الشخصي؟", "profile-privacy")]
    [InlineData("difference between pro and elite?", "plans")]
    [InlineData("can I bring a friend?", "bring-friend")]
    [InlineData("ينفع اجيب ربيعي معاي؟", "bring-friend")]
    [InlineData("what can I do here?", "about")]
    [InlineData("شنو تقدر تسوي؟", "companion")]
    [InlineData("keef araje3 flosi?", "refund")]
    public void AQuestionAboutOnesOwnThingsIsRead(string text, string feature) =>
        Reader.Read(text).ShouldNotBeNull().Feature.ShouldBe(feature);

    [Theory]
    [InlineData("how much is it?", "price", "")]
    [InlineData("how much is the calligraphy workshop?", "price", "calligraphy workshop")]
    [InlineData("is it free", "price", "")]
    [InlineData("when", "start", "")]
    [InlineData("when does it begin?", "start", "")]
    [InlineData("how do I sign up", "join", "")]
    [InlineData("and one for chess", "again", "chess")]
    [InlineData("something with old films?", "again", "old films")]
    [InlineData("كم سعرها؟", "price", "")]
    [InlineData("متى تبدأ؟", "start", "")]
    [InlineData("كيف اسجل؟", "join", "")]
    [InlineData("kam el si3r?", "price", "")]
    public void AQuestionAboutACardIsRead(string text, string what, string topic)
    {
        var about = Reader.ReadAbout(text, OfflineCompanion.LanguageOf(text)).ShouldNotBeNull();
        about.What.ShouldBe(what);
        about.Topic.ShouldBe(topic);
    }

    [Theory]
    [InlineData("كم عمر حمد؟")]
    [InlineData("when did she move?")]
    [InlineData("how much I miss her, and nobody sees it at all")]
    public void WhatIsToldIsNoQuestionAboutACard(string text) => Reader.ReadAbout(text, OfflineCompanion.LanguageOf(text)).ShouldBeNull();

    [Theory]
    [InlineData("لا تشيل هم", "okay")]
    [InlineData("My boss Karim shouted at me in front of everybody", "work-boss")]
    [InlineData("my manager humiliated me in the meeting", "work-boss")]
    [InlineData("توني مخلصة رسالة الماجستير", "pride")]
    [InlineData("I defended my thesis this morning", "pride")]
    [InlineData("تهاوشنا على فلوس المدرسة", "quarrel")]
    [InlineData("we had a big fight about money", "quarrel")]
    [InlineData("She did not sleep at all", "others-trouble")]
    [InlineData("my daughter is ill", "illness")]
    [InlineData("My sister Lina got a new job in Riyadh", "joy-family")]
    [InlineData("what's your name?", "human-name")]
    [InlineData("can you talk to me in german?", "asks-language")]
    [InlineData("the second one, how exactly?", "asks-how")]
    [InlineData("another idea please", "asks-other")]
    [InlineData("هدية لها", "gift")]
    public void AFeelingIsHeardInItsContext(string text, string topic) => Companion.Hear(text).Name.ShouldBe(topic);

    [Theory]
    [InlineData("3 ideas for an outfit", "outfit")]
    [InlineData("three ideas how to help her", "caring")]
    public void IdeasFitWhatIsAsked(string text, string topic)
    {
        var steps = Repertoire.Load("en").To(topic).Steps;
        After(text, "I see.").Split('\n').Skip(1).ShouldAllBe(line => steps.Contains(line.Substring(3)));
    }

    [Fact]
    public void AnotherIdeaIsOne()
    {
        const string List = "Three, then:\n1. Tidy one drawer.\n2. Read ten pages.\n3. Walk.";
        Companion
            .Answer(new("another idea please", [List], Guid.Empty) { EarlierMessages = ["give me three ideas"] })
            .ShouldNotContain("\n");
        Companion.Answer(new("the second one, how exactly?", [List], Guid.Empty)).ShouldContain("Read ten pages");
    }

    [Theory]
    [InlineData("quiero conocer gente en mi ciudad", "Hablo")]
    [InlineData("je cherche un club de lecture", "Je parle")]
    [InlineData("bugün hava çok güzel", "konuşuyorum")]
    [InlineData("ich suche einen Laufclub", "Ich spreche")]
    public void AForeignMessageIsAnsweredHonestly(string text, string sentence) =>
        After(text)
            .ShouldSatisfyAllConditions(
                answer => answer.ShouldContain(sentence),
                answer => answer.ShouldContain("I speak English and Arabic")
            );

    [Theory]
    [InlineData("ta3bana mn el shoghol", "shu asawi?")]
    [InlineData("ismi Salem", "itta9alt")]
    [InlineData("أنا تعبانة", "shu ismi")]
    public void ATalkInArabiziStaysInArabic(string before, string text) => Languages.Of(After(text, before)).ShouldBe(Languages.Arabic);

    [Theory]
    [InlineData("message number 8")]
    [InlineData("what am I signed up for")]
    [InlineData("bread on the table")]
    public void NothingIsRepeatedInPlaceOfAnAnswer(string text)
    {
        After(text).ShouldNotContain(text);
        After(text).ShouldNotContain("stays with you the most");
    }
}
