using Community.Messaging.Data;
using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Notifications;

/// <summary>The hours of each day in which pushes and digests wait. Calls, missed calls and decisions of moderation do not wait.</summary>
/// <param name="From">When they begin in the time zone, such as <c>22:00:00</c>.</param>
/// <param name="To">When they end, an hour or more before the next <c>from</c>; an earlier time is one of the next day.</param>
/// <param name="TimeZone">The user's IANA time zone, such as Asia/Dubai.</param>
internal sealed record QuietHours(TimeOnly From, TimeOnly To, [property: TimeZoneName] string TimeZone) : IHasExample<QuietHours>
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(15);

    // Within it the pushes and the digest that have waited are sent.
    private static readonly TimeSpan LeastLeft = TimeSpan.FromHours(1);

    public static QuietHours Example => new(new(22, 0), new(7, 0), "Asia/Dubai");

    /// <summary>Whether there is time enough from the end to the next beginning.</summary>
    public bool LeaveEnough() => From - To >= LeastLeft;

    /// <summary>Whether a notification is sent in quiet hours, too.</summary>
    public static bool Disturbs(string kind) => kind is NotificationKind.MissedCall or NotificationKind.Moderation;

    /// <summary>The quiet hours that a user chose; null: none.</summary>
    public static Task<QuietHours?> OfAsync(MessagingDb db, Guid userId, CancellationToken cancellationToken) =>
        db
            .Database.SqlQuery<QuietHours>(
                $"""SELECT starts_at AS "from", ends_at AS "to", time_zone FROM quiet_hours WHERE user_id = {userId}"""
            )
            .SingleOrDefaultAsync(cancellationToken);

    /// <summary>The end of the quiet hours that a moment is in; null: it is in none.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset moment)
    {
        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(moment, zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        if (!time.IsBetween(From, To))
        {
            return null;
        }

        var end = local.Date.Add(To.ToTimeSpan()).AddDays(time < To ? 0 : 1);
        // A time that a change of the clocks leaves out.
        while (zone.IsInvalidTime(end))
        {
            end += Step;
        }

        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }
}
