using Community.Events.Publishing;
using Community.Events.Registrations;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Tests;

/// <summary>Rows of events for tests whose subject is not the creation of events.</summary>
internal static class TestEvents
{
    public static async Task<Guid> AddEventAsync(
        this EventsApplication app,
        int? capacity = null,
        long priceCents = 0,
        Guid? organizer = null,
        string status = EventStatus.Published,
        string visibility = EventVisibility.Public,
        TimeSpan? startsIn = null,
        int refundHours = 24
    )
    {
        var now = DateTimeOffset.Parse(TimeProvider.System.GetUtcNow().ToString("O"), System.Globalization.CultureInfo.InvariantCulture);
        var id = Guid.CreateVersion7(now);
        var starts = now + (startsIn ?? TimeSpan.FromDays(7));
        return await app.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Events.Add(
                new CommunityEvent
                {
                    Id = id,
                    Version = 1,
                    OrganizerId = organizer ?? Guid.CreateVersion7(now),
                    Status = status,
                    Visibility = visibility,
                    Name = "Evening bake",
                    EventType = "workshop",
                    TypeKey = "workshop",
                    GeofenceRadiusM = 150,
                    StartsAt = starts,
                    EndsAt = starts.AddHours(3),
                    TimeZone = "Asia/Dubai",
                    PriceCents = priceCents,
                    PriceCredits = priceCents > 0 ? priceCents / 10 : null,
                    Currency = "USD",
                    RefundHours = refundHours,
                    CreatedAt = now,
                    UpdatedAt = now,
                    PublishedAt = now,
                }
            );
            db.Seats.Add(new EventSeats { EventId = id });
            await db.SaveChangesAsync();
            await app.Service<SeatStore>().ApplyAsync(db, id, new ChangeCapacity(capacity));
            await transaction.CommitAsync();
            return id;
        });
    }

    public static Task<EventSeats> SeatsAsync(this EventsApplication app, Guid eventId) =>
        app.WithDbAsync(db => db.Seats.AsNoTracking().SingleAsync(seats => seats.EventId == eventId));
}
