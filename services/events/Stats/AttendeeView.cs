using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using Community.Events.Data;
using Community.Events.Registrations;
using Community.Platform.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Stats;

/// <summary>Which attendees to list.</summary>
/// <param name="Status">Only those in this state.</param>
/// <param name="Q">Only those with this text in the username, full name or ticket code, in any case.</param>
internal sealed record AttendeeFilter(
    [property: AllowedValues(
        null,
        RegistrationStatus.Pending,
        RegistrationStatus.Confirmed,
        RegistrationStatus.Waitlisted,
        RegistrationStatus.Cancelled,
        RegistrationStatus.Expired,
        RegistrationStatus.Refunded,
        RegistrationStatus.CheckedIn,
        ErrorMessage = "must be pending, confirmed, waitlisted, cancelled, expired, refunded or checked_in"
    )]
        string? Status = null,
    [property: SingleLine, StringLength(100)] string? Q = null
);

/// <summary>A registration as the organizer sees it.</summary>
/// <param name="RegistrationId">The registration's id.</param>
/// <param name="UserId">The registered user; all zeros after the user was erased.</param>
/// <param name="Username">The handle; null if it is not known here.</param>
/// <param name="FullName">The name shown.</param>
/// <param name="PictureUrl">The path of the picture, relative to the gateway.</param>
/// <param name="Status">pending, confirmed, waitlisted, cancelled, expired, refunded or checked_in.</param>
/// <param name="TicketCode">The ticket's code, once confirmed.</param>
/// <param name="WaitlistPosition">The position on the waitlist; 1 is next.</param>
/// <param name="PaidAmount">The amount received, in minor units of paid_currency, or in credits.</param>
/// <param name="PaidCurrency">ISO 4217, or credits.</param>
/// <param name="RefundedAmount">The refunded part of it.</param>
/// <param name="RegisteredAt">When it was made.</param>
/// <param name="ConfirmedAt">When it got its seat.</param>
/// <param name="CheckedInAt">When the user arrived.</param>
/// <param name="ArrivalMethod">ticket or geofence.</param>
internal sealed record AttendeeView(
    Guid RegistrationId,
    Guid UserId,
    string? Username,
    string? FullName,
    string? PictureUrl,
    string Status,
    string? TicketCode,
    int? WaitlistPosition,
    long? PaidAmount,
    string? PaidCurrency,
    long? RefundedAmount,
    DateTimeOffset RegisteredAt,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset? CheckedInAt,
    string? ArrivalMethod
) : IHasExample<AttendeeView>
{
    public static AttendeeView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            "maya",
            "Maya Haddad",
            null,
            RegistrationStatus.Confirmed,
            "COMM-A1B2C3D4",
            null,
            2500,
            "USD",
            null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 8, 33, 0, TimeSpan.Zero),
            null,
            null
        );
}

internal static class AttendeeQueries
{
    /// <summary>An event's registrations in the order in which they were made.</summary>
    private const int AttendeesAtOnce = 500;

    public static IOrderedQueryable<Registration> Attendees(this EventsDb db, Guid eventId, AttendeeFilter filter)
    {
        var rows = db.Registrations.AsNoTracking().Where(r => r.EventId == eventId && (filter.Status == null || r.Status == filter.Status));
        if (filter.Q is { } text)
        {
            var pattern = LikePattern.Containing(text);
            rows = rows.Where(r =>
                EF.Functions.ILike(r.TicketCode!, pattern, "\\")
                || db.People.Any(person =>
                    person.Id == r.UserId
                    && (EF.Functions.ILike(person.Username!, pattern, "\\") || EF.Functions.ILike(person.FullName!, pattern, "\\"))
                )
            );
        }

        return rows.OrderBy(r => r.RegisteredAt).ThenBy(r => r.Id);
    }

    /// <summary>The same, all of them. No connection is held between two batches: who reads them may be slow.</summary>
    /// <param name="db">The database.</param>
    /// <param name="eventId">The event.</param>
    /// <param name="filter">Which registrations.</param>
    /// <param name="batch">How many are read at once.</param>
    public static async IAsyncEnumerable<AttendeeView> AttendeesInBatchesAsync(
        this EventsDb db,
        Guid eventId,
        AttendeeFilter filter,
        int batch = AttendeesAtOnce
    )
    {
        AttendeeView? last = null;
        while (true)
        {
            var (at, id) = (last?.RegisteredAt ?? DateTimeOffset.UnixEpoch, last?.RegistrationId ?? Guid.Empty);
            var rows = await db.Attendees(eventId, filter)
                .Where(r => r.RegisteredAt > at || (r.RegisteredAt == at && r.Id > id))
                .Take(batch)
                .Select(db.ViewOfAttendee())
                .ToListAsync();
            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count < batch)
            {
                yield break;
            }

            last = rows[^1];
        }
    }

    public static Expression<Func<Registration, AttendeeView>> ViewOfAttendee(this EventsDb db) =>
        r => new AttendeeView(
            r.Id,
            r.UserId,
            db.People.Where(p => p.Id == r.UserId).Select(p => p.Username).FirstOrDefault(),
            db.People.Where(p => p.Id == r.UserId).Select(p => p.FullName).FirstOrDefault(),
            db.People.Where(p => p.Id == r.UserId).Select(p => p.PictureUrl).FirstOrDefault(),
            r.Status,
            r.TicketCode,
            r.WaitlistNumber == null
                ? null
                : db.Registrations.Count(other =>
                    other.EventId == r.EventId && other.Status == RegistrationStatus.Waitlisted && other.WaitlistNumber <= r.WaitlistNumber
                ),
            r.PaidAmount,
            r.PaidCurrency,
            r.RefundedAmount,
            r.RegisteredAt,
            r.ConfirmedAt,
            r.CheckedInAt,
            r.ArrivalMethod
        );
}
