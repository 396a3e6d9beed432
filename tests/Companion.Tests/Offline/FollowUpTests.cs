using Community.Companion.Conversation.Guide;
using Community.Companion.Offline;

namespace Community.Companion.Tests.Offline;

/// <summary>Messages that are about the answer before, and questions about the platform.</summary>
public sealed class FollowUpTests
{
    private static readonly OfflineCompanion Companion = new();

    private static string After(string text, string answer, params string[] said) =>
        Companion.Answer(new(text, [answer], new Guid(1, 7, 9, 1, 2, 3, 4, 5, 6, 7, 8)) { EarlierMessages = said });

    [Theory]
    [InlineData("another one", "Here is one: why did the calendar feel popular, it had so many dates.", "tell me a joke")]
    [InlineData("كمان وحدة", "هذه واحدة: كتاب عن النسيان، نسي صاحبه أن يكمله.", "احكيلي نكتة")]
    public void AnotherAfterAJokeIsAnotherJoke(string text, string answer, string said) =>
        Companion.HearAfter(text, [answer], [said]).ShouldBe("asks-joke");

    [Theory]
    [InlineData("that was terrible lol")]
    [InlineData("haha that's bad")]
    public void LaughterIsNoSadness(string text) => Companion.Hear(text).Name.ShouldBe("laugh");

    [Theory]
    [InlineData(
        "what do you mean",
        "That weighs on you. Is there something that could be mended?",
        "Is there something that could be mended?"
    )]
    [InlineData("huh?", "I see. What comes next for you?", "What comes next for you?")]
    [InlineData("يعني إيه؟", "حسنا. ما الخطوة التالية؟", "ما الخطوة التالية؟")]
    public void WhatIsMeantIsSaidOnceMore(string text, string answer, string core) =>
        After(text, answer, "I forgot her birthday").ShouldContain(core);

    [Theory]
    [InlineData("you already said that")]
    [InlineData("you asked me that before")]
    [InlineData("قلت هذا قبل شوي")]
    public void ARepetitionIsAdmitted(string text) => Companion.Hear(text).Name.ShouldBe("insult");

    [Theory]
    [InlineData("no, I said my landlord, not me")]
    [InlineData("no it's not a fight, it's just quiet")]
    [InlineData("I meant my other sister")]
    [InlineData("لا مش فلوس، بيت أهلي")]
    [InlineData("قصدي أختي الكبيرة")]
    public void ACorrectionIsTaken(string text) => Companion.Hear(text).Name.ShouldBe("corrects");

    [Theory]
    [InlineData("can you write a short message to my boss saying I'm sick")]
    [InlineData("help me write an email to my landlord")]
    [InlineData("اكتبلي رسالة للمدير")]
    public void ItSaysThatItWritesNoTexts(string text) => Companion.Hear(text).Name.ShouldBe("asks-draft");

    [Theory]
    [InlineData("should I text or call", "text", "call")]
    [InlineData("do I tell her now or wait till Friday?", "tell her now", "wait till Friday")]
    [InlineData("أكلمها ولا أستنى؟", "أكلمها", "أستنى")]
    public void AChoiceNamesBothSides(string text, string one, string other)
    {
        var answer = After(text, "I see.", "I forgot her birthday");
        answer.ShouldContain(one);
        answer.ShouldContain(other);
    }

    [Fact]
    public void AFlatIsAHome() => Companion.Hear("my landlord is selling the flat").Name.ShouldBe("home");

    [Fact]
    public void FeelingFlatIsAFeeling() => Companion.Hear("I feel flat today").Name.ShouldBe("emptiness");

    [Theory]
    [InlineData("اتخانقت مع أختي سلمى عشان الميراث", "مين سلمى؟", "أختك")]
    [InlineData("my sister Lina is visiting", "who is Lina?", "sister")]
    public void APersonIsRemembered(string said, string question, string relation) =>
        After(question, "I see.", said).ShouldContain(relation);

    [Fact]
    public void AnIdeaIsChosenWithPraise() =>
        After("الأولى حلوة", "هذه فكرتان:\n1. ترتيب درج واحد.\n2. رسم ما أمام العين.", "عطني فكرتين").ShouldContain("ترتيب درج واحد");

    [Theory]
    [InlineData("shu a3mel", "advice")]
    [InlineData("el sho3'l kteer awi", "work")]
    public void ArabiziIsHeard(string text, string topic) => $"{Companion.Hear(text).Name}-".ShouldStartWith($"{topic}-");

    [Theory]
    [InlineData("what can I do on here if I'm not paying?", "plans")]
    [InlineData("is there a limit on how much i can talk to you", "limit")]
    [InlineData("what happens to what I tell you", "privacy")]
    [InlineData("do you save my messages", "privacy")]
    [InlineData("how do i delete a message i sent in a group", "delete-message")]
    [InlineData("can i edit a message after sending it", "delete-message")]
    [InlineData("مش فاهم إنت بتعمل إيه بالظبط", "companion")]
    [InlineData("كيف أحذف رسالة بعثتها", "delete-message")]
    [InlineData("is it free?", "plans")]
    [InlineData("مجاني؟", "plans")]
    [InlineData("what's this site about", "about")]
    [InlineData("شو هذا التطبيق؟", "about")]
    [InlineData("my account was hacked i think", "sessions")]
    public void ThePlatformIsAskedFor(string text, string feature) =>
        new RequestReader().Read(text).ShouldNotBeNull().Feature.ShouldBe(feature);

    [Theory]
    [InlineData("I don't want advice, I just want to vent", "vents")]
    [InlineData("مش عايز نصايح", "vents")]
    [InlineData("no don't tell me to breathe", "insult")]
    [InlineData("it went so well!!", "joy")]
    [InlineData("do I confront him", "advice")]
    [InlineData("easy for you to say", "human-inner")]
    [InlineData("recommend me a piece", "question")]
    [InlineData("wow you're fast", "compliment")]
    [InlineData("is it too late", "asks-judgement")]
    [InlineData("هههه صح", "laugh")]
    [InlineData("تمام", "okay")]
    public void WhatIsMeantIsHeard(string text, string topic) => $"{Companion.Hear(text).Name}-".ShouldStartWith($"{topic}-");
}
