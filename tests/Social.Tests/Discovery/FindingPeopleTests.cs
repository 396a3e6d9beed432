using System.Net;
using System.Text.Json;
using Community.Contracts.Identity;
using Community.Social.Tests.People;
using Community.Testing;

namespace Community.Social.Tests.Discovery;

[Collection(nameof(SocialTests))]
public sealed class FindingPeopleTests(SocialApplication social)
{
    // Each test has a region of its own, so that they can share a service.
    private readonly string _region = $"Región {Guid.CreateVersion7():N}";

    [Fact]
    public async Task WhoSharesMostComesFirstThenTheNewest()
    {
        var me = Add("me", "chess", "running", "tea");
        var old = Add("old");
        var fresh = Add("fresh");
        var one = Add("one", "tea", "opera");
        var two = Add("two", "running", "chess");
        await social.AddAsync(me, old, fresh, one, two);

        var answer = await Find(me.UserId, "");

        Names(answer).ShouldBe(["two", "one", "fresh", "old"]);
        answer.GetProperty("total").GetInt32().ShouldBe(4);
        Texts(answer.GetProperty("items")[0], "common_interests").Order().ShouldBe(["chess", "running"]);
        Texts(answer.GetProperty("items")[1], "common_interests").ShouldBe(["tea"]);
        Texts(answer.GetProperty("items")[2], "common_interests").ShouldBeEmpty();
        answer.GetProperty("items")[0].EnumerateObject().Select(member => member.Name).ShouldBe([
            "id", "username", "full_name", "bio", "location", "region", "city", "age", "gender", "interests", "identity_badge",
            "picture_url", "created_at", "common_interests"]);
    }

    [Fact]
    public async Task RegionAndInterestsAreComparedWithoutCase()
    {
        var chess = Add("chess-player", "chess", "go");
        var tea = Add("tea-drinker", "tea");
        await social.AddAsync(chess, tea, Add("neither", "opera"));

        var caller = Guid.CreateVersion7();
        Names(await Find(caller, "&interest=CHESS", _region.ToUpperInvariant())).ShouldBe(["chess-player"]);
        Names(await Find(caller, "&interest=chess&interest=Tea")).Order().ShouldBe(["chess-player", "tea-drinker"]);
        Names(await Find(caller, "&interest=nothing")).ShouldBeEmpty();
        Names(await Find(caller, "", _region + "x")).ShouldBeEmpty();
    }

    [Fact]
    public async Task NamesAreFoundByAPartOfThem()
    {
        await social.AddAsync(
            Users.Registered(Users.Profile("mhaddad", _region, fullName: "Maya Haddad")),
            Users.Registered(Users.Profile("under_score", _region, fullName: "100% Ólafur")));

        var caller = Guid.CreateVersion7();
        Names(await Find(caller, "&q=HADD")).ShouldBe(["mhaddad"]);
        Names(await Find(caller, "&q=maya%20h")).ShouldBe(["mhaddad"]);
        Names(await Find(caller, "&q=ÓLAF")).ShouldBe(["under_score"]);
        Names(await Find(caller, "&q=%25")).ShouldBe(["under_score"]);
        Names(await Find(caller, "&q=r_s")).ShouldBe(["under_score"]);
        Names(await Find(caller, "&q=a_a")).ShouldBeEmpty();
    }

    [Fact]
    public async Task GuestsAndSuspendedAndErasedPeopleAreNotShown()
    {
        var (shown, guest, suspended, lifted, over, erased) = (Add("shown"), Add("guest") with { IsGuest = true }, Add("suspended"), Add("lifted"), Add("over"), Add("erased"));
        await social.AddAsync(shown, guest, suspended, lifted, over, erased);
        await social.PublishAsync(
            Users.Suspended(suspended.UserId, 2),
            Users.Suspended(lifted.UserId, 3, isSuspended: false),
            Users.Suspended(over.UserId, 2, until: new DateTimeOffset(2026, 5, 2, 0, 0, 0, TimeSpan.Zero)),
            Users.Suspended(lifted.UserId, 2),
            Users.Erased(erased.UserId, 2));

        await Poll.UntilAsync(async () => Names(await Find(Guid.CreateVersion7(), "")).Order().SequenceEqual(["lifted", "over", "shown"]));

        await social.PublishAsync(Users.Updated(guest.UserId, 2, guest.Profile));
        await Poll.UntilAsync(async () => Names(await Find(Guid.CreateVersion7(), "")).Contains("guest"));
    }

    [Fact]
    public async Task PagesFollowOneAnotherWithoutGapsOrRepeats()
    {
        await social.AddAsync([.. Enumerable.Range(0, 23).Select(number => Add($"p{number}"))]);
        var caller = Guid.CreateVersion7();
        var seen = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            var answer = await Find(caller, $"&page={page}&limit=10");
            (answer.GetProperty("total").GetInt32(), answer.GetProperty("pages").GetInt32(), answer.GetProperty("page").GetInt32()).ShouldBe((23, 3, page));
            seen.AddRange(Names(answer));
        }

        seen.ShouldBe(Enumerable.Range(0, 23).Reverse().Select(number => $"p{number}"));
        var beyond = await Find(caller, "&page=2147483647&limit=100");
        (beyond.GetProperty("items").GetArrayLength(), beyond.GetProperty("total").GetInt32()).ShouldBe((0, 23));
    }

    [Fact]
    public async Task WhatLaterFiltersWillAskIsIgnored()
    {
        await social.AddAsync(Add("anybody"));
        Names(await Find(Guid.CreateVersion7(), "&min_age=20&gender=female&whatever=1")).ShouldBe(["anybody"]);
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
    public async Task BadInputIsRefusedWithItsField(string query, string field)
    {
        using var answer = await social.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/discover/people?{query}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateObject().ShouldContain(error => error.Name.StartsWith(field, StringComparison.Ordinal), body);
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
    public async Task NobodyIsShownToAStranger()
    {
        using var answer = await social.Http().GetAsync("/api/v1/discover/people");
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    private UserRegistered Add(string username, params string[] interests) => Users.Registered(Users.Profile(username, _region, interests));

    private async Task<JsonElement> Find(Guid caller, string query, string? region = null)
    {
        using var answer = await social.HttpAs(caller).GetAsync($"/api/v1/discover/people?region={Uri.EscapeDataString(region ?? _region)}{query}");
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }

    private static List<string> Names(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(person => person.GetProperty("username").GetString()!)];

    private static List<string> Texts(JsonElement person, string name) => [.. person.GetProperty(name).EnumerateArray().Select(text => text.GetString()!)];
}
