using Community.Contracts;
using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Contracts.Social;
using Community.Social.Data;
using Community.Social.Feed;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Feed;

/// <summary>The other services' events, shuffled and repeated, result in the same rows as in order.</summary>
[Collection(nameof(SocialTests))]
public sealed class FeedAnyOrderTests(SocialApplication social)
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// u(pdate), x: the event is cancelled; c(onfirmed), e(nded), a(rrived) of a registration; p(hoto), t(hread), k: course, b(adge);
    /// r(emoved photo), n: the thread is renamed, d: it is deleted.
    /// </summary>
    private static readonly Gen<string> Stories = Gen.Elements(
            'u',
            'u',
            'x',
            'c',
            'c',
            'e',
            'c',
            'e',
            'a',
            'p',
            't',
            't',
            'n',
            'n',
            'd',
            'k',
            'b',
            'r'
        )
        .ListOf()
        .Select(steps => string.Concat(steps.Take(10)));

    [Fact]
    public async Task EndsInTheSameRows()
    {
        foreach (var seed in Enumerable.Range(1, 60))
        {
            var (story, order) = Stories
                .SelectMany(steps => Gen.Shuffle(Thrice(steps.Length + 1)).Select(shuffled => (steps, shuffled.ToArray())))
                .Sample(1, new Rnd((ulong)seed * 7919, 1), 20)
                .Single();
            var (one, twin) = (new Cast(), new Cast());
            var (events, same) = (Announced(one, story), Announced(twin, story));

            foreach (var integrationEvent in events)
            {
                await ApplyAsync(integrationEvent);
            }
            foreach (var index in order)
            {
                await ApplyAsync(same[index]);
            }

            (await RowsAsync(twin)).ShouldBe(await RowsAsync(one), $"story {story}, order {string.Join(' ', order)}");
        }
    }

    [Fact]
    public async Task ACancellationThatOvertakesItsConfirmationIsNotUndone()
    {
        var cast = new Cast();
        var story = Announced(cast, "ce");
        await ApplyAsync(story[2]);
        await ApplyAsync(story[1]);

        (await RowsAsync(cast)).ShouldNotContain("\"rsvp\"");
    }

    private static int[] Thrice(int count) => [.. Enumerable.Range(0, count), .. Enumerable.Range(0, count), .. Enumerable.Range(0, count)];

    private sealed class Cast
    {
        public Guid Organizer { get; } = Guid.CreateVersion7();
        public Guid Attendee { get; } = Guid.CreateVersion7();
        public Guid Event { get; } = Guid.CreateVersion7();
        public Guid Registration { get; } = Guid.CreateVersion7();
        public Guid Photo { get; } = Guid.CreateVersion7();
        public Guid Thread { get; } = Guid.CreateVersion7();
        public Guid Course { get; } = Guid.CreateVersion7();
        public Guid Award { get; } = Guid.CreateVersion7();
        public Guid Community { get; } = Guid.CreateVersion7();

        public IEnumerable<(Guid Id, string Name)> Names =>
            [
                (Organizer, "organizer"),
                (Attendee, "attendee"),
                (Event, "event"),
                (Registration, "registration"),
                (Photo, "photo"),
                (Thread, "thread"),
                (Course, "course"),
                (Award, "award"),
                (Community, "community"),
            ];
    }

    private static List<IIntegrationEvent> Announced(Cast cast, string story)
    {
        var events = new List<IIntegrationEvent> { Published(cast) };
        foreach (var step in story)
        {
            var version = events.Count + 1;
            var at = Start.AddMinutes(version);
            var id = Guid.CreateVersion7();
            events.Add(
                step switch
                {
                    'u' => new EventUpdated(
                        id,
                        at,
                        cast.Event,
                        version,
                        cast.Organizer,
                        $"Bake {version}",
                        "meetup",
                        null,
                        null,
                        null,
                        at,
                        at.AddHours(1),
                        "UTC",
                        version % 2 == 0 ? "private" : "public"
                    ),
                    'x' => new EventCancelled(id, at, cast.Event, version, cast.Organizer, null),
                    'c' => new RsvpConfirmed(id, at, cast.Registration, version, cast.Event, cast.Attendee, cast.Organizer),
                    'e' => new RsvpCancelled(id, at, cast.Registration, version, cast.Event, cast.Attendee, cast.Organizer, "by_attendee"),
                    'a' => new AttendeeArrived(id, at, cast.Registration, version, cast.Event, cast.Attendee, cast.Organizer, "ticket"),
                    // These facts have one version: a second event repeats the first.
                    'p' => new EventPhotoUploaded(id, Start, cast.Photo, 1, cast.Event, cast.Attendee, "/photo"),
                    't' => new ThreadCreated(id, Start, cast.Thread, 1, cast.Community, cast.Attendee, "Shoes"),
                    'n' => new ThreadRenamed(id, at, cast.Thread, version, cast.Community, $"Shoes {version}"),
                    // It does not come back, so it has the last version.
                    'd' => new ThreadDeleted(id, Start, cast.Thread, 1_000, cast.Community),
                    'k' => new CourseCompleted(id, Start, cast.Course, 1, cast.Attendee, Guid.Empty),
                    'b' => new BadgeEarned(id, Start, cast.Award, 1, cast.Attendee, "Early bird"),
                    _ => new ContentRemoved(id, at, Guid.CreateVersion7(), 1, "photo", cast.Photo, Guid.CreateVersion7(), "spam"),
                }
            );
        }

        return events;
    }

    private static EventPublished Published(Cast cast) =>
        new(
            Guid.CreateVersion7(),
            Start,
            cast.Event,
            1,
            cast.Organizer,
            "Bake 1",
            "meetup",
            null,
            null,
            null,
            Start,
            Start.AddHours(1),
            "UTC",
            "public"
        );

    private Task<int> ApplyAsync(IIntegrationEvent integrationEvent) =>
        social.WithDbAsync(async db =>
        {
            await db.InTransactionAsync(() => ApplyAsync(db, integrationEvent));
            return 0;
        });

    private static async Task ApplyAsync(SocialDb db, IIntegrationEvent integrationEvent)
    {
        switch (integrationEvent)
        {
            case EventPublished e:
                await db.ApplyEventAsync(e.CommunityEventId, e.Version, e.OrganizerId, e.Name, e.Visibility, e.StartsAt);
                await db.RecordEventCreatedAsync(e.CommunityEventId, e.OrganizerId, e.OccurredAt);
                return;
            case EventUpdated e:
                await db.ApplyEventAsync(e.CommunityEventId, e.Version, e.OrganizerId, e.Name, e.Visibility, e.StartsAt);
                return;
            case EventCancelled e:
                await db.ApplyEventCancelledAsync(e.CommunityEventId);
                return;
            case RsvpConfirmed e:
                await db.ApplyRsvpConfirmedAsync(e.RegistrationId, e.Version, e.CommunityEventId, e.UserId, e.OccurredAt);
                return;
            case RsvpCancelled e:
                await db.ApplyRsvpEndedAsync(e.RegistrationId, e.Version, e.CommunityEventId, e.UserId);
                return;
            case AttendeeArrived e:
                await db.ApplyArrivalAsync(e.RegistrationId, e.CommunityEventId, e.UserId);
                return;
            case EventPhotoUploaded e:
                await db.RecordActivityAsync(RecordedActivities.Of(e));
                return;
            case ThreadCreated e:
                await db.ApplyAsync(e);
                return;
            case ThreadRenamed e:
                await db.ApplyAsync(e);
                return;
            case ThreadDeleted e:
                await db.ApplyAsync(e);
                return;
            case CourseCompleted e:
                await db.RecordActivityAsync(RecordedActivities.Of(e));
                return;
            case BadgeEarned e:
                await db.RecordActivityAsync(RecordedActivities.Of(e));
                return;
            case ContentRemoved e:
                await ContentActivities.RemoveAsync(db, e.ContentType, e.ContentId);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(integrationEvent));
        }
    }

    /// <summary>
    /// The rows with names in place of the ids, which differ from cast to cast. Of an activity's id, only the time is kept: the rest is
    /// random.
    /// </summary>
    private async Task<string> RowsAsync(Cast cast)
    {
        var rows = await social.WithDbAsync(db =>
            db.Database.SqlQuery<string>(
                    $"""
                    SELECT row AS "Value" FROM (
                        SELECT to_jsonb(e)::text AS row FROM events e WHERE id = {cast.Event}
                        UNION ALL SELECT to_jsonb(r)::text FROM rsvps r WHERE event_id = {cast.Event}
                        UNION ALL SELECT (to_jsonb(a) || jsonb_build_object('id', left(id::text, 13)))::text FROM activities a WHERE actor_id IN ({cast.Organizer}, {cast.Attendee})
                        UNION ALL SELECT (to_jsonb(c) - 'removed_at')::text FROM removed_content c WHERE id = {cast.Photo}
                        UNION ALL SELECT to_jsonb(t)::text FROM thread_titles t WHERE thread_id = {cast.Thread}) AS rows
                    """
                )
                .ToListAsync()
        );
        return string.Join(
            '\n',
            rows.Select(row =>
                    cast.Names.Aggregate(row, (text, named) => text.Replace(named.Id.ToString(), named.Name, StringComparison.Ordinal))
                )
                .Order(StringComparer.Ordinal)
        );
    }
}
