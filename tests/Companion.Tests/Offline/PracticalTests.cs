using Community.Companion.Conversation.Guide;
using Community.Companion.Offline;
using Community.Companion.Offline.Practical;
using Community.Companion.Offline.Situations;
using Community.Companion.Safety;
using static Community.Companion.Tests.Offline.Turns;

namespace Community.Companion.Tests.Offline;

/// <summary>Everyday advice, lists of ideas, short texts, sums that go on, names and complaints: conversations of a few turns.</summary>
public sealed class PracticalTests
{
    [Fact]
    public void EverySubjectIsWhole()
    {
        foreach (var language in (string[])["en", "ar"])
        {
            foreach (var subject in Advice.In(language).Values)
            {
                (subject.Asked ?? subject.Said).ShouldNotBeNull(subject.Name);
                subject.Tips.ShouldNotBeEmpty(subject.Name);
                (subject.IsList && subject.Tips.Count < 3).ShouldBeFalse(subject.Name);
            }
        }
    }

    [Fact]
    public void NoAdviceIsRefusedByTheSafetyLayer()
    {
        var detector = new CrisisDetector();
        ((string[])["en", "ar"])
            .SelectMany(language => Advice.In(language).Values)
            .SelectMany(subject => subject.Tips.SelectMany(tip => (string[])[tip.Short, tip.More]).Append(subject.Field("open") ?? ""))
            .Where(text => detector.DetectHarmfulAnswer(text) is not null)
            .ShouldBeEmpty();
    }

    [Fact]
    public void EverySubjectThatIsRecognizedHasAdvice() =>
        SubjectReader
            .Delivered.Names.Where(name => name.StartsWith(PracticalAdvice.Prefix, StringComparison.Ordinal))
            .Where(name => !Advice.In(Languages.English).ContainsKey(name[PracticalAdvice.Prefix.Length..]))
            .ShouldBeEmpty();

    [Theory]
    [InlineData("how can i save money on 4000 a month", "saving")]
    [InlineData("any tips to sleep better?", "sleep")]
    [InlineData("how do I get into the habit of reading", "reading")]
    [InlineData("I have to give a speach infront of 80 people next wek", "speech")]
    [InlineData("how do I prepare for an interview", "interview")]
    [InlineData("I start a new job on monday, what should i do", "first-day")]
    [InlineData("can you make me a study plan", "study")]
    [InlineData("how do I stop procrastinating", "procrastination")]
    [InlineData("how do i spend less time on my phone", "phone")]
    [InlineData("what can I cook for myself", "cooking-one")]
    [InlineData("how do I start exercising", "exercise")]
    [InlineData("how do I make friends after moving", "new-friends")]
    [InlineData("how do I apologize to my brother", "apology")]
    [InlineData("how do I say no to my cousin", "saying-no")]
    [InlineData("my neighbour is so noisy, what can i do", "neighbours")]
    [InlineData("how do I give a colleague feedback", "feedback")]
    [InlineData("any advice for a first date", "first-date")]
    [InlineData("how do we make long distance work", "long-distance")]
    [InlineData("how do I help my mother after dad's death", "mourner")]
    [InlineData("should I get a dog", "pet")]
    [InlineData("where do I start cleaning this mess", "cleaning")]
    [InlineData("do you know a good way to cook rice", "rice")]
    [InlineData("كيف أكتسب عادة القراءة؟", "reading")]
    [InlineData("كيف أوفر من راتبي؟", "saving")]
    [InlineData("ايش اسوي عشان انام بدري؟", "sleep")]
    [InlineData("كيف أستعد للمقابلة؟", "interview")]
    [InlineData("ازاي اعتذر لصاحبي؟", "apology")]
    [InlineData("كيف أساعد أمي بعد وفاة أبي؟", "mourner")]
    [InlineData("شو بقدر حضر قبل ما تبلش الدراسة؟", "university")]
    [InlineData("كيف أتعلم الإنجليزية؟", "language")]
    public void AnEverydayQuestionIsAnsweredWithAdvice(string text, string subject) => IsOf(subject, Last(text)).ShouldBeTrue(Last(text));

    [Theory]
    [InlineData("how do I sleep better", "what else?", "sleep")]
    [InlineData("how do I sleep better", "why?", "sleep")]
    [InlineData("how do I sleep better", "how long does it take?", "sleep")]
    [InlineData("how do I sleep better", "that doesn't work for me", "sleep")]
    [InlineData("how do I build a reading habit", "what if I miss a day", "reading")]
    [InlineData("how do I build a reading habit", "give me a plan for a week", "reading")]
    [InlineData("how do I start my speech", "no i meant something funnier", "speech")]
    [InlineData("كيف أكتسب عادة القراءة؟", "وماذا لو نسيت يوما؟", "reading")]
    [InlineData("كيف أكتسب عادة القراءة؟", "أعطني خطة لأسبوع", "reading")]
    [InlineData("كيف أوفر من راتبي؟", "وبعدين؟", "saving")]
    [InlineData("كيف أوفر من راتبي؟", "ليش؟", "saving")]
    public void AShortQuestionStaysWithTheSubject(string first, string second, string subject) =>
        IsOf(subject, Last(first, second)).ShouldBeTrue(Last(first, second));

    [Theory]
    [InlineData("Give me three ideas for a team day with 12 people", "team-day")]
    [InlineData("ideas for my son's birthday party", "party-child")]
    [InlineData("what can we do on a rainy weekend, any ideas", "rainy-weekend")]
    [InlineData("three dinner ideas for friends", "dinner")]
    [InlineData("three gift ideas for my mother", "gift-mother")]
    [InlineData("any ideas for a gift for a friend", "gift-friend")]
    [InlineData("give me some names for our group", "group-names")]
    [InlineData("اديني ٣ افكار لحاجة اعملها النهارده في البيت", "home-bored")]
    [InlineData("افكار هدية لامي", "gift-mother")]
    public void IdeasBelongToTheirSubject(string text, string subject)
    {
        var answer = Last(text);
        IsOf(subject, answer).ShouldBeTrue(answer);
        EarlierAnswers.IdeasIn(answer).Count.ShouldBe(3);
    }

    [Fact]
    public void TheSecondIdeaIsExplainedOrReplaced()
    {
        const string asked = "Give me three ideas for a team day";
        var second = Advice.In("en")["team-day"].Tips[1];
        Last(asked, "the second one sounds good. tell me more").ShouldBe(second.More);
        Last(asked, "the second one won't work").ShouldNotContain(second.Short);
    }

    [Theory]
    [InlineData("write a birthday wish for my friend Sara", "Sara")]
    [InlineData("write a short invitation to our dinner, Thursday at 4pm", "on Thursday at 4 pm")]
    [InlineData("can you write an apology to my manager", "sorry")]
    [InlineData("help me write a condolence message to my neighbour", "loss")]
    [InlineData("please write a leave request for Monday", "on Monday")]
    [InlineData("write a message to my old friend Omar", "Omar")]
    [InlineData("اكتب لي تهنئة عيد ميلاد لصديقتي سارة", "يا سارة")]
    [InlineData("اكتب لي رسالة قصيرة ارسلها لصديقي فهد", "فهد")]
    [InlineData("اكتب لي رسالة اعتذار لأخي", "أعتذر")]
    [InlineData("need a short birthday text for my boss, not slimy", "Happy birthday")]
    [InlineData("can you write me something to send him, he owes me his share of the electricity", "share")]
    [InlineData("write me a message that we need to postpone", "can't make our time")]
    [InlineData("could you write me a short note for the neighbours' doors?", "next door|I'm new")]
    [InlineData("تمام، اكتب لي رسالة للجيران", "جار|ساكن")]
    public void AShortTextIsWritten(string text, string words) =>
        words.Split('|').ShouldContain(word => Last(text).Contains(word, StringComparison.Ordinal));

    [Theory]
    [InlineData("now in arabic please", "كل عام وأنت بخير يا سارة")]
    [InlineData("shorter", "All the best for you.")]
    [InlineData("more formal", "Dear Sara")]
    [InlineData("no, her name is Dana", "Dana")]
    public void AShortTextIsChanged(string change, string words) =>
        Last("write a birthday wish for my friend Sara", change).ShouldContain(words);

    [Theory]
    [InlineData("and split that over 4 weeks?", "1400 ÷ 4 = 350")]
    [InlineData("half of that", "1400 ÷ 2 = 700")]
    [InlineData("no wait, it is 4500 not 4000", "4500 − 1800 − 800 = 1900")]
    [InlineData("اقسمها على ٤", "1400 ÷ 4 = 350")]
    public void ASumGoesOn(string text, string sum) => Last("what is 4000 - 1800 - 800", text).ShouldContain(sum);

    [Theory]
    [InlineData("what's my daughter's name?", "Salma", "Our baby was born on Friday!!", "A girl, we called her Salma")]
    [InlineData("what did I tell you my sister's name is?", "Dana", "I had a fight with my sister", "her name is Dana")]
    [InlineData("شو اسم اختي؟", "رنيم", "اختي رنا عملتلي حفلة", "لا اسمها رنيم مو رنا")]
    public void ANameIsKept(string question, string name, params string[] said) => Last([.. said, question]).ShouldContain(name);

    [Theory]
    [InlineData("you're not helping much tbh")]
    [InlineData("that's not what I asked")]
    [InlineData("all you do is repeat the same thing")]
    [InlineData("ما فهمت علي شي")]
    public void AComplaintIsAdmitted(string text) => Last("hello", text).ShouldMatch("right|Fair|True|missed|صحيح|معك حق|أفهم");

    [Theory]
    [InlineData("I got the promotion!!!", "Congratulations")]
    [InlineData("Our baby was born on Friday!!", "Congratulations")]
    [InlineData("that joke was so funny I died", "good one")]
    [InlineData("الجوال مات", "شحن")]
    [InlineData("are you chatgpt", "not ChatGPT")]
    [InlineData("what's the capital of australia", "Canberra")]
    [InlineData("ur useless", "didn't answer|missed|right|Fair|True")]
    [InlineData("sorry, long day", "No harm|Nothing to be sorry|All is well")]
    [InlineData("آسف تأخرت", "لا بأس|لا داعي|ما يرام")]
    [InlineData("perfect", "Glad|Good to hear|leave it")]
    [InlineData("ممتاز", "يسرني|جميل|نتركه")]
    [InlineData("👶🎉", "good news|celebrate")]
    [InlineData("😭😭", "heavy|hurts")]
    [InlineData("salam kefak", "كيف اليوم|كيف الحال|كيف حالك")]
    public void ItIsHeardAsItIsMeant(string text, string words) => Last(text).ShouldMatch(words);

    [Fact]
    public void NothingOfThePersonIsQuotedTwice()
    {
        string[] turns = ["متضايق من ربعي محد يسأل عني", "صار لي شهر ما طلعت معاهم", "كل يوم وانا جالس لحالي"];
        turns
            .Select((_, at) => Last(turns[..(at + 1)]))
            .Count(answer => answer.Contains('«', StringComparison.Ordinal))
            .ShouldBeLessThan(2);
    }

    [Theory]
    [InlineData("I died of embarrassment at the meeting", "light a candle|Missing|missing|without them|loss")]
    [InlineData("ten people died in the flood", "Missing|missing|without them")]
    [InlineData("i'm done with this job", "Congratulations|effort has paid")]
    [InlineData("قالوا عني كلام مو حلو بالدوام", "لحظة طيبة|يسعد")]
    [InlineData("في شي جروب هون عالمنصة؟", "القطة|الجرو")]
    public void ItIsNotHeardAs(string text, string words) => Last(text).ShouldNotMatch(words);

    [Fact]
    public void AnInvitationIsWrittenWithoutAVerbAndChangedByItsDay() =>
        Last("now an invitation to a barbecue on saturday at 5 at my place", "no i meant sunday").ShouldContain("on Sunday at 5");

    [Theory]
    [InlineData("any events?", "en")]
    [InlineData("any groups here", "en")]
    [InlineData("good weekend", "en")]
    [InlineData("esmy Karim, kefak", "ar")]
    [InlineData("fi events hon?", "ar")]
    public void EnglishWordsInArabiziAreNoSignOfIt(string text, string language) =>
        OfflineCompanion.LanguageIn(text, []).ShouldBe(language);

    [Theory]
    [InlineData("privacy", "can my manager see it? he is an organiser here", "en", "No.")]
    [InlineData("refund", "how long does it take?", "en", "Credits")]
    [InlineData("refund", "the event was cancelled yesterday", "en", "refunded in full")]
    [InlineData("delete-account", "كيف يعني؟ وين بلاقيها؟", "ar", "الإعدادات")]
    [InlineData("create-community", "وهل هو مجاني؟", "ar", "مجاني")]
    [InlineData("create-event", "and can i put a limit of 20 people", "en", "number of places")]
    [InlineData("create-event", "And can I make it repeat each Tuesday?", "en", "one date")]
    [InlineData("create-event", "i want to charge 5 pounds", "en", "price")]
    [InlineData("create-event", "can only my circle see it", "en", "private")]
    [InlineData("create-event", "وكم شخص يقدر يجي؟", "ar", "المقاعد")]
    [InlineData("password", "i didnt get any email", "en", "spam")]
    [InlineData("password", "it says wrong password but its the same password", "en", "new one")]
    public void AQuestionAfterAHelpTextIsAboutIt(string feature, string text, string language, string words) =>
        HelpFollowUps.Find(feature, text, language).ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void TheAccountIsNotTheConversation() => HelpFollowUps.Find("privacy", "how do i delete my account", "en").ShouldBeNull();

    [Fact]
    public void FollowUpsAreOfFeatures() => HelpFollowUps.Features.Except(HelpTexts.Features).ShouldBeEmpty();

    [Theory]
    [InlineData("how do i get a refund?")]
    [InlineData("من يستطيع قراءة رسائلي؟")]
    [InlineData("are there any groups for board games?")]
    [InlineData("كيف أنشئ مجتمعا جديدا؟")]
    public void ARequestToThePlatformIsLeftToIt(string text) =>
        Turns.Companion.IsPractical(text, [], [], isAfterGuidance: false).ShouldBeFalse();

    [Theory]
    [InlineData("my friends never invite me", "how do I start?")]
    [InlineData("they always go out without me", "how do I start?")]
    public void AShortQuestionAfterCardsIsAboutThem(string request, string question)
    {
        Turns
            .Companion.IsPractical(question, ["Here are two."], [request], isAfterGuidance: false)
            .ShouldBeTrue("else this test says nothing");
        Turns.Companion.IsPractical(question, ["Here are two."], [request], isAfterGuidance: true).ShouldBeFalse();
    }
}
