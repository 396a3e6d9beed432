using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Community.Events.Publishing;
using Community.Events.SeatLedger;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Events.Tests.Registrations;

/// <summary>The seat ledger and its public check.</summary>
[Collection(nameof(EventsTests))]
public sealed class AuditTests(EventsApplication app)
{
    [Fact]
    public async Task ShowsEachSeatThatWasGivenAndTakenBackWithoutANameOfItsOwner()
    {
        var id = await app.AddEventAsync(capacity: 1);
        var user = Guid.CreateVersion7();
        await app.HttpAs(user).PostAsync($"/api/v1/events/{id}/register", null);
        await app.HttpAs(Guid.CreateVersion7()).PostAsync($"/api/v1/events/{id}/register", null);
        await app.HttpAs(user).DeleteAsync($"/api/v1/events/{id}/register");

        var text = await app.Http().GetStringAsync($"/api/v1/events/{id}/audit");
        var audit = JsonSerializer.Deserialize<JsonElement>(text);

        audit
            .GetProperty("entries")
            .EnumerateArray()
            .Select(entry => entry.GetProperty("kind").GetString())
            .ShouldBe(["capacity", "confirmed", "released", "confirmed"]);
        text.ShouldNotContain(user.ToString());
        audit.GetProperty("next_after_seq").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task ComesInPages()
    {
        var id = await app.AddEventAsync();
        for (var i = 0; i < 4; i++)
        {
            await app.HttpAs(Guid.CreateVersion7()).PostAsync($"/api/v1/events/{id}/register", null);
        }

        var first = await app.Http().GetFromJsonAsync<JsonElement>($"/api/v1/events/{id}/audit?limit=3");
        var rest = await app.Http()
            .GetFromJsonAsync<JsonElement>($"/api/v1/events/{id}/audit?after_seq={first.GetProperty("next_after_seq").GetInt64()}");

        first.GetProperty("entries").GetArrayLength().ShouldBe(3);
        rest.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("seq").GetInt64()).ShouldBe([4, 5]);
    }

    [Theory]
    [InlineData("after_seq=-1")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("after_seq=x")]
    public async Task RefusesWhatIsOutOfRange(string query)
    {
        var id = await app.AddEventAsync();
        (await app.Http().GetAsync($"/api/v1/events/{id}/audit?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task OfAnEventThatMayNotBeKnownIsNotFound()
    {
        var draft = await app.AddEventAsync(status: EventStatus.Draft);
        var secret = await app.AddEventAsync(visibility: EventVisibility.Private);
        (await app.Http().GetAsync($"/api/v1/events/{draft}/audit")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await app.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/events/{secret}/audit")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task CannotBeRewrittenAndAForgedEntryIsFound()
    {
        var id = await app.AddEventAsync(capacity: 3);
        await app.HttpAs(Guid.CreateVersion7()).PostAsync($"/api/v1/events/{id}/register", null);
        await app.HttpAs(Guid.CreateVersion7()).PostAsync($"/api/v1/events/{id}/register", null);

        await Should.ThrowAsync<PostgresException>(
            app.WithDbAsync(db => db.Database.ExecuteSqlAsync($"UPDATE seat_ledger SET confirmed = 0 WHERE event_id = {id}"))
        );
        var entries = await app.WithDbAsync(db =>
            db.SeatLedger.AsNoTracking().Where(entry => entry.EventId == id).OrderBy(entry => entry.Seq).ToListAsync()
        );
        SeatChain.FirstFault(entries).ShouldBeNull();
        var second = entries[1];
        entries[1] = new SeatLedgerEntry
        {
            EventId = id,
            Seq = second.Seq,
            Kind = second.Kind,
            Capacity = second.Capacity,
            Held = 0,
            Confirmed = 0,
            At = second.At,
            Hash = second.Hash,
        };
        SeatChain.FirstFault(entries).ShouldBe(2);
    }
}
