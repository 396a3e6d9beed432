using System.Net;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Contracts.Payments;
using Community.Social.Discovery;
using Community.Social.Plans;
using Community.Social.Tests.Network;
using Community.Social.Tests.People;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Community.Social.Tests.Discovery;

[Collection(nameof(SocialTests))]
public sealed class FindingPeopleTests(SocialApplication social)
{
    // Each test has its own region, so that they can share a service.
    private readonly string _region = $"región {Guid.CreateVersion7():N}";

    [Fact]
    public async Task TheMostSharedComesFirstThenTheNewest()
    {
        var me = Add("me", "chess", "running", "tea");
        var old = Add("old");
        var fresh = Add("fresh");
        var one = Add("one", "tea", "opera");
        var two = Add("two", "running", "chess");
        await social.AddAsync(me, old, fresh, one, two);

        var answer = await FindAsync(me.UserId, "");

        Names(answer).ShouldBe(["two", "one", "fresh", "old"]);
        answer.GetProperty("total").GetInt32().ShouldBe(4);
        Texts(answer.GetProperty("items")[0], "common_interests").Order().ShouldBe(["chess", "running"]);
        Texts(answer.GetProperty("items")[1], "common_interests").ShouldBe(["tea"]);
        Texts(answer.GetProperty("items")[2], "common_interests").ShouldBeEmpty();
        answer
            .GetProperty("items")[0]
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe([
                "id",
                "username",
                "full_name",
                "bio",
                "location",
                "region",
                "city",
                "age",
                "gender",
                "interests",
                "identity_badge",
                "picture_url",
                "created_at",
                "common_interests",
                "compatibility_score",
                "factors",
                "mutual_connections",
                "is_boosted",
            ]);
    }

    [Fact]
    public async Task RegionAndInterestsAreComparedWithoutCase()
    {
        var chess = Add("chess-player", "chess", "go");
        var tea = Add("tea-drinker", "tea");
        await social.AddAsync(chess, tea, Add("neither", "opera"));

        var caller = Guid.CreateVersion7();
        Names(await FindAsync(caller, "&interest=CHESS", _region.ToUpperInvariant())).ShouldBe(["chess-player"]);
        Names(await FindAsync(caller, "&interest=chess&interest=Tea")).Order().ShouldBe(["chess-player", "tea-drinker"]);
        Names(await FindAsync(caller, "&interest=nothing")).ShouldBeEmpty();
        Names(await FindAsync(caller, "", _region + "x")).ShouldBeEmpty();
    }

    [Fact]
    public async Task NamesAreFoundByAPartOfThem()
    {
        await social.AddAsync(
            Users.Registered(Users.Profile("mhaddad", _region, fullName: "Maya Haddad")),
            Users.Registered(Users.Profile("under_score", _region, fullName: "100% Ólafur"))
        );

        var caller = Guid.CreateVersion7();
        Names(await FindAsync(caller, "&q=HADD")).ShouldBe(["mhaddad"]);
        Names(await FindAsync(caller, "&q=maya%20h")).ShouldBe(["mhaddad"]);
        Names(await FindAsync(caller, "&q=ÓLAF")).ShouldBe(["under_score"]);
        Names(await FindAsync(caller, "&q=%25")).ShouldBe(["under_score"]);
        Names(await FindAsync(caller, "&q=r_s")).ShouldBe(["under_score"]);
        Names(await FindAsync(caller, "&q=a_a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GuestsAndSuspendedAndErasedPeopleAreNotShown()
    {
        var (shown, guest, suspended, lifted, over, erased) = (
            Add("shown"),
            Add("guest") with
            {
                IsGuest = true,
            },
            Add("suspended"),
            Add("lifted"),
            Add("over"),
            Add("erased")
        );
        await social.AddAsync(shown, guest, suspended, lifted, over, erased);
        await social.PublishAsync(
            Users.Suspended(suspended.UserId, 2),
            Users.Suspended(lifted.UserId, 3, isSuspended: false),
            Users.Suspended(over.UserId, 2, until: new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero)),
            Users.Suspended(lifted.UserId, 2),
            Users.Erased(erased.UserId, 2)
        );

        await Poll.UntilAsync(async () =>
            Names(await FindAsync(Guid.CreateVersion7(), "")).Order().SequenceEqual(["lifted", "over", "shown"])
        );

        await social.PublishAsync(Users.Updated(guest.UserId, 2, guest.Profile));
        await Poll.UntilAsync(async () => Names(await FindAsync(Guid.CreateVersion7(), "")).Contains("guest"));
    }

    [Fact]
    public async Task PagesFollowOneAnotherWithoutGapsOrRepeats()
    {
        await social.AddAsync([.. Enumerable.Range(0, 23).Select(number => Add($"p{number}"))]);
        var caller = Guid.CreateVersion7();
        var seen = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            var answer = await FindAsync(caller, $"&page={page}&limit=10");
            (
                answer.GetProperty("total").GetInt32(),
                answer.GetProperty("pages").GetInt32(),
                answer.GetProperty("page").GetInt32()
            ).ShouldBe((23, 3, page));
            seen.AddRange(Names(answer));
        }

        seen.ShouldBe(Enumerable.Range(0, 23).Reverse().Select(number => $"p{number}"));
        var second = await FindAsync(
            caller,
            $"&limit=10&cursor={(await FindAsync(caller, "&limit=10")).GetProperty("next_cursor").GetString()}"
        );
        (second.GetProperty("page").GetInt32(), second.GetProperty("total").GetInt32()).ShouldBe((2, 23));
        Names(second).ShouldBe(seen[10..20]);
        var beyond = await FindAsync(caller, "&page=2147483647&limit=100");
        (beyond.GetProperty("items").GetArrayLength(), beyond.GetProperty("total").GetInt32()).ShouldBe((0, 23));
    }

    [Fact]
    public async Task ARelatedUserIsNotFound()
    {
        var (me, friend, asked, asking, declined, turnedDown, blocked, blocking, other) = (
            Add("me"),
            Add("friend"),
            Add("asked"),
            Add("asking"),
            Add("declined"),
            Add("turned-down"),
            Add("blocked"),
            Add("blocking"),
            Add("other")
        );
        await social.AddAsync(me, friend, asked, asking, declined, turnedDown, blocked, blocking, other);
        await social.ConnectAsync((friend.UserId, me.UserId));
        await social.AskAsync((me.UserId, asked.UserId), (asking.UserId, me.UserId));
        // A decline stays secret: the asker sees a request without an answer.
        await social.RelateAsync("declined", (me.UserId, declined.UserId), (turnedDown.UserId, me.UserId));
        await social.BlockAsync(me.UserId, blocked.UserId);
        await social.BlockAsync(blocking.UserId, me.UserId);

        var answer = await FindAsync(me.UserId, "");
        Names(answer).ShouldBe(["other", "turned-down"]);
        answer.GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task TheBoostedComeFirstButNotWhereTheyDoNotFit()
    {
        var (me, alike, boosted, over, priority, plain) = (
            Add("me", "chess", "go", "bridge"),
            Add("alike", "chess", "go", "bridge"),
            Add("boosted", "tea"),
            Add("over", "tea"),
            Add("priority"),
            Add("plain")
        );
        await social.AddAsync(me, alike, boosted, over, priority, plain);
        await social.PublishAsync(
            new ProfileBoosted(Guid.CreateVersion7(), Users.Start, boosted.UserId, 1, Users.Start.AddYears(100)),
            new ProfileBoosted(Guid.CreateVersion7(), Users.Start, over.UserId, 1, Users.Start),
            new EntitlementsChanged(
                Guid.CreateVersion7(),
                Users.Start,
                priority.UserId,
                1,
                "elite",
                [EntitlementCode.PriorityVisibility],
                null
            )
        );

        await Poll.UntilAsync(async () =>
            Names(await FindAsync(me.UserId, "")).SequenceEqual(["boosted", "alike", "priority", "plain", "over"])
        );
        (await FindAsync(me.UserId, ""))
            .GetProperty("items")
            .EnumerateArray()
            .Select(person => person.GetProperty("is_boosted").GetBoolean())
            .ShouldBe([true, false, false, false, false]);
        Names(await FindAsync(me.UserId, "&interest=chess")).ShouldBe(["alike"]);
    }

    [Fact]
    public async Task AgeAndGenderNeedThePremiumPlan()
    {
        var (me, young, old, untold) = (Add("me"), Aged("young", 20, "Female"), Aged("old", 70, "male"), Aged("untold", null, null));
        await social.AddAsync(me, young, old, untold);
        foreach (var query in (string[])["age_min=18", "age_max=30", "gender=female", "gender=female&age_min=30&age_max=40"])
        {
            using var refused = await social.HttpAs(me.UserId).GetAsync($"/api/v1/discover/people?{query}");
            refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
            JsonDocument
                .Parse(await refused.Content.ReadAsStringAsync())
                .RootElement.GetProperty("required_plan")
                .GetString()
                .ShouldBe("premium");
        }

        // The bus has not announced it: payments knows.
        social.Owners.Answers[$"/internal/entitlements/{me.UserId}"] = new EntitlementSnapshot(
            me.UserId,
            1,
            "premium",
            [EntitlementCode.AdvancedMatching],
            null
        );
        Names(await FindAsync(me.UserId, "&age_min=60")).ShouldBe(["old"]);
        Names(await FindAsync(me.UserId, "&age_min=18&age_max=30")).ShouldBe(["young"]);
        Names(await FindAsync(me.UserId, "&gender=FEMALE")).ShouldBe(["young"]);
        Names(await FindAsync(me.UserId, "&gender=female&age_min=60")).ShouldBeEmpty();
        Names(await FindAsync(me.UserId, "")).ShouldBe(["untold", "old", "young"]);
    }

    [Fact]
    public async Task BadgesAreAFilterAndThoseThatComplementComeFirst()
    {
        var (me, same, complement) = (Add("me"), Add("same"), Add("complement"));
        await social.AddAsync(me, complement with { Profile = complement.Profile with { IdentityBadge = "Creator" } }, same);
        Names(await FindAsync(me.UserId, "")).ShouldBe(["complement", "same"]);
        Names(await FindAsync(me.UserId, "&identity_badge=Creator")).ShouldBe(["complement"]);
        Names(await FindAsync(me.UserId, "&identity_badge=Leader")).ShouldBeEmpty();
    }

    [Fact]
    public async Task TotalsAreRightWhileCountsAreAddedUp()
    {
        var (me, friend) = (Add("me", _region), Add("friend", _region));
        var others = Enumerable.Range(0, 4).Select(number => Add($"p{number}", _region)).ToArray();
        await social.AddAsync([me, friend, .. others]);
        await social.ConnectAsync((me.UserId, friend.UserId));
        await CheckAsync(4);
        await social
            .Service<IEnumerable<IHostedService>>()
            .OfType<PeopleCounts>()
            .Single()
            .AddUpAsync(TestContext.Current.CancellationToken);
        await CheckAsync(4);
        await social.PublishAsync(
            Users.Updated(others[0].UserId, 2, others[0].Profile with { Interests = [], Region = "elsewhere" }),
            Users.Erased(others[1].UserId, 2),
            Users.Suspended(others[2].UserId, 2)
        );
        await Poll.UntilAsync(async () => await TotalAsync($"region={_region}") == 1);
        await CheckAsync(1);

        async Task CheckAsync(int expected)
        {
            (await TotalAsync($"region={_region}")).ShouldBe(expected);
            (await TotalAsync($"interest={_region}")).ShouldBe(expected);
            (await TotalAsync($"region={_region}&interest={_region}")).ShouldBe(expected);
            await social.WithDbAsync(async db =>
            {
                var listed = await db.People.CountAsync(person => person.ProfileVersion > 0 && !person.IsGuest && !person.IsBot);
                var counted = await db
                    .Database.SqlQuery<long>(
                        $"""
                        SELECT (coalesce((SELECT people FROM people_counts WHERE kind = 'all'), 0)
                            + coalesce((SELECT sum(change) FROM people_count_changes WHERE kind = 'all'), 0))::bigint AS "Value"
                        """
                    )
                    .SingleAsync();
                counted.ShouldBe(listed);
                return true;
            });
        }

        async Task<int> TotalAsync(string query) =>
            JsonDocument
                .Parse(await social.HttpAs(me.UserId).GetStringAsync($"/api/v1/discover/people?{query}"))
                .RootElement.GetProperty("total")
                .GetInt32();
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("page=-1", "page")]
    [InlineData("page=two", "page")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=1000", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("region=", "region")]
    [InlineData("interest=", "interest")]
    [InlineData("identity_badge=Boss", "identity_badge")]
    [InlineData("age_min=-1", "age_min")]
    [InlineData("age_max=old", "age_max")]
    [InlineData("age_min=40&age_max=30", "age_max")]
    [InlineData("gender=", "gender")]
    public async Task BadInputIsRefusedWithItsField(string query, string field)
    {
        using var answer = await social.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/discover/people?{query}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateObject().ShouldHaveSingleItem(body).Name.ShouldStartWith(field);
    }

    [Theory]
    [InlineData("region=a%00b")]
    [InlineData("q=%00")]
    [InlineData("interest=a%00")]
    [InlineData("q=%ED%A0%80")]
    public async Task WhatIsNoTextIsRefused(string query)
    {
        using var answer = await social.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/discover/people?{query}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task TooMuchIsRefused()
    {
        var http = social.HttpAs(Guid.CreateVersion7());
        (await http.GetAsync($"/api/v1/discover/people?q={new string('x', 101)}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var interests = string.Join('&', Enumerable.Range(0, 21).Select(number => $"interest=i{number}"));
        (await http.GetAsync($"/api/v1/discover/people?{interests}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AStrangerSeesNoPeople()
    {
        using var answer = await social.Http().GetAsync("/api/v1/discover/people");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private UserRegistered Add(string username, params string[] interests) => Users.Registered(Users.Profile(username, _region, interests));

    private UserRegistered Aged(string username, int? age, string? gender) =>
        Users.Registered(Users.Profile(username, _region) with { Age = age, Gender = gender });

    private async Task<JsonElement> FindAsync(Guid caller, string query, string? region = null)
    {
        using var answer = await social
            .HttpAs(caller)
            .GetAsync($"/api/v1/discover/people?region={Uri.EscapeDataString(region ?? _region)}{query}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static List<string> Names(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(person => person.GetProperty("username").GetString()!)];

    private static List<string> Texts(JsonElement person, string name) =>
        [.. person.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
