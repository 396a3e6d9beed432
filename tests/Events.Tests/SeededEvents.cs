using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Events.Tickets;

namespace Community.Events.Tests;

/// <summary>Events, registrations and people written straight into the database, in the state that the API calls would leave.</summary>
internal static class SeededEvents
{
    public const double Latitude = 25.0805;
    public const double Longitude = 55.1403;
    private static int _count;

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>A published event that began an hour ago and ends in an hour, by default.</summary>
    public static async Task<CommunityEvent> EventAsync(
        this EventsApplication application,
        Guid? organizer = null,
        TimeSpan? starts = null,
        TimeSpan? ends = null,
        string status = EventStatus.Published,
        string visibility = EventVisibility.Public,
        bool hasPosition = true,
        string timeZone = "Asia/Dubai",
        int? capacity = null
    )
    {
        var now = Now;
        var seeded = new CommunityEvent
        {
            Id = Guid.CreateVersion7(),
            Version = 1,
            OrganizerId = organizer ?? Guid.CreateVersion7(),
            Status = status,
            Visibility = visibility,
            Name = $"Event {Interlocked.Increment(ref _count)}",
            EventType = "meetup",
            TypeKey = "meetup",
            Latitude = hasPosition ? Latitude : null,
            Longitude = hasPosition ? Longitude : null,
            GeofenceRadiusM = 150,
            StartsAt = now + (starts ?? TimeSpan.FromHours(-1)),
            EndsAt = now + (ends ?? TimeSpan.FromHours(1)),
            TimeZone = timeZone,
            Currency = "USD",
            RefundHours = 24,
            CreatedAt = now.AddDays(-10),
            UpdatedAt = now.AddDays(-10),
            PublishedAt = status == EventStatus.Draft ? null : now.AddDays(-10),
        };
        return await application.WithDbAsync(async db =>
        {
            db.Events.Add(seeded);
            await db.SaveChangesAsync();
            db.Seats.Add(new EventSeats { EventId = seeded.Id, Capacity = capacity });
            await db.SaveChangesAsync();
            return seeded;
        });
    }

    /// <summary>A registration in any state, counted in the event's seats.</summary>
    public static Task<Registration> RegistrationAsync(
        this EventsApplication application,
        Guid eventId,
        Guid? user = null,
        string status = RegistrationStatus.Confirmed,
        DateTimeOffset? at = null,
        Action<Registration>? more = null
    ) =>
        application.WithDbAsync(async db =>
        {
            var now = at ?? Now;
            var seats = await db.Seats.FindAsync(eventId);
            var registration = new Registration
            {
                Id = Guid.CreateVersion7(),
                EventId = eventId,
                UserId = user ?? Guid.CreateVersion7(),
                Version = 1,
                Status = status,
                TicketCode = status is RegistrationStatus.Pending or RegistrationStatus.Waitlisted or RegistrationStatus.Expired
                    ? null
                    : TicketCode.New(),
                WaitlistNumber = status == RegistrationStatus.Waitlisted ? ++seats!.LastWaitlistNumber : null,
                HoldExpiresAt = status == RegistrationStatus.Pending ? now.AddMinutes(15) : null,
                RegisteredAt = now,
                CheckedInAt = status == RegistrationStatus.CheckedIn ? now : null,
                ArrivalMethod = status == RegistrationStatus.CheckedIn ? "ticket" : null,
            };
            more?.Invoke(registration);
            seats!.Confirmed += status is RegistrationStatus.Confirmed or RegistrationStatus.CheckedIn ? 1 : 0;
            seats.Held += status == RegistrationStatus.Pending ? 1 : 0;
            seats.Waitlisted += status == RegistrationStatus.Waitlisted ? 1 : 0;
            db.Registrations.Add(registration);
            await db.SaveChangesAsync();
            return registration;
        });

    /// <summary>A person whom the service knows, with this name.</summary>
    public static Task<Guid> PersonAsync(this EventsApplication application, string? fullName = null) =>
        application.WithDbAsync(async db =>
        {
            var id = Guid.CreateVersion7();
            db.People.Add(
                new Community.Events.People.Person
                {
                    Id = id,
                    ProfileVersion = 1,
                    Username = $"user{Interlocked.Increment(ref _count)}",
                    FullName = fullName,
                }
            );
            await db.SaveChangesAsync();
            return id;
        });

    public static Task<Registration> FindRegistrationAsync(this EventsApplication application, Guid id) =>
        application.WithDbAsync(async db => (await db.Registrations.FindAsync(id))!);

    /// <summary>Asserts the status and reads the body; a failure shows the body.</summary>
    public static async Task<JsonNode> ShouldAnswerAsync(this Task<HttpResponseMessage> request, int status, string? reason = null)
    {
        var response = await request;
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(
            status,
            $"{response.RequestMessage?.Method} {response.RequestMessage?.RequestUri?.PathAndQuery} answered {(int)response.StatusCode}: {text}"
        );
        if (status >= 400)
        {
            response.Content.Headers.ContentType?.MediaType.ShouldBe("application/problem+json");
        }

        var node = text.Length > 0 && text[0] is '{' or '[' ? JsonNode.Parse(text)! : new JsonObject();
        if (reason is not null)
        {
            node["reason"]!.GetValue<string>().ShouldBe(reason);
        }

        return node;
    }

    public static UserErased Erased(Guid id, long version = 2) => new(Guid.CreateVersion7(), Now, id, version);
}
