using System.Text.Json;
using Community.Events.Data;
using Community.Events.Publishing;
using Community.Platform.Http.Json;
using Community.Platform.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Stats;

/// <summary>An event in numbers, all from the same moment.</summary>
/// <param name="EventId">The event.</param>
/// <param name="TimeZone">The event's time zone, which defines the days.</param>
/// <param name="MaxAttendees">The number of seats; null: no limit.</param>
/// <param name="Registrations">How many registrations were ever made.</param>
/// <param name="RegistrationsByDay">Registrations by day; days without any are left out.</param>
/// <param name="Confirmed">Registrations with a seat, including those that have arrived.</param>
/// <param name="Pending">Registrations with an unpaid seat.</param>
/// <param name="Waitlisted">Registrations on the waitlist.</param>
/// <param name="Cancelled">Registrations that were cancelled, including refunded ones.</param>
/// <param name="Expired">Holds that ended unpaid.</param>
/// <param name="Arrivals">Registrations that have arrived.</param>
/// <param name="ArrivalsByQuarter">The same by the quarter of an hour; quarters without any are left out.</param>
/// <param name="NoShows">Registrations that had a seat and did not arrive; 0 until the event is over.</param>
/// <param name="Photos">How many photos there are.</param>
/// <param name="Revenue">Payments less refunds.</param>
/// <param name="RevenueByDay">The same by the day of the payment and by currency; days without payments are left out.</param>
internal sealed record EventStats(
    Guid EventId,
    string TimeZone,
    int? MaxAttendees,
    long Registrations,
    IReadOnlyList<DayCount> RegistrationsByDay,
    long Confirmed,
    long Pending,
    long Waitlisted,
    long Cancelled,
    long Expired,
    long Arrivals,
    IReadOnlyList<QuarterCount> ArrivalsByQuarter,
    long NoShows,
    long Photos,
    IReadOnlyList<Revenue> Revenue,
    IReadOnlyList<DayRevenue> RevenueByDay
) : IHasExample<EventStats>
{
    public static EventStats Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000e1"),
            "Asia/Dubai",
            20,
            24,
            [new(new DateOnly(2026, 11, 21), 15), new(new DateOnly(2026, 11, 22), 9)],
            18,
            1,
            2,
            3,
            0,
            16,
            [
                new(new DateTimeOffset(2026, 12, 4, 15, 0, 0, TimeSpan.Zero), 11),
                new(new DateTimeOffset(2026, 12, 4, 15, 15, 0, TimeSpan.Zero), 5),
            ],
            2,
            41,
            [new("USD", 47500, 2500, 45000), new("credits", 50, 0, 50)],
            [new(new DateOnly(2026, 11, 21), "USD", 30000, 2500), new(new DateOnly(2026, 11, 22), "USD", 17500, 0)]
        );
}

/// <summary>The number on a day.</summary>
/// <param name="Date">The day, in the event's time zone.</param>
/// <param name="Count">The number.</param>
internal sealed record DayCount(DateOnly Date, long Count);

/// <summary>The number in a quarter of an hour.</summary>
/// <param name="StartsAt">When the quarter begins.</param>
/// <param name="Count">The number.</param>
internal sealed record QuarterCount(DateTimeOffset StartsAt, long Count);

/// <summary>Money of one kind.</summary>
/// <param name="Currency">ISO 4217, or credits.</param>
/// <param name="Paid">Payments, in minor units, or credits.</param>
/// <param name="Refunded">The refunded part of it.</param>
/// <param name="Net">The difference.</param>
internal sealed record Revenue(string Currency, long Paid, long Refunded, long Net);

/// <summary>Payments of a day in one currency.</summary>
/// <param name="Date">The day of the payments, in the event's time zone.</param>
/// <param name="Currency">ISO 4217, or credits.</param>
/// <param name="Paid">Payments, in minor units, or credits.</param>
/// <param name="Refunded">The part of them that was refunded, on whichever day.</param>
internal sealed record DayRevenue(DateOnly Date, string Currency, long Paid, long Refunded);

internal static class EventStatsReader
{
    /// <summary>
    /// One statement, so that all numbers come from one snapshot. Days are computed here from quarters of an hour, since every zone's
    /// offset is a multiple of one. The zones are therefore the same ones with which the event was created, not the database's.
    /// </summary>
    public static async Task<EventStats> ReadStatsAsync(this EventsDb db, CommunityEvent communityEvent, DateTimeOffset now)
    {
        var id = communityEvent.Id;
        var row = (
            await db
                .Database.SqlQuery<Row>(
                    $"""
                    WITH r AS MATERIALIZED (
                        SELECT status, registered_at, checked_in_at, paid_at, paid_amount, paid_currency, refunded_amount
                        FROM registrations WHERE event_id = {id})
                    SELECT count(*) AS registrations,
                        count(*) FILTER (WHERE status IN ('confirmed', 'checked_in')) AS confirmed,
                        count(*) FILTER (WHERE status = 'pending') AS pending,
                        count(*) FILTER (WHERE status = 'waitlisted') AS waitlisted,
                        count(*) FILTER (WHERE status IN ('cancelled', 'refunded')) AS cancelled,
                        count(*) FILTER (WHERE status = 'expired') AS expired,
                        count(*) FILTER (WHERE status = 'checked_in') AS arrivals,
                        (SELECT capacity FROM event_seats WHERE event_id = {id}) AS max_attendees,
                        (SELECT count(*) FROM photos WHERE event_id = {id} AND removed_at IS NULL) AS photos,
                        (SELECT coalesce(jsonb_agg(jsonb_build_object('seconds', seconds, 'count', n) ORDER BY seconds), '[]')::text FROM (
                            SELECT extract(epoch FROM date_bin('15 minutes', registered_at, 'epoch'))::bigint AS seconds, count(*) AS n FROM r GROUP BY 1) q) AS quarters,
                        (SELECT coalesce(jsonb_agg(jsonb_build_object('seconds', seconds, 'count', n) ORDER BY seconds), '[]')::text FROM (
                            SELECT extract(epoch FROM date_bin('15 minutes', checked_in_at, 'epoch'))::bigint AS seconds, count(*) AS n
                            FROM r WHERE status = 'checked_in' AND checked_in_at IS NOT NULL GROUP BY 1) a) AS arrival_quarters,
                        (SELECT coalesce(jsonb_agg(jsonb_build_object('currency', currency, 'paid', paid, 'refunded', refunded, 'net', paid - refunded)
                                ORDER BY currency), '[]')::text FROM (
                            SELECT paid_currency AS currency, sum(paid_amount)::bigint AS paid, sum(coalesce(refunded_amount, 0))::bigint AS refunded
                            FROM r WHERE paid_currency IS NOT NULL GROUP BY 1) m) AS revenue,
                        (SELECT coalesce(jsonb_agg(jsonb_build_object('seconds', seconds, 'currency', currency, 'paid', paid, 'refunded', refunded)
                                ORDER BY seconds, currency), '[]')::text FROM (
                            SELECT extract(epoch FROM date_bin('15 minutes', paid_at, 'epoch'))::bigint AS seconds, paid_currency AS currency,
                                sum(paid_amount)::bigint AS paid, sum(coalesce(refunded_amount, 0))::bigint AS refunded
                            FROM r WHERE paid_currency IS NOT NULL AND paid_at IS NOT NULL GROUP BY 1, 2) d) AS revenue_quarters
                    FROM r
                    """
                )
                .ToListAsync()
        ).Single();
        var zone = TimeZoneInfo.FindSystemTimeZoneById(communityEvent.TimeZone);
        var isOver = communityEvent.EndsAt < now && communityEvent.Status == EventStatus.Published;
        return new EventStats(
            id,
            communityEvent.TimeZone,
            row.MaxAttendees,
            row.Registrations,
            [
                .. Read<Quarter>(row.Quarters)
                    .GroupBy(quarter => DayOf(quarter.Seconds, zone))
                    .Select(day => new DayCount(day.Key, day.Sum(quarter => quarter.Count))),
            ],
            row.Confirmed,
            row.Pending,
            row.Waitlisted,
            row.Cancelled,
            row.Expired,
            row.Arrivals,
            [
                .. Read<Quarter>(row.ArrivalQuarters)
                    .Select(quarter => new QuarterCount(DateTimeOffset.FromUnixTimeSeconds(quarter.Seconds), quarter.Count)),
            ],
            isOver ? row.Confirmed - row.Arrivals : 0,
            row.Photos,
            Read<Revenue>(row.Revenue),
            [
                .. Read<QuarterRevenue>(row.RevenueQuarters)
                    .GroupBy(quarter => (Date: DayOf(quarter.Seconds, zone), quarter.Currency))
                    .Select(day => new DayRevenue(
                        day.Key.Date,
                        day.Key.Currency,
                        day.Sum(quarter => quarter.Paid),
                        day.Sum(quarter => quarter.Refunded)
                    )),
            ]
        );
    }

    private static DateOnly DayOf(long seconds, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), zone).DateTime);

    private static List<T> Read<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, ServiceJson.Options)!;

    private sealed record Quarter(long Seconds, long Count);

    private sealed record QuarterRevenue(long Seconds, string Currency, long Paid, long Refunded);

    private sealed record Row(
        long Registrations,
        long Confirmed,
        long Pending,
        long Waitlisted,
        long Cancelled,
        long Expired,
        long Arrivals,
        int? MaxAttendees,
        long Photos,
        string Quarters,
        string ArrivalQuarters,
        string Revenue,
        string RevenueQuarters
    );
}
