using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Events;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Publishing;

[Collection(nameof(EventsTests))]
public sealed class CreatingEventsTests(EventsApplication events) : IAsyncLifetime
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => events.Organizer(_me);

    public async ValueTask InitializeAsync() => await events.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ANewEventIsADraftWithItsDefaults()
    {
        var created = await Me.CreateAsync();

        (created.Text("status"), created.GetProperty("is_published").GetBoolean(), created.GetProperty("organizer_id").GetGuid()).ShouldBe(
            ("draft", false, _me)
        );
        (created.Text("visibility"), created.Text("currency"), created.GetProperty("price_cents").GetInt32()).ShouldBe(
            ("public", "USD", 0)
        );
        (created.GetProperty("geofence_radius_m").GetInt32(), created.GetProperty("refund_hours").GetInt32()).ShouldBe((150, 24));
        created.GetProperty("max_attendees").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        created.GetProperty("spots_remaining").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await events.AnnouncedAsync(created.Id())).ShouldBeEmpty();
        (await Me.GetJsonAsync($"/events/{created.Id()}")).ToString().ShouldBe(created.ToString());
        await (await events.Http().GetAsync($"/api/v1/events/{created.Id()}")).ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task APublishedOneIsAnnouncedAndVisibleToAll()
    {
        var created = await Me.PublishedAsync(
            ("description", "Bread.\nBring an apron."),
            ("category", "Food"),
            ("interests", new JsonArray("Baking", "baking", "Tea")),
            ("location_city", "Dubai"),
            ("location_country", "AE"),
            ("region", "Gulf"),
            ("latitude", 25.08),
            ("longitude", 55.14),
            ("max_attendees", 20),
            ("price_cents", 2500),
            ("price_credits", 25),
            ("currency", "AED")
        );

        created.GetProperty("spots_remaining").GetInt32().ShouldBe(20);
        created.GetProperty("interests").EnumerateArray().Select(interest => interest.GetString()).ShouldBe(["Baking", "Tea"]);
        (await events.AnnouncedAsync(created.Id())).ShouldBe(["EventPublished"]);
        var announced = await events.LastAnnouncedAsync<EventPublished>(created.Id());
        (announced.Version, announced.OrganizerId, announced.Name, announced.City, announced.TimeZone, announced.Visibility).ShouldBe(
            (1, _me, "Evening bake", "Dubai", "Asia/Dubai", "public")
        );
        (await events.Http().GetJsonAsync($"/events/{created.Id()}")).Text("name").ShouldBe("Evening bake");
    }

    [Fact]
    public async Task OnlyOrganizersCreate()
    {
        await (await events.HttpAs(_me).PostAsJsonAsync("/api/v1/events", Calls.Draft())).ShouldBeAsync(HttpStatusCode.Forbidden);
        await (await events.Http().PostAsJsonAsync("/api/v1/events", Calls.Draft())).ShouldBeAsync(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ARepeatedKeyMakesOneEvent()
    {
        var ids = new List<Guid>();
        for (var time = 0; time < 2; time++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/events") { Content = JsonContent.Create(Calls.Draft()) };
            request.Headers.Add("Idempotency-Key", $"{_me}");
            ids.Add((await (await Me.SendAsync(request)).ShouldBeAsync(HttpStatusCode.Created)).Id());
        }

        ids.Distinct().ShouldHaveSingleItem();
    }

    public static TheoryData<string, string, string, string> BadMembers =>
        new()
        {
            { "name", "\"\"", "name", "blank" },
            { "name", "\"two\\nlines\"", "name", "not_one_line" },
            { "name", "null", "name", "required" },
            { "event_type", $"\"{new string('x', 51)}\"", "event_type", "too_long" },
            { "category", $"\"{new string('x', 51)}\"", "category", "too_long" },
            { "description", "\"  \"", "description", "blank" },
            { "description", $"\"{new string('x', 10_001)}\"", "description", "too_long" },
            { "interests", "[\"\"]", "interests[0]", "blank" },
            { "start_datetime", "\"0001-01-01T00:00:00Z\"", "start_datetime", "invalid_time" },
            { "start_datetime", "\"9999-12-31T23:59:59Z\"", "start_datetime", "invalid_time" },
            { "end_datetime", $"\"{Calls.Soon:O}\"", "end_datetime", "before_start" },
            { "end_datetime", $"\"{Calls.Soon.AddHours(-1):O}\"", "end_datetime", "before_start" },
            { "end_datetime", $"\"{Calls.Soon.AddDays(31).AddSeconds(1):O}\"", "end_datetime", "too_late" },
            { "time_zone", "\"Mars/Olympus\"", "time_zone", "invalid_time_zone" },
            { "time_zone", "\"W. Europe Standard Time\"", "time_zone", "invalid_time_zone" },
            { "latitude", "91", "latitude", "too_large" },
            { "latitude", "25", "longitude", "required" },
            { "longitude", "-180.5", "longitude", "too_small" },
            { "longitude", "55", "latitude", "required" },
            { "location_country", "\"ZZ\"", "location_country", "invalid_country" },
            { "geofence_radius_m", "9", "geofence_radius_m", "too_small" },
            { "geofence_radius_m", "10001", "geofence_radius_m", "too_large" },
            { "max_attendees", "0", "max_attendees", "too_small" },
            { "max_attendees", "1000001", "max_attendees", "too_large" },
            { "price_cents", "-1", "price_cents", "too_small" },
            { "price_cents", "100000001", "price_cents", "too_large" },
            { "price_cents", "99999999999999", "price_cents", "not_a_number" },
            { "price_cents", "100", "currency", "required" },
            { "price_credits", "10", "price_credits", "not_applicable" },
            { "currency", "\"ZZZ\"", "currency", "invalid_currency" },
            { "refund_hours", "-1", "refund_hours", "too_small" },
            { "refund_hours", "8761", "refund_hours", "too_large" },
            { "visibility", "\"secret\"", "visibility", "not_an_option" },
        };

    [Theory, MemberData(nameof(BadMembers))]
    public async Task BadInputIsRefusedWithItsFieldAndMakesNothing(string member, string value, string field, string code)
    {
        await (await Me.PostAsJsonAsync("/api/v1/events", Calls.Draft((member, JsonNode.Parse(value))))).ShouldRefuseAsync(field, code);
        (await events.WithDbAsync(db => db.Events.CountAsync(e => e.OrganizerId == _me))).ShouldBe(0);
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(1_001, false)]
    [InlineData(100_000_000, false)]
    public async Task APriceInCreditsIsAtMostTenTimesThatInMoney(int credits, bool isTaken)
    {
        using var answer = await Me.PostAsJsonAsync(
            "/api/v1/events",
            Calls.Draft(("price_cents", 90_000), ("currency", "INR"), ("price_credits", credits))
        );
        if (isTaken)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        }
        else
        {
            await answer.ShouldRefuseAsync("price_credits");
        }
    }

    [Fact]
    public async Task WhatIsNotSaidIsAskedFor()
    {
        foreach (var member in (string[])["name", "event_type", "start_datetime", "end_datetime"])
        {
            var draft = Calls.Draft();
            draft.Remove(member);
            await (await Me.PostAsJsonAsync("/api/v1/events", draft)).ShouldRefuseAsync(member);
        }
    }

    [Fact]
    public async Task NothingIsPublishedInThePast()
    {
        (string, JsonNode?)[] past = [("start_datetime", "2024-05-01T10:00:00Z"), ("end_datetime", "2024-05-01T12:00:00Z")];
        await (await Me.PostAsJsonAsync("/api/v1/events", Calls.Draft([.. past, ("is_published", true)]))).ShouldRefuseAsync(
            "start_datetime"
        );

        var draft = await Me.CreateAsync(past);
        await (await Me.PostAsync($"/api/v1/events/{draft.Id()}/publish", null)).ShouldBeAsync(HttpStatusCode.Conflict, "start_in_past");
        (await Me.GetJsonAsync($"/events/{draft.Id()}")).Text("status").ShouldBe("draft");
        (await events.AnnouncedAsync(draft.Id())).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheLongestTextsAreTaken()
    {
        var created = await Me.PublishedAsync(
            ("name", string.Concat(Enumerable.Repeat("👨‍👩‍👧", 255))),
            ("description", string.Concat(Enumerable.Repeat("ﷺ ", 5000)).TrimEnd()),
            ("location_city", string.Concat(Enumerable.Repeat("ﷺ", 100))),
            ("region", string.Concat(Enumerable.Repeat("ﷺ", 100))),
            ("event_type", string.Concat(Enumerable.Repeat("ﷺ", 50)))
        );
        created.Text("location_city")!.Length.ShouldBe(100);
    }
}
