using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Events;
using Community.Events.Registrations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Publishing;

[Collection(nameof(EventsTests))]
public sealed class ChangingEventsTests(EventsApplication events) : IAsyncLifetime
{
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => events.Organizer(_me);

    public async ValueTask InitializeAsync() => await events.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task AMergePatchChangesWhatItNamesAndClearsWithNull()
    {
        var created = await Me.PublishedAsync(("description", "Bread."), ("category", "food"), ("latitude", 25.08), ("longitude", 55.14));
        var id = created.Id();

        var changed = await (
            await Me.ChangeAsync(
                id,
                new JsonObject
                {
                    ["name"] = "Morning bake",
                    ["description"] = null,
                    ["latitude"] = null,
                    ["longitude"] = null,
                    ["visibility"] = "private",
                }
            )
        ).ShouldBeAsync(HttpStatusCode.OK);

        (changed.Text("name"), changed.Text("description"), changed.Text("category"), changed.Text("visibility")).ShouldBe(
            ("Morning bake", null, "food", "private")
        );
        changed.GetProperty("organizer_id").GetGuid().ShouldBe(_me);
        var announced = await events.LastAnnouncedAsync<EventUpdated>(id);
        (announced.Version, announced.Name, announced.Visibility, announced.Category).ShouldBe((2, "Morning bake", "private", "food"));
        (await Me.GetJsonAsync($"/events/{id}")).ToString().ShouldBe(changed.ToString());
        await (await Me.ChangeAsync(id, new JsonObject { ["organizer_id"] = $"{Guid.Empty}" })).ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AStrangerDoesNotWaitForTheEventNorLetItsBuyersWait()
    {
        var id = (await Me.PublishedAsync(("max_attendees", 5))).Id();
        var stranger = events.Organizer(Guid.CreateVersion7());
        await using var connection = await events.Service<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        await using var buying = await connection.BeginTransactionAsync();
        foreach (var row in new[] { "event_seats WHERE event_id", "events WHERE id" })
        {
            await using var held = new Npgsql.NpgsqlCommand($"SELECT FROM {row} = '{id}' FOR UPDATE", connection);
            await held.ExecuteNonQueryAsync();
        }

        foreach (
            var answer in await Task.WhenAll(
                    stranger.ChangeAsync(id, new JsonObject { ["max_attendees"] = 9 }),
                    stranger.ChangeAsync(id, new JsonObject { ["name"] = "Mine" }),
                    stranger.DeleteAsync($"/api/v1/events/{id}"),
                    stranger.PostAsJsonAsync($"/api/v1/events/{id}/cancel", new JsonObject())
                )
                .WaitAsync(Poll.Patience)
        )
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task APatchThatChangesNothingAnnouncesNothing()
    {
        var id = (await Me.PublishedAsync(("interests", new JsonArray("tea")))).Id();
        await (
            await Me.ChangeAsync(
                id,
                new JsonObject
                {
                    ["name"] = "Evening bake",
                    ["interests"] = new JsonArray("tea"),
                    ["start_datetime"] = $"{Calls.Soon:O}",
                }
            )
        ).ShouldBeAsync(HttpStatusCode.OK);
        (await events.AnnouncedAsync(id)).ShouldBe(["EventPublished"]);
    }

    [Fact]
    public async Task AChangedDraftIsNotAnnounced()
    {
        var id = (await Me.CreateAsync()).Id();
        await (await Me.ChangeAsync(id, new JsonObject { ["name"] = "Later" })).ShouldBeAsync(HttpStatusCode.OK);
        (await events.AnnouncedAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task SeatsNeverGetFewerThanAreTaken()
    {
        var id = (await Me.PublishedAsync(("max_attendees", 5))).Id();
        await events.SeatAsync(id, Guid.CreateVersion7());
        await events.SeatAsync(id, Guid.CreateVersion7());
        await events.SeatAsync(id, Guid.CreateVersion7(), RegistrationStatus.Pending);

        await (await Me.ChangeAsync(id, new JsonObject { ["max_attendees"] = 2, ["name"] = "Smaller" })).ShouldBeAsync(
            HttpStatusCode.Conflict,
            "capacity_below_taken"
        );

        var kept = await Me.GetJsonAsync($"/events/{id}");
        (kept.Text("name"), kept.GetProperty("max_attendees").GetInt32(), kept.GetProperty("spots_remaining").GetInt32()).ShouldBe(
            ("Evening bake", 5, 2)
        );
        (await events.AnnouncedAsync(id)).ShouldBe(["EventPublished"]);
        var fits = await (await Me.ChangeAsync(id, new JsonObject { ["max_attendees"] = 3 })).ShouldBeAsync(HttpStatusCode.OK);
        fits.GetProperty("spots_remaining").GetInt32().ShouldBe(0);
        var open = await (await Me.ChangeAsync(id, new JsonObject { ["max_attendees"] = null })).ShouldBeAsync(HttpStatusCode.OK);
        open.GetProperty("spots_remaining").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    public static TheoryData<string, string> BadChanges =>
        new()
        {
            { """{"name":null}""", "name" },
            { """{"time_zone":"Nowhere/Else"}""", "time_zone" },
            { """{"end_datetime":"2026-01-01T00:00:00Z"}""", "end_datetime" },
            { """{"latitude":12}""", "longitude" },
            { """{"latitude":91,"longitude":0}""", "latitude" },
            { """{"price_cents":100}""", "currency" },
            { """{"price_cents":-1}""", "price_cents" },
            { """{"price_credits":1}""", "price_credits" },
            { """{"max_attendees":0}""", "max_attendees" },
            { """{"geofence_radius_m":0}""", "geofence_radius_m" },
            { """{"start_datetime":"2024-01-01T00:00:00Z","end_datetime":"2024-01-01T01:00:00Z"}""", "end_datetime" },
            { """{"visibility":"hidden"}""", "visibility" },
        };

    [Theory, MemberData(nameof(BadChanges))]
    public async Task BadChangesAreRefusedWithTheirFieldAndChangeNothing(string changes, string field)
    {
        var created = await Me.PublishedAsync();
        await (await Me.ChangeAsync(created.Id(), JsonNode.Parse(changes)!.AsObject())).ShouldRefuseAsync(field);
        (await Me.GetJsonAsync($"/events/{created.Id()}")).ToString().ShouldBe(created.ToString());
    }

    [Fact]
    public async Task AnothersEventIsForbiddenAndAnothersDraftUnknown()
    {
        var (published, draft) = ((await Me.PublishedAsync()).Id(), (await Me.CreateAsync()).Id());
        var other = events.Organizer(Guid.CreateVersion7());
        foreach (
            var (id, status) in ((Guid, HttpStatusCode)[])
                [(published, HttpStatusCode.Forbidden), (draft, HttpStatusCode.NotFound), (Guid.CreateVersion7(), HttpStatusCode.NotFound)]
        )
        {
            await (await other.ChangeAsync(id, new JsonObject { ["name"] = "Mine" })).ShouldBeAsync(status);
            await (await other.DeleteAsync($"/api/v1/events/{id}")).ShouldBeAsync(status);
            await (await other.PostAsync($"/api/v1/events/{id}/publish", null)).ShouldBeAsync(status);
            await (await other.PostAsJsonAsync($"/api/v1/events/{id}/cancel", new JsonObject())).ShouldBeAsync(status);
            await (await other.DeleteAsync($"/api/v1/events/{id}/image")).ShouldBeAsync(status);
        }

        (await Me.GetJsonAsync($"/events/{published}")).Text("name").ShouldBe("Evening bake");
        (await Me.GetJsonAsync($"/events/{draft}")).Text("status").ShouldBe("draft");
    }

    [Fact]
    public async Task PublishingIsAnnouncedOnce()
    {
        var id = (await Me.CreateAsync()).Id();
        for (var time = 0; time < 2; time++)
        {
            (await (await Me.PostAsync($"/api/v1/events/{id}/publish", null)).ShouldBeAsync(HttpStatusCode.OK))
                .Text("status")
                .ShouldBe("published");
        }

        (await events.AnnouncedAsync(id)).ShouldBe(["EventPublished"]);
    }

    [Fact]
    public async Task CancellingIsFinalAndAnnouncedOnce()
    {
        var id = (await Me.PublishedAsync()).Id();
        for (var time = 0; time < 2; time++)
        {
            var cancelled = await (
                await Me.PostAsJsonAsync($"/api/v1/events/{id}/cancel", new JsonObject { ["reason"] = "Flooded." })
            ).ShouldBeAsync(HttpStatusCode.OK);
            (cancelled.Text("status"), cancelled.Text("cancel_reason")).ShouldBe(("cancelled", "Flooded."));
        }

        (await events.AnnouncedAsync(id)).ShouldBe(["EventPublished", "EventCancelled"]);
        var announced = await events.LastAnnouncedAsync<EventCancelled>(id);
        (announced.Version, announced.Reason, announced.OrganizerId).ShouldBe((2, "Flooded.", _me));
        await (await Me.ChangeAsync(id, new JsonObject { ["name"] = "Again" })).ShouldBeAsync(HttpStatusCode.Conflict, "event_cancelled");
        await (await Me.PostAsync($"/api/v1/events/{id}/publish", null)).ShouldBeAsync(HttpStatusCode.Conflict, "event_cancelled");
    }

    [Fact]
    public async Task ADraftIsNotCancelledButDeleted()
    {
        var id = (await Me.CreateAsync()).Id();
        await (await Me.PostAsJsonAsync($"/api/v1/events/{id}/cancel", new JsonObject())).ShouldBeAsync(
            HttpStatusCode.Conflict,
            "event_not_published"
        );
        await (await Me.DeleteAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await Me.GetAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
        (await events.AnnouncedAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task APublishedEventIsDeletedOnlyWhileNoUserEverRegistered()
    {
        var (empty, left) = ((await Me.PublishedAsync()).Id(), (await Me.PublishedAsync()).Id());
        await events.SeatAsync(left, Guid.CreateVersion7(), RegistrationStatus.Cancelled);

        await (await Me.DeleteAsync($"/api/v1/events/{empty}")).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await Me.DeleteAsync($"/api/v1/events/{left}")).ShouldBeAsync(HttpStatusCode.Conflict, "event_has_registrations");

        (await events.AnnouncedAsync(empty)).ShouldBe(["EventPublished", "EventCancelled"]);
        (await events.WithDbAsync(db => db.Seats.CountAsync(seats => seats.EventId == empty))).ShouldBe(0);
        (await Me.GetJsonAsync($"/events/{left}")).Text("status").ShouldBe("published");
    }

    [Fact]
    public async Task WhatIsOverOrTakenDownDoesNotChange()
    {
        var (over, removed) = ((await Me.PublishedAsync()).Id(), (await Me.PublishedAsync()).Id());
        await events.ExecuteAsync(
            $"UPDATE events SET starts_at = now() - interval '2 days', ends_at = now() - interval '1 day' WHERE id = {over}"
        );
        await events.ExecuteAsync($"UPDATE events SET removed_at = now() WHERE id = {removed}");

        await (await Me.ChangeAsync(over, new JsonObject { ["name"] = "Later" })).ShouldBeAsync(HttpStatusCode.Conflict, "event_over");
        await (await Me.PostAsJsonAsync($"/api/v1/events/{over}/cancel", new JsonObject())).ShouldBeAsync(
            HttpStatusCode.Conflict,
            "event_over"
        );
        await (await Me.ChangeAsync(removed, new JsonObject { ["name"] = "Later" })).ShouldBeAsync(
            HttpStatusCode.Conflict,
            "event_removed"
        );
        await (await Me.PostAsJsonAsync($"/api/v1/events/{removed}/cancel", new JsonObject())).ShouldBeAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ChangesAtOnceAllCount()
    {
        var id = (await Me.PublishedAsync()).Id();
        var answers = await Task.WhenAll(
            Enumerable
                .Range(1, 12)
                .Select(number =>
                    Me.ChangeAsync(
                        id,
                        number % 3 == 0 ? new JsonObject { ["max_attendees"] = number } : new JsonObject { ["name"] = $"Bake {number}" }
                    )
                )
        );

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        (await events.WithDbAsync(db => db.Events.Where(e => e.Id == id).Select(e => e.Version).SingleAsync())).ShouldBe(13);
        (await events.AnnouncedAsync(id)).Count.ShouldBe(13);
    }
}
