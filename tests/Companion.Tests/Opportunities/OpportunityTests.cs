using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Companion.Meaning;
using Community.Companion.Opportunities;
using Community.Companion.People;
using Community.Companion.Streaks;
using Community.Companion.Tests.Meaning;
using Community.Companion.Tests.People;
using Community.Contracts.Events;
using Community.Contracts.Social;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Community.Companion.Tests.Opportunities;

[Collection(nameof(CompanionTests))]
public sealed class OpportunityTests(CompanionApplication companion)
{
    /// <summary>Interests that have nothing to do with each other: things near to an interest are pointed out too.</summary>
    private static readonly string[] Interests =
    [
        .. "falconry beekeeping origami curling glassblowing astronomy karate sailing knitting chess".Split(' '),
        .. "pottery jazz bouldering genealogy topiary fencing calligraphy archery robotics yodelling".Split(' '),
    ];

    private static int _count;

    [Fact]
    public async Task WhatFitsIsPointedOutOnceWithItsReason()
    {
        var (interest, region) = New();
        var person = await PersonAsync(region, interest, $"other{interest}");
        var circle = await CircleAsync(interest, region);
        var friend = await PersonAsync(region, interest, $"other{interest}");
        await ActAsync(person);

        await LookAsync();

        var found = await ListAsync(person);
        found
            .Select(item => item.GetProperty("action_link").GetString())
            .ShouldBe([$"/communities/{circle}", $"/users/{friend}"], ignoreOrder: true);
        found
            .Single(item => item.GetProperty("type").GetString() == "opportunity")
            .GetProperty("description")
            .GetString()!
            .ShouldContain(interest);
        var inArabic = await ListAsync(person, "ar-AE, en;q=0.5");
        inArabic
            .Single(item => item.GetProperty("type").GetString() == "opportunity")
            .GetProperty("description")
            .GetString()
            .ShouldBe($"موضوعه مما يهمك: {interest}، وهو في منطقتك.");
        inArabic.Select(item => item.GetProperty("action_text").GetString()).ShouldBe(["إلقاء نظرة", "عرض الملف"], ignoreOrder: true);
        await LookAgainAsync(person);
        (await ListAsync(person)).Count.ShouldBe(2);
    }

    [Fact]
    public void ADayHasAtMostTwoOfAKind()
    {
        OpportunityWork
            .Mixed([Of("person"), Of("person"), Of("person"), Of("event")], [])
            .Select(one => one.TargetType)
            .ShouldBe(["person", "person", "event"]);
        OpportunityWork.Mixed([Of("person"), Of("community")], ["person", "person"]).Select(one => one.TargetType).ShouldBe(["community"]);

        static Candidate Of(string kind) =>
            new(
                50,
                OpportunityKind.Opportunity,
                kind,
                Guid.Empty,
                kind,
                OpportunityText.Known("A title", isNear: true),
                "/",
                DateTimeOffset.UnixEpoch
            );
    }

    [Fact]
    public void ArabicTextHasArabicInterests() =>
        OpportunityText
            .Circle("Name", ["reading", "falconry"], isNear: false)
            .Description.Arabic.ShouldBe("موضوعه مما يهمك: القراءة، falconry.");

    [Fact]
    public async Task APersonWithoutInterestsGetsWhatIsNear()
    {
        var (interest, region) = New();
        var person = await PersonAsync(region);
        var circle = await CircleAsync(interest, region);
        await ActAsync(person);

        await LookAsync();

        var found = (await ListAsync(person)).Single(item => item.GetProperty("action_link").GetString() == $"/communities/{circle}");
        found.GetProperty("description").GetString()!.ShouldContain("Add interests");
    }

    [Fact]
    public async Task AnEventNearIsPointedOutUnlessOneGoesThereAnyway()
    {
        var (interest, region) = New();
        var (goes, doesNot) = (await PersonAsync(region, interest), await PersonAsync(region, interest));
        var published = Meetup($"An evening of {interest}", region, Guid.CreateVersion7());
        await companion.PublishAsync(published);
        await companion.PublishAsync(
            new RsvpConfirmed(
                Guid.CreateVersion7(),
                Users.Start,
                Guid.CreateVersion7(),
                2,
                published.CommunityEventId,
                goes,
                published.OrganizerId
            )
        );
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(async db =>
                await db
                    .Database.SqlQuery<bool>(
                        $"""
                        SELECT EXISTS (SELECT FROM events WHERE id = {published.CommunityEventId} AND version > 0) AND EXISTS (SELECT FROM registrations WHERE user_id = {goes}) AS "Value"
                        """
                    )
                    .SingleAsync()
            )
        );
        await ActAsync(goes);
        await ActAsync(doesNot);

        await LookAsync();

        (await ListAsync(goes)).ShouldBeEmpty();
        (await ListAsync(doesNot)).Single().GetProperty("action_link").GetString().ShouldBe($"/events/{published.CommunityEventId}");
        await companion.PublishAsync(
            new EventCancelled(Guid.CreateVersion7(), Users.Start, published.CommunityEventId, 9, published.OrganizerId, null)
        );
        await Poll.UntilAsync(async () => (await ListAsync(doesNot)).Count == 0);
    }

    [Fact]
    public async Task AnEventOfASuspendedOrganizerIsNotSuggestedAndDisappears()
    {
        var (interest, region) = New();
        var (person, late, organizer) = (
            await PersonAsync(region, interest),
            await PersonAsync(region, interest),
            await companion.PersonAsync()
        );
        var published = Meetup($"A morning of {interest}", region, organizer);
        await companion.PublishAsync(published);
        await companion.UntilFoundAsync(person, interest, published.CommunityEventId);
        await ActAsync(person);
        await LookAsync();
        (await ListAsync(person)).Single().GetProperty("action_link").GetString().ShouldBe($"/events/{published.CommunityEventId}");

        await companion.PublishAsync(Users.Suspended(organizer, 2));

        await Poll.UntilAsync(async () => (await ListAsync(person)).Count == 0);
        await ActAsync(late);
        await LookAsync();
        (await ListAsync(late)).ShouldBeEmpty();
        await companion.UntilNotFoundAsync(person, interest, published.CommunityEventId);

        await companion.PublishAsync(Users.Suspended(organizer, 3, isSuspended: false));
        await Poll.UntilAsync(async () => (await ListAsync(person)).Count == 1);
        await companion.UntilFoundAsync(person, interest, published.CommunityEventId);
    }

    [Fact]
    public async Task ABlockedUserIsNotSuggestedAndDisappears()
    {
        var (interest, region) = New();
        var (person, other) = (
            await PersonAsync(region, interest, $"other{interest}"),
            await PersonAsync(region, interest, $"other{interest}")
        );
        await ActAsync(person);
        await LookAsync();
        (await ListAsync(person)).ShouldHaveSingleItem();

        await companion.PublishAsync(new UserBlocked(Guid.CreateVersion7(), Users.Start, Guid.CreateVersion7(), 1, other, person));
        await Poll.UntilAsync(async () => (await ListAsync(person)).Count == 0);
        await ActAsync(other);
        await LookAsync();
        (await ListAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ANewUserFindsSomethingWithoutHavingDoneAnything()
    {
        var (interest, region) = New();
        var circle = await CircleAsync(interest, region);
        var registered = Users.Registered(Users.Profile(region: region, interests: [interest], createdAt: companion.Clock.GetUtcNow()));
        await companion.AddAsync(registered);
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(async db =>
                await db
                    .Database.SqlQuery<bool>(
                        $"""
                        SELECT EXISTS (SELECT FROM opportunity_turns WHERE user_id = {registered.UserId}) AS "Value"
                        """
                    )
                    .SingleAsync()
            )
        );

        await LookAgainAsync(registered.UserId);

        (await ListAsync(registered.UserId)).ShouldContain(item => item.GetProperty("action_link").GetString() == $"/communities/{circle}");
    }

    [Fact]
    public async Task WhatComesCloseByItsMeaningIsPointedOutWithTheReason()
    {
        var region = New().Region;
        var person = await PersonAsync(region, "watercolour", "sketching");
        var circle = new CommunityCreated(
            Guid.CreateVersion7(),
            Users.Start,
            Guid.CreateVersion7(),
            1,
            Guid.CreateVersion7(),
            "Brush and paper",
            "circle",
            "public",
            null,
            region,
            "Painting from life: watercolours, ink, drawing and sketching outdoors.",
            []
        );
        await companion.PublishAsync(circle);
        await Poll.UntilAsync(async () =>
            (
                await companion.WithAsync<SemanticSearch, SearchAnswer>(search =>
                    search.FindAsync(person, "watercolour, sketching", ["community"], new(1, 30), CancellationToken.None)
                )
            ).Items.Any(item => item.Id == circle.CommunityId && item.Score > 0.3)
        );
        await ActAsync(person);
        await LookAgainAsync(person);

        var found = await Poll.ForAsync(async () =>
            (await ListAsync(person)).Find(item => item.GetProperty("action_link").GetString() == $"/communities/{circle.CommunityId}")
                is { ValueKind: JsonValueKind.Object } one
                ? one.ToString()
                : null
        );
        found.ShouldContain("watercolour and sketching");
    }

    [Fact]
    public async Task AtMostTwoOfAKindADay()
    {
        var (interest, region) = New();
        var person = await PersonAsync(region, interest);
        for (var i = 0; i < 5; i++)
        {
            await CircleAsync(interest, region);
        }

        await ActAsync(person);
        await LookAsync();
        await LookAgainAsync(person);
        (await ListAsync(person)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task ReadingAndDismissingAreOnesOwn()
    {
        var (interest, region) = New();
        var (person, stranger) = (await PersonAsync(region, interest), await companion.PersonAsync());
        await CircleAsync(interest, region);
        await ActAsync(person);
        await LookAsync();
        var id = (await ListAsync(person)).Single().GetProperty("id").GetGuid();
        using var mine = companion.HttpAs(person);
        using var theirs = companion.HttpAs(stranger);
        using (var refused = await theirs.PostAsync(new Uri($"/api/v1/activity/{id}/mark-read", UriKind.Relative), null))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using (var refused = await theirs.DeleteAsync(new Uri($"/api/v1/activity/{id}", UriKind.Relative)))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        using (var read = await mine.PostAsync(new Uri($"/api/v1/activity/{id}/mark-read", UriKind.Relative), null))
        {
            read.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await ListAsync(person)).Single().GetProperty("read").GetBoolean().ShouldBeTrue();
        using (var dismissed = await mine.DeleteAsync(new Uri($"/api/v1/activity/{id}", UriKind.Relative)))
        {
            dismissed.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        (await ListAsync(person)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(3, "قبل 3 أيام")]
    [InlineData(10, "قبل 10 أيام")]
    [InlineData(11, "قبل 11 يومًا")]
    [InlineData(30, "قبل 30 يومًا")]
    public void DaysHaveTheFormThatArabicGivesThem(int days, string part) =>
        OpportunityText.Pause(days).Description.Arabic.ShouldContain(part);

    [Theory]
    [InlineData("It is about chess, which you care for.", "chess")]
    [InlineData("It is about chess and go, which you care for.", "chess", "go")]
    [InlineData("It is about chess, go and shogi, which you care for.", "chess", "go", "shogi")]
    public void SharedInterestsAreListed(string description, params string[] shared) =>
        OpportunityText.Circle("Board games", shared, isNear: false).Description.English.ShouldBe(description);

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, "insight")]
    [InlineData(30, "insight")]
    [InlineData(31, null)]
    public void APauseIsPointedOutWhenItGrewLong(int days, string? kind)
    {
        var start = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var person = new Person { Id = Guid.CreateVersion7() };
        OpportunityFinder
            .OwnPath(person, Streak.After(null, person, start), start.AddDays(days))
            .Select(found => found.Kind)
            .SingleOrDefault()
            .ShouldBe(kind);
    }

    [Fact]
    public void OneDayBeforeABadgeIsPointedOut()
    {
        var start = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var person = new Person { Id = Guid.CreateVersion7() };
        var streak = Enumerable.Range(0, 6).Aggregate((Streak?)null, (streak, day) => Streak.After(streak, person, start.AddDays(day)))!;
        OpportunityFinder.OwnPath(person, streak, start.AddDays(5)).Single().Kind.ShouldBe("boost");
        OpportunityFinder.OwnPath(person, streak with { Longest = 7 }, start.AddDays(5)).ShouldBeEmpty();
    }

    private (string Interest, string Region) New()
    {
        var number = Interlocked.Increment(ref _count);
        var word = Guid.CreateVersion7().ToString("N")[20..];
        return ($"{Interests[number % Interests.Length]} {word}", $"Region {number} {word}");
    }

    private async Task<Guid> PersonAsync(string region, params string[] interests)
    {
        var registered = Users.Registered(Users.Profile(region: region, interests: interests));
        await companion.AddAsync(registered);
        return registered.UserId;
    }

    private async Task<Guid> CircleAsync(string tag, string region)
    {
        var id = Guid.CreateVersion7();
        await companion.PublishAsync(
            new CommunityCreated(
                Guid.CreateVersion7(),
                Users.Start,
                id,
                1,
                Guid.CreateVersion7(),
                $"Circle of {tag}",
                "circle",
                "public",
                null,
                region,
                null,
                [tag]
            )
        );
        await Poll.UntilAsync(() =>
            companion.WithDbAsync(async db =>
                await db
                    .Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM communities WHERE id = {id} AND version > 0) AS "Value" """)
                    .SingleAsync()
            )
        );
        return id;
    }

    private async Task ActAsync(Guid person)
    {
        using var http = companion.HttpAs(person);
        using var answer = await http.PostAsJsonAsync("/api/v1/companion/check-ins", new { mood = 3 });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private Task LookAsync() =>
        companion.Service<IEnumerable<IHostedService>>().OfType<OpportunityWork>().Single().RunRoundAsync(CancellationToken.None);

    private async Task LookAgainAsync(Guid person)
    {
        await companion.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync($"UPDATE opportunity_turns SET next_at = '2000-01-01' WHERE user_id = {person}")
        );
        await LookAsync();
    }

    private async Task<List<JsonElement>> ListAsync(Guid person, string language = "en")
    {
        using var http = companion.HttpAs(person);
        http.DefaultRequestHeaders.Add("Accept-Language", language);
        return [.. (await http.GetFromJsonAsync<JsonElement>("/api/v1/activity")).GetProperty("items").EnumerateArray()];
    }

    /// <summary>An event in three days.</summary>
    private EventPublished Meetup(string name, string region, Guid organizer) =>
        new(
            Guid.CreateVersion7(),
            Users.Start,
            Guid.CreateVersion7(),
            1,
            organizer,
            name,
            "meetup",
            null,
            region,
            null,
            companion.Clock.GetUtcNow().AddDays(3),
            companion.Clock.GetUtcNow().AddDays(3).AddHours(2),
            "UTC",
            "public"
        );
}
