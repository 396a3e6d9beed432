using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Events.Registrations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests.Publishing;

/// <summary>Calls that many tests of events use.</summary>
internal static class Calls
{
    private static int _count;

    public static DateTimeOffset Soon { get; } =
        new(TimeProvider.System.GetUtcNow().UtcDateTime.Date.AddDays(30).AddHours(15), TimeSpan.Zero);

    /// <summary>A valid draft; each of <paramref name="members"/> replaces one of its members.</summary>
    public static JsonObject Draft(params (string Name, JsonNode? Value)[] members)
    {
        var draft = new JsonObject
        {
            ["name"] = "Evening bake",
            ["event_type"] = "workshop",
            ["start_datetime"] = Soon.ToString("O"),
            ["end_datetime"] = Soon.AddHours(3).ToString("O"),
            ["time_zone"] = "Asia/Dubai",
        };
        foreach (var (name, value) in members)
        {
            draft[name] = value?.DeepClone();
        }

        return draft;
    }

    /// <summary>An organizer with a verified address, and so the right to sell tickets.</summary>
    public static HttpClient Organizer(this EventsApplication events, Guid id)
    {
        events.Verify(id);
        return events.HttpAs(id, "attendee", "organizer");
    }

    public static async Task<JsonElement> CreateAsync(this HttpClient organizer, params (string Name, JsonNode? Value)[] members)
    {
        using var answer = await organizer.PostAsJsonAsync("/api/v1/events", Draft(members));
        return await answer.ShouldBeAsync(HttpStatusCode.Created);
    }

    /// <summary>A published event that searches find.</summary>
    public static Task<JsonElement> PublishedAsync(this HttpClient organizer, params (string Name, JsonNode? Value)[] members) =>
        organizer.CreateAsync([.. members, ("is_published", true)]);

    public static Task<HttpResponseMessage> ChangeAsync(this HttpClient organizer, Guid id, JsonObject changes) =>
        organizer.PatchAsJsonAsync($"/api/v1/events/{id}", changes);

    /// <summary>Gives a user a seat as the rules would, without a request.</summary>
    public static Task<int> SeatAsync(
        this EventsApplication events,
        Guid eventId,
        Guid userId,
        string status = RegistrationStatus.Confirmed
    ) =>
        events.WithDbAsync(async db =>
        {
            var now = TimeProvider.System.GetUtcNow();
            db.Registrations.Add(
                new Registration
                {
                    Id = Guid.CreateVersion7(now),
                    EventId = eventId,
                    UserId = userId,
                    Version = 1,
                    Status = status,
                    TicketCode = status == RegistrationStatus.Confirmed ? $"COMM-{Interlocked.Increment(ref _count):00000000}" : null,
                    HoldExpiresAt = status == RegistrationStatus.Pending ? now.AddMinutes(15) : null,
                    RegisteredAt = now,
                    EndReason = status == RegistrationStatus.Cancelled ? "by_attendee" : null,
                }
            );
            await db.SaveChangesAsync();
            var (held, confirmed) = (status == RegistrationStatus.Pending ? 1 : 0, status == RegistrationStatus.Confirmed ? 1 : 0);
            return await db.Database.ExecuteSqlAsync(
                $"UPDATE event_seats SET held = held + {held}, confirmed = confirmed + {confirmed} WHERE event_id = {eventId}"
            );
        });

    public static Task<int> ExecuteAsync(this EventsApplication events, FormattableString sql) =>
        events.WithDbAsync(db => db.Database.ExecuteSqlAsync(sql));

    /// <summary>Keeps all events from now on for <see cref="AnnouncedAsync"/>: the outbox itself is soon empty.</summary>
    public static Task<int> RecordAsync(this EventsApplication events) =>
        events.ExecuteAsync(
            $"""
            CREATE TABLE IF NOT EXISTS announced (seq bigint, aggregate_id uuid, type text, payload text);
            CREATE OR REPLACE FUNCTION announce() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN INSERT INTO announced VALUES (NEW.seq, NEW.aggregate_id, NEW.type, NEW.payload); RETURN NULL; END $$;
            CREATE OR REPLACE TRIGGER announce AFTER INSERT ON outbox_messages FOR EACH ROW EXECUTE FUNCTION announce();
            """
        );

    /// <summary>The events of an aggregate, by type, in order.</summary>
    public static Task<List<string>> AnnouncedAsync(this EventsApplication events, Guid aggregate) =>
        events.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""SELECT split_part(type, '.', 2) AS "Value" FROM announced WHERE aggregate_id = {aggregate} ORDER BY seq"""
                )
                .ToListAsync()
        );

    /// <summary>The last event of an aggregate.</summary>
    public static async Task<T> LastAnnouncedAsync<T>(this EventsApplication events, Guid aggregate) =>
        JsonSerializer.Deserialize<T>(
            await events.WithDbAsync(db =>
                db.Database.SqlQuery<string>(
                        $"""SELECT payload AS "Value" FROM announced WHERE aggregate_id = {aggregate} ORDER BY seq DESC LIMIT 1"""
                    )
                    .SingleAsync()
            ),
            Community.Platform.Http.Json.ServiceJson.Options
        )!;

    public static UserRegistered Person(string username, string? fullName = null) =>
        new(
            Guid.CreateVersion7(),
            Soon,
            Guid.CreateVersion7(),
            1,
            new UserProfile(username, fullName, null, null, null, null, null, null, [], null, null, Soon),
            ["attendee"],
            false,
            null
        );
}
