using System.Security.Claims;
using Community.Contracts.Events;
using Community.Events.Data;
using Community.Events.Moderation;
using Community.Events.Publishing;
using Community.Events.Registrations;
using Community.Platform.Access.Authorization;
using Community.Platform.Data;
using Community.Platform.Data.Pagination;
using Community.Platform.Http.Idempotency;
using Community.Platform.Http.Pagination;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace Community.Events.Announcements;

/// <summary>Messages of organizers to all attendees.</summary>
internal static class AnnouncementEndpoints
{
    private const int MostADay = 3;

    /// <summary>The number of attendees in one integration event.</summary>
    private const int AtOnce = 500;

    /// <summary>How long after its end an event takes announcements.</summary>
    private static readonly TimeSpan After = TimeSpan.FromDays(7);

    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public static void Map(IEndpointRouteBuilder api)
    {
        var announcements = api.MapGroup("/events/{id:guid}/announcements").WithTags("Announcements");
        announcements.MapPost("/", AnnounceAsync).RequireOrganizer().Idempotent().NotWhileMuted().WithName("event_announce");
        announcements.MapGet("/", ListAsync).RequireAuthorization(Policies.SignedIn).WithName("event_announcements");
    }

    /// <summary>Sends a message to the attendees of an event of the caller's: the users with a confirmed seat.</summary>
    /// <remarks>
    /// They are notified, and mailed, as their notification preferences for <c>announcement</c> say. An event takes three announcements in
    /// 24 hours (429 <c>too_many_announcements_today</c>), until seven days after its end. Without attendees the answer is 409
    /// <c>no_attendees</c>.
    /// </remarks>
    /// <param name="id">The event's id.</param>
    /// <param name="request">The message.</param>
    private static Task<
        Results<Created<AnnouncementView>, BadRequestProblem, ForbiddenProblem, NotFoundProblem, ConflictProblem, TooManyRequestsProblem>
    > AnnounceAsync(Guid id, AnnouncementRequest request, ClaimsPrincipal caller, EventsDb db, TimeProvider clock) =>
        db.InTransactionAsync<
            Results<
                Created<AnnouncementView>,
                BadRequestProblem,
                ForbiddenProblem,
                NotFoundProblem,
                ConflictProblem,
                TooManyRequestsProblem
            >
        >(async () =>
        {
            var now = clock.GetUtcNow();
            // The lock of the event lets two announcements at once see each other, so that the limit is exact.
            var own = await db.LockOwnOrRefuseAsync(id, caller.UserId());
            own.RequireAnnounceable(now);
            var today = await db
                .Announcements.Where(announcement => announcement.EventId == id && announcement.CreatedAt > now - Day)
                .OrderByDescending(announcement => announcement.CreatedAt)
                .Select(announcement => announcement.CreatedAt)
                .Take(MostADay)
                .ToListAsync();
            if (today.Count == MostADay)
            {
                return Problem.TooManyRequests(
                    today[^1] + Day - now,
                    $"You can write {MostADay} messages to all attendees in 24 hours. Try again later, or write in the event's chat.",
                    "too_many_announcements_today"
                );
            }

            var attendees = await db
                .Registrations.Where(r =>
                    r.EventId == id && (r.Status == RegistrationStatus.Confirmed || r.Status == RegistrationStatus.CheckedIn)
                )
                .OrderBy(r => r.Id)
                .Select(r => r.UserId)
                .ToListAsync();
            if (attendees.Count == 0)
            {
                return Problem.Conflict("The event has no attendees yet. A message needs a person with a confirmed seat.", "no_attendees");
            }

            var announcement = new Announcement
            {
                Id = Guid.CreateVersion7(now),
                EventId = id,
                Text = request.Text,
                Attendees = attendees.Count,
                CreatedAt = now.AsKept(),
            };
            db.Announcements.Add(announcement);
            foreach (var part in attendees.Chunk(AtOnce))
            {
                db.Publish(
                    new EventAnnouncementSent(
                        Guid.CreateVersion7(now),
                        now,
                        announcement.Id,
                        Version: 1,
                        id,
                        own.OrganizerId,
                        announcement.Text,
                        part
                    )
                );
            }

            await db.SaveChangesAsync();
            return TypedResults.Created((string?)null, AnnouncementView.Of(announcement));
        });

    /// <summary>Lists the organizer's messages to all attendees, the latest first.</summary>
    /// <remarks>Only the organizer, the staff and users with a confirmed seat read them; for others the list is empty.</remarks>
    /// <param name="id">The event's id.</param>
    private static async Task<Results<Ok<Page<AnnouncementView>>, BadRequestProblem, NotFoundProblem>> ListAsync(
        Guid id,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        EventsDb db,
        CancellationToken cancellationToken
    )
    {
        var me = caller.UserId();
        if (await db.FindVisibleAsync(id, me) is not { } found)
        {
            return OwnEvents.NoSuchEvent();
        }

        var mayRead =
            await db.MayScanAsync(found, me)
            || await db.Registrations.AnyAsync(
                r =>
                    r.EventId == id
                    && r.UserId == me
                    && (r.Status == RegistrationStatus.Confirmed || r.Status == RegistrationStatus.CheckedIn),
                cancellationToken
            );
        return TypedResults.Ok(
            await db
                .Announcements.AsNoTracking()
                .Where(announcement => announcement.EventId == id && mayRead)
                .OrderByDescending(announcement => announcement.CreatedAt)
                .ThenBy(announcement => announcement.Id)
                .ToPageAsync(
                    page,
                    announcement => new AnnouncementView(
                        announcement.Id,
                        announcement.Text,
                        announcement.Attendees,
                        announcement.CreatedAt
                    ),
                    cancellationToken
                )
        );
    }

    private static void RequireAnnounceable(this CommunityEvent e, DateTimeOffset now)
    {
        if (e.Status == EventStatus.Cancelled)
        {
            throw Problem.Conflict("This event was cancelled. Its attendees were notified then.", "event_cancelled").ToException();
        }

        if (e.RemovedAt is not null)
        {
            throw Problem
                .Conflict("A moderator removed this event. You can appeal the decision in your moderation decisions.", "event_removed")
                .ToException();
        }

        if (e.Status == EventStatus.Draft)
        {
            throw Problem.Conflict("A draft has no attendees. Publish the event first.", "event_not_published").ToException();
        }

        if (e.EndsAt + After <= now)
        {
            throw Problem.Conflict($"This event ended more than {After.Days} days ago.", "event_over").ToException();
        }
    }
}
