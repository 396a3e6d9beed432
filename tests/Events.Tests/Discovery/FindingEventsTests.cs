using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Social;
using Community.Events.Registrations;
using Community.Events.Tests.Publishing;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Discovery;

[Collection(nameof(EventsTests))]
public sealed class FindingEventsTests(EventsApplication events)
{
    private readonly Guid _organizer = Guid.CreateVersion7();

    // Each test has its own city, so that they can share a service.
    private readonly string _city = $"Ciudad {Guid.CreateVersion7():N}";

    private HttpClient Organizer => events.Organizer(_organizer);

    [Fact]
    public async Task OnlyPublishedPublicEventsThatAreNotOverAreListedByTheirStart()
    {
        await AddAsync("third", 3);
        await AddAsync("first", 1);
        await AddAsync("second", 2);
        await Organizer.CreateAsync(Members("draft", 1));
        await AddAsync("private", 1, ("visibility", "private"));
        var (over, running, hidden, removed, cancelled) = (
            await AddAsync("over", 1),
            await AddAsync("running", 1),
            await AddAsync("hidden", 1),
            await AddAsync("removed", 1),
            await AddAsync("cancelled", 1)
        );
        await events.ExecuteAsync(
            $"UPDATE events SET starts_at = now() - interval '3 days', ends_at = now() - interval '1 day' WHERE id = {over}"
        );
        await events.ExecuteAsync(
            $"UPDATE events SET starts_at = now() - interval '30 days', ends_at = now() + interval '1 day' WHERE id = {running}"
        );
        await events.ExecuteAsync($"UPDATE events SET organizer_hidden = true WHERE id = {hidden}");
        await events.ExecuteAsync($"UPDATE events SET removed_at = now() WHERE id = {removed}");
        await (await Organizer.PostAsync($"/api/v1/events/{cancelled}/cancel", null)).ShouldBeAsync(HttpStatusCode.OK);

        var page = await FindAsync("");

        Names(page).ShouldBe(["running", "first", "second", "third"]);
        page.GetProperty("total").GetInt32().ShouldBe(4);
        Names(await FindAsync("&start_after=2020-01-01T00:00:00Z")).ShouldBe(["running", "over", "first", "second", "third"]);
        Names(await FindAsync($"&start_after={Time(2)}")).ShouldBe(["second", "third"]);
        Names(await FindAsync($"&start_before={Time(2)}")).ShouldBe(["running", "first"]);
        Names(await events.Http().GetJsonAsync($"/events/upcoming?city={_city}")).ShouldBe(["first", "second", "third"]);
    }

    [Fact]
    public async Task EachFilterFindsItsOwnWhateverTheCase()
    {
        var other = events.Organizer(Guid.CreateVersion7());
        await AddAsync(
            "bake",
            1,
            ("category", "Food"),
            ("event_type", "Workshop"),
            ("region", "Gulf"),
            ("interests", new JsonArray("Baking", "Tea")),
            ("location_country", "AE")
        );
        await AddAsync(
            "hack",
            2,
            ("category", "Tech"),
            ("event_type", "Hackathon"),
            ("price_cents", 500),
            ("currency", "EUR"),
            ("location_country", "DE"),
            ("interests", new JsonArray("code"))
        );
        await other.PublishedAsync(Members("other's", 3));

        Names(await FindAsync("&category=FOOD")).ShouldBe(["bake"]);
        Names(await FindAsync("&event_type=hackathon")).ShouldBe(["hack"]);
        Names(await FindAsync("&region=GULF")).ShouldBe(["bake"]);
        Names(await FindAsync("&country=de")).ShouldBe(["hack"]);
        Names(await FindAsync("&interest=TEA&interest=code")).ShouldBe(["bake", "hack"]);
        Names(await FindAsync("&interest=chess")).ShouldBeEmpty();
        Names(await FindAsync("&price=paid")).ShouldBe(["hack"]);
        Names(await FindAsync("&price=free")).ShouldBe(["bake", "other's"]);
        Names(await FindAsync($"&organizer={_organizer}")).ShouldBe(["bake", "hack"]);
        Names(await FindAsync("&category=food&event_type=hackathon")).ShouldBeEmpty();
    }

    [Fact]
    public async Task WordsAreFoundInNameAndDescription()
    {
        await AddAsync("Evening bake for beginners", 1, ("description", "Sourdough bread, slowly."));
        await AddAsync("Bread and chess", 2);
        await AddAsync("Night_run <sprinters> e-mail", 4, ("description", "See a_b@example.org."));
        await AddAsync("100% O'Reilly \\ night", 3);

        Names(await FindAsync("&q=BREAD")).Count.ShouldBe(2);
        Names(await FindAsync("&q=sourdough%20beginners")).ShouldBe(["Evening bake for beginners"]);
        Names(await FindAsync("&q=evening%20begin")).ShouldBe(["Evening bake for beginners"]);
        Names(await FindAsync("&q=eve%20beginners")).ShouldBeEmpty();
        Names(await FindAsync("&q=bread%20-chess")).ShouldBe(["Evening bake for beginners"]);
        Names(await FindAsync("&q=%22bread%20slow%22")).ShouldBeEmpty();
        Names(await FindAsync("&q=%22bread%20slowly%22")).ShouldBe(["Evening bake for beginners"]);
        Names(await FindAsync("&q=chess%20or%20sourd")).Count.ShouldBe(2);
        foreach (
            var joined in (string[])
                [
                    "night_run",
                    "night-ru",
                    "sprinters",
                    "%3Csprinters%3E",
                    "e-mail",
                    "a_b%40example.org",
                    "%22run%20sprinters%22",
                    "example.or",
                ]
        )
        {
            Names(await FindAsync($"&q={joined}")).ShouldBe(["Night_run <sprinters> e-mail"], joined);
        }

        Names(await FindAsync("&q=o'reil")).ShouldBe(["100% O'Reilly \\ night"]);
        foreach (
            var odd in (string[])
                ["-", "%22", "!!!", "'", "\\", ":*", "a:*", "(", "-%22a%20b%22", "or", "%22%22", "-%22", "a%20%26%20%7C%20!"]
        )
        {
            Names(await FindAsync($"&q={odd}"));
        }
    }

    [Fact]
    public async Task SeatsAndTheCallersPlaceAreShown()
    {
        var id = await AddAsync("full of life", 1, ("max_attendees", 10));
        var (confirmed, pending, nobody) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await events.SeatAsync(id, confirmed);
        await events.SeatAsync(id, pending, RegistrationStatus.Pending);

        foreach (var path in (string[])[$"/events?city={_city}", $"/events/{id}"])
        {
            JsonElement Item(JsonElement answer) => answer.TryGetProperty("items", out var items) ? items[0] : answer;
            var mine = Item(await events.HttpAs(confirmed).GetJsonAsync(path));
            (mine.GetProperty("registration_count").GetInt32(), mine.GetProperty("spots_remaining").GetInt32()).ShouldBe((1, 8));
            (mine.GetProperty("is_registered").GetBoolean(), mine.Text("my_status")).ShouldBe((true, "confirmed"));
            var held = Item(await events.HttpAs(pending).GetJsonAsync(path));
            (held.GetProperty("is_registered").GetBoolean(), held.Text("my_status")).ShouldBe((false, "pending"));
            var others = Item(await events.HttpAs(nobody).GetJsonAsync(path));
            (others.GetProperty("is_registered").GetBoolean(), others.Text("my_status")).ShouldBe((false, null));
            Item(await events.Http().GetJsonAsync(path)).GetProperty("is_registered").GetBoolean().ShouldBeFalse();
        }

        var listed = (await events.HttpAs(confirmed).GetJsonAsync($"/events?city={_city}")).GetProperty("items")[0];
        listed.ToString().ShouldBe((await events.HttpAs(confirmed).GetJsonAsync($"/events/{id}")).ToString());
    }

    [Fact]
    public async Task PagesFollowOneAnotherWithoutGapsOrRepeatsAlsoWhereAllBeginAtOnce()
    {
        await AddAsync("e0", 1);
        await events.ExecuteAsync(
            $"""
            INSERT INTO events (id, version, organizer_id, status, visibility, name, event_type, geofence_radius_m, starts_at, ends_at, time_zone,
                price_cents, currency, refund_hours, created_at, updated_at, type_key, city_key)
            SELECT gen_random_uuid(), 1, organizer_id, status, visibility, 'e' || n, event_type, geofence_radius_m, starts_at, ends_at, time_zone,
                price_cents, currency, refund_hours, created_at, updated_at, type_key, city_key
            FROM events, generate_series(1, 22) n WHERE name = 'e0' AND organizer_id = {_organizer}
            """
        );
        await events.ExecuteAsync(
            $"INSERT INTO event_seats (event_id) SELECT id FROM events WHERE organizer_id = {_organizer} AND name <> 'e0'"
        );
        var seen = new List<string>();
        for (var number = 1; number <= 3; number++)
        {
            var page = await FindAsync($"&page={number}&limit=10");
            (page.GetProperty("total").GetInt32(), page.GetProperty("pages").GetInt32(), page.GetProperty("page").GetInt32()).ShouldBe(
                (23, 3, number)
            );
            seen.AddRange(Names(page));
        }

        seen.Order().ShouldBe(Enumerable.Range(0, 23).Select(number => $"e{number}").Order());
        var beyond = await FindAsync("&page=2147483647&limit=100");
        (beyond.GetProperty("items").GetArrayLength(), beyond.GetProperty("total").GetInt32()).ShouldBe((0, 23));
    }

    [Fact]
    public async Task BehindACursorNothingRepeatsWhenAnEventIsAddedBefore()
    {
        var lat = -50.0 - (Random.Shared.NextDouble() / 10);
        foreach (var number in Enumerable.Range(1, 5))
        {
            await AddAsync($"e{number}", number + 1, ("latitude", lat + (number * 0.001)), ("longitude", -123.4));
        }

        var city = Uri.EscapeDataString(_city);
        string[] lists =
        [
            $"/events?city={city}",
            $"/events/upcoming?city={city}",
            $"/events/nearby?lat={lat.ToString(CultureInfo.InvariantCulture)}&lng=-123.4&radius_km=2",
            "/events/mine?",
        ];
        var first = new List<JsonElement>();
        foreach (var list in lists)
        {
            first.Add(await Organizer.GetJsonAsync($"{list}&limit=3"));
        }

        await AddAsync("sooner", 1, ("latitude", lat), ("longitude", -123.4));
        await AddAsync("later", 9, ("latitude", lat + 0.01), ("longitude", -123.4));

        foreach (var (list, page) in lists.Zip(first))
        {
            var next = await Organizer.GetJsonAsync($"{list}&limit=3&cursor={page.Text("next_cursor")}");
            string.Join(' ', Names(next))
                .ShouldBe(list.StartsWith("/events/mine", StringComparison.Ordinal) ? "e2 e1 sooner" : "e4 e5 later", list);
            (next.GetProperty("total").GetInt32(), next.GetProperty("page").GetInt32()).ShouldBe((7, 2), list);
        }

        var cursor = first[0].Text("next_cursor");
        Names(await events.Http().GetJsonAsync($"{lists[0]}&limit=3&cursor={cursor}")).ShouldBe(["e4", "e5", "later"]);
        foreach (
            var path in (string[])
                [$"{lists[2]}&cursor={cursor}", $"{lists[0]}&cursor={first[2].Text("next_cursor")}", $"{lists[0]}&cursor=abc"]
        )
        {
            await (await events.Http().GetAsync($"/api/v1{path}")).ShouldBeAsync(HttpStatusCode.BadRequest);
            await (await Organizer.GetAsync($"/api/v1{path}")).ShouldBeAsync(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task PeopleWhoBlockEachOtherDoNotFindEachOthersEvents()
    {
        var id = await AddAsync("hers", 1, ("latitude", 1.5), ("longitude", 1.5));
        var (blocker, blocked) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await events.PublishAsync(
            new UserBlocked(Guid.CreateVersion7(), Calls.Soon, Guid.CreateVersion7(), 3, blocker, _organizer),
            new UserBlocked(Guid.CreateVersion7(), Calls.Soon, Guid.CreateVersion7(), 1, _organizer, blocked)
        );
        foreach (var person in (Guid[])[blocker, blocked])
        {
            await Poll.UntilAsync(async () => Names(await FindAsync("", person)).Count == 0);
            (await FindAsync("", person)).GetProperty("total").GetInt32().ShouldBe(0);
            Names(await events.HttpAs(person).GetJsonAsync($"/events/nearby?lat=1.5&lng=1.5&radius_km=0.1")).ShouldNotContain("hers");
            await (await events.HttpAs(person).GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
        }

        Names(await FindAsync("")).ShouldBe(["hers"]);
        await events.PublishAsync(
            new UserUnblocked(Guid.CreateVersion7(), Calls.Soon, Guid.CreateVersion7(), 2, blocker, _organizer),
            new UserUnblocked(Guid.CreateVersion7(), Calls.Soon, Guid.CreateVersion7(), 2, _organizer, blocked)
        );
        await Poll.UntilAsync(async () => Names(await FindAsync("", blocked)).Count == 1);
        await Poll.UntilAsync(async () =>
            await events.WithDbAsync(db => db.Blocks.AnyAsync(block => block.BlockerId == _organizer && !block.IsBlocked))
        );
        Names(await FindAsync("", blocker)).ShouldBeEmpty("the unblocking was older than the block");
    }

    [Fact]
    public async Task NearbyIsNearestFirstWithTheDistance()
    {
        // In the Pacific, away from all other tests.
        var (lat, lng) = (-48.0 - (Random.Shared.NextDouble() / 10), -123.4);
        await AddAsync("far", 1, ("latitude", lat + 1), ("longitude", lng));
        await AddAsync("near", 2, ("latitude", lat + 0.1), ("longitude", lng), ("category", "Food"));
        await AddAsync("here", 3, ("latitude", lat), ("longitude", lng), ("event_type", "meetup"));
        await AddAsync("nowhere", 3);

        var page = await NearbyAsync(lat, lng, 200);
        Names(page).ShouldBe(["here", "near", "far"]);
        page.GetProperty("total").GetInt32().ShouldBe(3);
        var distances = page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("distance_km").GetDouble()).ToList();
        distances[0].ShouldBe(0, 0.001);
        distances[1].ShouldBe(11.13, 0.1);
        distances[2].ShouldBe(111.3, 1);
        Names(await NearbyAsync(lat, lng, 50)).ShouldBe(["here", "near"]);
        Names(await NearbyAsync(lat, lng, 200, "&category=food")).ShouldBe(["near"]);
        Names(await NearbyAsync(lat, lng, 200, "&event_type=MEETUP")).ShouldBe(["here"]);
        Names(await NearbyAsync(lat, lng, 200, $"&start_before={Time(2)}")).ShouldBe(["far"]);
        var second = await NearbyAsync(lat, lng, 200, "&limit=1&page=2");
        (Names(second)[0], second.GetProperty("total").GetInt32()).ShouldBe(("near", 3));
    }

    [Fact]
    public async Task NearbyReachesAcrossTheDateLineAndThePole()
    {
        var lat = 71.0 + (Random.Shared.NextDouble() / 10);
        await AddAsync("west", 1, ("latitude", lat), ("longitude", 179.9));
        Names(await NearbyAsync(lat, -179.9, 20)).ShouldBe(["west"]);
        await AddAsync("pole", 1, ("latitude", 89.9), ("longitude", lat));
        Names(await NearbyAsync(89.9, lat - 180, 25)).ShouldContain("pole");
    }

    [Fact]
    public async Task MineAreThoseThatICreatedOrHaveAPlaceAt()
    {
        var me = Guid.CreateVersion7();
        var own = events.Organizer(me);
        await own.CreateAsync(Members("my draft", 1));
        var (private1, waiting, left, removed) = (
            await AddAsync("private", 2, ("visibility", "private")),
            await AddAsync("confirmed", 3),
            await AddAsync("left", 4),
            await AddAsync("removed", 5)
        );
        await events.SeatAsync(private1, me, RegistrationStatus.Pending);
        await events.SeatAsync(waiting, me);
        await events.SeatAsync(left, me, RegistrationStatus.Cancelled);
        await events.SeatAsync(removed, me);
        await events.ExecuteAsync($"UPDATE events SET removed_at = now() WHERE id = {removed}");

        var page = await events.HttpAs(me).GetJsonAsync("/events/mine");

        Names(page).ShouldBe(["confirmed", "private", "my draft"]);
        page.GetProperty("items").EnumerateArray().Select(item => item.Text("my_status")).ShouldBe(["confirmed", "pending", null]);
        await (await events.Http().GetAsync("/api/v1/events/mine")).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnOrganizerSeesAllOfHisOwn()
    {
        await Organizer.CreateAsync(Members("draft", 1));
        await AddAsync("published", 2);
        await (await Organizer.PostAsync($"/api/v1/events/{await AddAsync("cancelled", 3)}/cancel", null)).ShouldBeAsync(HttpStatusCode.OK);
        await events.Organizer(Guid.CreateVersion7()).PublishedAsync(Members("other's", 1));

        Names(await Organizer.GetJsonAsync("/organizer/events")).ShouldBe(["cancelled", "published", "draft"]);
        Names(await Organizer.GetJsonAsync("/organizer/events?status=draft")).ShouldBe(["draft"]);
        Names(await Organizer.GetJsonAsync("/organizer/events?status=cancelled")).ShouldBe(["cancelled"]);
        await (await Organizer.GetAsync("/api/v1/organizer/events?status=lost")).ShouldRefuseAsync("status");
        await (await events.HttpAs(_organizer).GetAsync("/api/v1/organizer/events")).ShouldBeAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task APrivateEventIsVisibleToInvitedAndRegisteredUsers()
    {
        var id = await AddAsync("secret", 1, ("visibility", "private"));
        var registered = Guid.CreateVersion7();
        await events.SeatAsync(id, registered);
        await (await events.Http().GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
        await (await events.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
        (await events.HttpAs(registered).GetJsonAsync($"/events/{id}")).Text("name").ShouldBe("secret");
    }

    [Theory]
    [InlineData("events?page=0", "page")]
    [InlineData("events?limit=101", "limit")]
    [InlineData("events?start_after=yesterday", "start_after")]
    [InlineData("events?start_before=2026-01-01", "start_before")]
    [InlineData("events?price=cheap", "price")]
    [InlineData("events?organizer=me", "organizer")]
    [InlineData("events?q=", "q")]
    [InlineData("events?interest=", "interest[0]")]
    [InlineData("events/nearby?lng=1&radius_km=1", "lat")]
    [InlineData("events/nearby?lat=91&lng=1&radius_km=1", "lat")]
    [InlineData("events/nearby?lat=1&lng=181&radius_km=1", "lng")]
    [InlineData("events/nearby?lat=NaN&lng=1&radius_km=1", "lat")]
    [InlineData("events/nearby?lat=1&lng=1&radius_km=0", "radius_km")]
    [InlineData("events/nearby?lat=1&lng=1&radius_km=-1", "radius_km")]
    [InlineData("events/nearby?lat=1&lng=1&radius_km=500.1", "radius_km")]
    [InlineData("events/nearby?lat=1&lng=1&radius_km=1e400", "radius_km")]
    [InlineData("events/nearby?lat=1&lng=1&radius_km=NaN", "radius_km")]
    [InlineData("events/nearby?lat=1&lng=1", "radius_km")]
    public async Task BadInputIsRefusedWithItsField(string path, string field) =>
        await (await events.Http().GetAsync($"/api/v1/{path}")).ShouldRefuseAsync(field);

    private (string, JsonNode?)[] Members(string name, int day, params (string, JsonNode?)[] more) =>
        [
            ("name", name),
            ("location_city", _city),
            ("start_datetime", $"{Calls.Soon.AddDays(day):O}"),
            ("end_datetime", $"{Calls.Soon.AddDays(day).AddHours(2):O}"),
            .. more,
        ];

    private async Task<Guid> AddAsync(string name, int day, params (string, JsonNode?)[] more) =>
        (await Organizer.PublishedAsync(Members(name, day, more))).Id();

    private static string Time(int day) => Uri.EscapeDataString($"{Calls.Soon.AddDays(day):O}");

    private Task<JsonElement> FindAsync(string query, Guid? caller = null) =>
        (caller is { } me ? events.HttpAs(me) : events.Http()).GetJsonAsync(
            $"/events?city={Uri.EscapeDataString(_city.ToUpperInvariant())}{query}"
        );

    private Task<JsonElement> NearbyAsync(double lat, double lng, double radius, string query = "") =>
        events.Http().GetJsonAsync(FormattableString.Invariant($"/events/nearby?lat={lat}&lng={lng}&radius_km={radius}{query}"));

    private static List<string> Names(JsonElement page) =>
        [.. page.GetProperty("items").EnumerateArray().Select(item => item.Text("name")!)];
}
