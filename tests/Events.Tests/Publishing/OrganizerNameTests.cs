using Community.People;
using Community.People.Blocks;
using Community.Testing;

namespace Community.Events.Tests.Publishing;

/// <summary>An event names its organizer, so that a client needs no second call to show it.</summary>
[Collection(nameof(EventsTests))]
public sealed class OrganizerNameTests(EventsApplication events)
{
    [Fact]
    public async Task AnEventNamesItsOrganizerWhereverItIsShown()
    {
        var organizer = Calls.Person("host", "Hala Host");
        await events.AddAsync(organizer);
        var me = events.Organizer(organizer.UserId);
        var created = await me.PublishedAsync(
            ("location_city", $"City {Guid.CreateVersion7():N}"),
            ("latitude", 25.1),
            ("longitude", 55.1)
        );
        var (id, city) = (created.Id(), created.Text("location_city")!);
        Named(created);
        Named(await me.GetJsonAsync($"/events/{id}"));
        Named((await me.GetJsonAsync("/organizer/events")).GetProperty("items")[0]);
        Named((await me.GetJsonAsync("/events/mine")).GetProperty("items")[0]);
        foreach (var reader in new[] { events.Http(), events.HttpAs(Guid.CreateVersion7()) })
        {
            Named(await reader.GetJsonAsync($"/events/{id}"));
            Named((await reader.GetJsonAsync($"/events?city={Uri.EscapeDataString(city)}")).GetProperty("items")[0]);
            Named((await reader.GetJsonAsync($"/events/upcoming?city={Uri.EscapeDataString(city)}")).GetProperty("items")[0]);
            Named(
                (await reader.GetJsonAsync("/events/nearby?lat=25.1&lng=55.1&radius_km=1&limit=100"))
                    .GetProperty("items")
                    .EnumerateArray()
                    .Single(item => item.Id() == id)
            );
        }

        // The event stays after its organizer's account is gone; then it has only the id.
        await events.WithDbAsync(async db =>
        {
            await db.ApplyErasureAsync(organizer.UserId);
            return true;
        });
        var nameless = await events.Http().GetJsonAsync($"/events/{id}");
        nameless.GetProperty("organizer_id").GetGuid().ShouldBe(organizer.UserId);
        nameless.GetProperty("organizer").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);

        void Named(System.Text.Json.JsonElement e)
        {
            var shown = e.GetProperty("organizer");
            (shown.Id(), shown.Text("username"), shown.Text("full_name")).ShouldBe(
                (organizer.UserId, organizer.Profile.Username, "Hala Host")
            );
        }
    }

    [Fact]
    public async Task ARegisteredUserWhoIsBlockedSeesNoName()
    {
        var (organizer, guest) = (Calls.Person("host"), Calls.Person("guest"));
        await events.AddAsync(organizer, guest);
        var id = (await events.Organizer(organizer.UserId).PublishedAsync()).Id();
        await (await events.HttpAs(guest.UserId).PostAsync($"/api/v1/events/{id}/register", null)).ShouldBeAsync(
            System.Net.HttpStatusCode.OK
        );
        await events.WithDbAsync(async db =>
        {
            await db.ApplyBlockAsync(new(Guid.Empty, 1, organizer.UserId, guest.UserId), isBlocked: true);
            return true;
        });

        var seen = await events.HttpAs(guest.UserId).GetJsonAsync($"/events/{id}");
        seen.GetProperty("organizer").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await events.HttpAs(guest.UserId).GetJsonAsync("/events/mine"))
            .GetProperty("items")[0]
            .GetProperty("organizer")
            .ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }
}
