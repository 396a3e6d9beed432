using System.Text.Json;
using Community.Companion.Conversation.Guide;
using Community.Companion.Meaning;
using Community.Companion.Offline.Situations;
using Community.Companion.People;
using Community.Companion.Tests.Meaning;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Tests.Conversation;

/// <summary>Requests that the platform itself answers.</summary>
[Collection(nameof(CompanionTests))]
public sealed class GuideTests(CompanionApplication companion)
{
    private static readonly RequestReader Reader = new();

    [Theory]
    [InlineData("any painting groups?", "community", "painting")]
    [InlineData("Are there any groups for new mothers near me?", "community", "mothers")]
    [InlineData("what is on this weekend?", "event", "")]
    [InlineData("What's on tonight?", "event", "")]
    [InlineData("any jazz concerts next week", "event", "jazz concerts")]
    [InlineData("ok fine. find me something to do this weekend", "event", "")]
    [InlineData("anything on saturday?", "event", "")]
    [InlineData("events tomorrow", "event", "")]
    [InlineData("fe events kowayesa?", "event", "")]
    [InlineData("any events?", "event", "")]
    [InlineData("شنو الفعاليات؟", "event", "")]
    [InlineData("ايه الفعاليات اللي عندكم", "event", "")]
    [InlineData("شو في فعاليات", "event", "")]
    [InlineData("شو في مجموعات هون", "community", "")]
    [InlineData("في شي جروب هون عالمنصة؟", "community", "")]
    [InlineData("find me somebody to hike with", "person", "hike")]
    [InlineData("looking for someone who plays chess", "person", "chess")]
    [InlineData("is there a course about confidence?", "course", "confidence")]
    [InlineData("هل يوجد نادي قراءة؟", "community", "قراءة")]
    [InlineData("شو في نهاية الأسبوع؟", "event", "")]
    [InlineData("وش فيه هالويكند؟", "event", "")]
    [InlineData("وش في فعاليات هالويكند", "event", "")]
    [InlineData("وش في فعاليات هالأسبوع", "event", "")]
    [InlineData("أبحث عن شخص يحب الشطرنج", "person", "الشطرنج")]
    public void ARequestForThingsIsRead(string text, string kind, string topic)
    {
        var request = Reader.Read(text).ShouldNotBeNull();
        request.Kind.ShouldBe(kind);
        if (topic.Length == 0)
        {
            request.Topic.ShouldBeEmpty();
        }

        request.Topic.ShouldContain(topic);
        request.Topic.ShouldNotContain("any");
    }

    [Theory]
    [InlineData("not that. something with music", "en", "music")]
    [InlineData("no, I meant sports", "en", "sports")]
    [InlineData("لا قصدي رياضة", "ar", "رياضه")]
    [InlineData("la2 2asdi 7aga sports", "ar", "رياضه")]
    public void WhatIsMeantInsteadIsSearched(string text, string language, string topic) =>
        RequestReader.CorrectedTopic(text, language).ShouldBe(topic);

    [Theory]
    [InlineData("how do I get a refund?", "refund")]
    [InlineData("I want my money back", "refund")]
    [InlineData("how can I delete my account", "delete-account")]
    [InlineData("I forgot my password", "password")]
    [InlineData("how do I block someone?", "block")]
    [InlineData("how do I create an event?", "create-event")]
    [InlineData("how can I start a group?", "create-community")]
    [InlineData("where is my ticket?", "ticket")]
    [InlineData("how much is premium?", "plans")]
    [InlineData("what can you do?", "companion")]
    [InlineData("can I change the language of the app?", "language")]
    [InlineData("how do I clear our conversation?", "privacy")]
    [InlineData("كيف بمسح المحادثة؟", "privacy")]
    [InlineData("who can read my messages?", "privacy")]
    [InlineData("كيف أسترد فلوسي؟", "refund")]
    [InlineData("نسيت كلمة المرور", "password")]
    [InlineData("كيف أعمل بلوك لحد", "block")]
    [InlineData("my ticket is gone", "ticket")]
    [InlineData("where's my ticket for tomorrow", "ticket")]
    [InlineData("is my conversation here private?", "privacy")]
    [InlineData("are you reading my direct messages?", "privacy")]
    [InlineData("someone is pretending to be me", "report")]
    [InlineData("I was banned and don't know why", "moderation")]
    [InlineData("how do I turn on two factor", "second-factor")]
    [InlineData("نسيت الباسوورد", "password")]
    [InlineData("ابلغ عن شخص كيف", "report")]
    public void AQuestionAboutAFeatureIsRead(string text, string feature)
    {
        var request = Reader.Read(text).ShouldNotBeNull();
        (request.Kind, request.Feature).ShouldBe((null, feature));
    }

    [Theory]
    [InlineData("I left my group of friends last year and I feel lonely")]
    [InlineData("I need someone to talk to")]
    [InlineData("what a party that was")]
    [InlineData("I have no friends here")]
    [InlineData("my painting is finished")]
    [InlineData("the weekend was long")]
    [InlineData("I bought a concert ticket for my sister")]
    [InlineData("nobody in the group talks to me")]
    [InlineData("how do I cancel my gym membership")]
    [InlineData("how can I quit the group project")]
    [InlineData("how do I stop the alerts in my head")]
    [InlineData("I lost my ticket to Cairo")]
    [InlineData("can I learn from my mistakes?")]
    [InlineData("which course of action is best")]
    [InlineData("أحتاج حدا يسمعني")]
    [InlineData("تعبت من الشغل اليوم")]
    public void WhatIsToldIsNoRequest(string text) => Reader.Read(text).ShouldBeNull();

    [Fact]
    public void EveryFeatureThatIsRecognizedHasATextInBothLanguages()
    {
        var asked = Embedded
            .Lines("Conversation.Guide.requests.txt")
            .Where(line => line.StartsWith("rule ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[1].Replace("ar.", "", StringComparison.Ordinal))
            .Concat(SubjectReader.Delivered.Names)
            .Where(name => name.StartsWith("help.", StringComparison.Ordinal))
            .Select(name => name["help.".Length..])
            .Distinct()
            .ToList();
        foreach (var feature in asked.Concat(HelpTexts.Features))
        {
            foreach (var language in (string[])["en", "ar"])
            {
                var help = HelpTexts.Find(language, feature).ShouldNotBeNull($"{language} {feature}");
                help.ActionLink.ShouldStartWith("/");
                help.Text.ShouldEndWith(".");
                help.Text.ShouldNotContain("\n");
            }
        }

        HelpTexts.Features.ShouldBe(asked, ignoreOrder: true);
    }

    [Theory]
    [InlineData("2026-11-18T10:00:00Z", "this weekend", "AE", "2026-11-20T20:00:00Z", "2026-11-22T20:00:00Z")] // A Wednesday.
    [InlineData("2026-11-18T10:00:00Z", "this weekend", "SA", "2026-11-19T20:00:00Z", "2026-11-21T20:00:00Z")]
    [InlineData("2026-11-22T10:00:00Z", "this weekend", "AE", "2026-11-22T10:00:00Z", "2026-11-22T20:00:00Z")] // The Sunday itself.
    [InlineData("2026-11-18T10:00:00Z", "tonight", "AE", "2026-11-18T10:00:00Z", "2026-11-18T20:00:00Z")]
    [InlineData("2026-11-18T10:00:00Z", "on friday", "AE", "2026-11-19T20:00:00Z", "2026-11-20T20:00:00Z")]
    [InlineData("2026-11-18T10:00:00Z", "next week", "AE", "2026-11-22T20:00:00Z", "2026-11-29T20:00:00Z")]
    [InlineData("2026-11-18T22:30:00Z", "tomorrow", "AE", "2026-11-19T20:00:00Z", "2026-11-20T20:00:00Z")] // Already the 19th there.
    public void NamedDaysAreThePersonsOwn(string now, string said, string country, string from, string to)
    {
        var person = new Person
        {
            Id = Guid.CreateVersion7(),
            TimeZone = "Asia/Dubai",
            Country = country,
        };
        NamedDays.In(said).ShouldNotBeNull().For(person, Time(now)).ShouldBe((Time(from), Time(to)));

        static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task AGroupThatFitsIsACard()
    {
        var caller = await companion.PersonAsync();
        var circle = Found.Group("Watercolour Wednesdays", "Painting from life and from photographs, paper provided.");
        await companion.PublishAsync(circle);
        await companion.UntilFoundAsync(caller, "painting", circle.CommunityId);
        using var http = companion.HttpAs(caller);

        var answer = (await http.SayAsync("any painting groups?")).GetProperty("message");

        answer.Text("provider").ShouldBe("platform");
        var card = answer.GetProperty("cards").EnumerateArray().Single(card => card.GetProperty("id").GetGuid() == circle.CommunityId);
        (card.Text("kind"), card.Text("title"), card.Text("action_link")).ShouldBe(
            ("community", "Watercolour Wednesdays", $"/communities/{circle.CommunityId}")
        );
        answer.Text("content").ShouldNotContain("Watercolour");

        // The conversation shows it again, as long as the caller may see the group.
        (await CardsAsync(http)).ShouldContain(circle.CommunityId);
        await companion.PublishAsync(Found.Deleted(circle, 2));
        await Poll.UntilAsync(async () => !(await CardsAsync(http)).Contains(circle.CommunityId));
    }

    [Fact]
    public async Task AQuestionAfterACardIsAboutIt()
    {
        var caller = await companion.PersonAsync();
        var word = $"quilting{Guid.CreateVersion7().ToString("N")[20..]}";
        var circle = Found.Group($"The {word} house", $"All about {word}.");
        await companion.PublishAsync(circle);
        await companion.UntilFoundAsync(caller, word, circle.CommunityId);
        using var http = companion.HttpAs(caller);

        await http.SayAsync($"do you have a {word} group?");
        var price = (await http.SayAsync("is it free?")).GetProperty("message");
        var way = (await http.SayAsync("how do I join?")).GetProperty("message");

        price.Text("content").ShouldContain("free to join");
        way.Text("content").ShouldContain("choose to join");
        foreach (var answer in (JsonElement[])[price, way])
        {
            answer.GetProperty("cards").EnumerateArray().Single().GetProperty("id").GetGuid().ShouldBe(circle.CommunityId);
        }
    }

    [Fact]
    public async Task AQuestionThatNamesAThingHereFindsIt()
    {
        var caller = await companion.PersonAsync();
        var word = $"marbling{Guid.CreateVersion7().ToString("N")[20..]}";
        var circle = Found.Group($"The {word} house", $"All about {word}.");
        await companion.PublishAsync(circle);
        await companion.UntilFoundAsync(caller, word, circle.CommunityId);

        var guidance = await companion.WithAsync<PlatformGuide, Guidance?>(guide => guide.FindAsync(caller, $"who knows {word} well?"));

        guidance.ShouldNotBeNull().Cards.ShouldContain(CardReference.To(MeaningKind.Community, circle.CommunityId));
        (await companion.WithAsync<PlatformGuide, Guidance?>(guide => guide.FindAsync(caller, "how far is the moon?"))).ShouldBeNull();
    }

    [Fact]
    public async Task WhatIsOnIsAnsweredWithEventsOfThoseDays()
    {
        var caller = await companion.PersonAsync();
        var now = companion.Clock.GetUtcNow();
        var soon = Found.Event("An evening of cards", endsAt: now.AddHours(3)) with { StartsAt = now.AddMinutes(1) };
        var secret = Found.Event("A secret evening", visibility: "private", endsAt: now.AddHours(3)) with { StartsAt = now.AddMinutes(1) };
        await companion.PublishAsync(soon, secret);
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(db =>
                db.Database.SqlQuery<bool>(
                        $"""
                        SELECT count(*) = 2 AS "Value" FROM events WHERE id IN ({soon.CommunityEventId}, {secret.CommunityEventId}) AND version > 0
                        """
                    )
                    .SingleAsync()
            )
        );

        var guidance = await companion.WithAsync<PlatformGuide, Guidance?>(guide => guide.FindAsync(caller, "what is on this week?"));

        guidance.ShouldNotBeNull().Cards.ShouldContain(CardReference.To(MeaningKind.Event, soon.CommunityEventId));
        guidance.Cards.ShouldNotContain(CardReference.To(MeaningKind.Event, secret.CommunityEventId));
    }

    [Fact]
    public async Task ASuggestedCompanionIsNeitherTheCallerNorBlocked()
    {
        var word = $"pottering{Guid.CreateVersion7().ToString("N")[20..]}";
        var (me, friend, blocked) = (Found.Person($"I love {word}."), Found.Person($"Days of {word}."), Found.Person($"Always {word}."));
        await companion.AddAsync(me, friend, blocked);
        await companion.PublishAsync(Found.Blocked(blocked.UserId, me.UserId, Guid.CreateVersion7()));
        await companion.UntilFoundAsync(me.UserId, word, friend.UserId);
        await companion.UntilNotFoundAsync(me.UserId, word, blocked.UserId);

        var guidance = await companion.WithAsync<PlatformGuide, Guidance?>(guide =>
            guide.FindAsync(me.UserId, $"find me somebody to do {word} with")
        );

        guidance.ShouldNotBeNull().Cards.ShouldContain(CardReference.To(MeaningKind.Person, friend.UserId));
        guidance.Cards.ShouldNotContain(CardReference.To(MeaningKind.Person, me.UserId));
        guidance.Cards.ShouldNotContain(CardReference.To(MeaningKind.Person, blocked.UserId));
    }

    [Fact]
    public async Task AFeatureIsExplainedInTheLanguageOfTheQuestion()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var english = (await http.SayAsync("How do I get a refund?")).GetProperty("message");
        english.Text("content").ShouldContain("cancel your registration");
        english.GetProperty("cards")[0].Text("action_link").ShouldBe("/payments");
        var arabic = (await http.SayAsync("كيف أسترد فلوسي؟")).GetProperty("message");
        arabic.GetProperty("cards")[0].Text("title").ShouldBe("استرداد المال");
        (await http.SayAsync("How do I get a refund?")).GetProperty("message").Text("content").ShouldNotBe(english.Text("content"));
    }

    [Fact]
    public async Task ACrisisComesBeforeARequest()
    {
        using var http = companion.HttpAs(await companion.PersonAsync());
        var answer = (await http.SayAsync("any painting groups? I want to kill myself tonight")).GetProperty("message");
        (answer.Text("provider"), answer.GetProperty("cards").GetArrayLength()).ShouldBe(("safety", 0));
    }

    [Fact]
    public async Task AnErasedPersonIsOnNoCard()
    {
        var word = $"marbling{Guid.CreateVersion7().ToString("N")[20..]}";
        var (me, friend) = (Found.Person("bio"), Found.Person($"Days of {word}."));
        await companion.AddAsync(me, friend);
        await companion.UntilFoundAsync(me.UserId, word, friend.UserId);
        using var http = companion.HttpAs(me.UserId);
        await http.SayAsync($"find me somebody to do {word} with");
        (await CardsAsync(http)).ShouldContain(friend.UserId);

        await companion.EraseAsync(friend.UserId);

        (await CardsAsync(http)).ShouldNotContain(friend.UserId);
        var reference = CardReference.To(MeaningKind.Person, friend.UserId);
        (await companion.WithDbAsync(db => db.Messages.AnyAsync(message => message.Cards!.Contains(reference)))).ShouldBeFalse();
    }

    private static async Task<List<Guid>> CardsAsync(HttpClient http) =>
        [
            .. (await http.ShowAsync("?limit=100"))
                .GetProperty("messages")
                .GetProperty("items")
                .EnumerateArray()
                .SelectMany(message => message.GetProperty("cards").EnumerateArray())
                .Where(card => card.GetProperty("id").ValueKind != JsonValueKind.Null)
                .Select(card => card.GetProperty("id").GetGuid()),
        ];
}
