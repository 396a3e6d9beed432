using Community.Contracts;
using Community.Contracts.Companion;
using Community.Contracts.Events;
using Community.Contracts.Messaging;
using Community.Social.Communities;
using Community.Social.Feed;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Feed;

/// <summary>Other services' events as feeds show them.</summary>
[Collection(nameof(SocialTests))]
public sealed class FeedConsumersTests(SocialApplication social, TestServers servers)
{
    [Fact]
    public async Task EveryActivityReachesTheFeedOverTheBus()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, organizer) = (people[0], people[1], people[2]);
        await social.FollowAsync(me, actor, organizer);
        var community = await social.CommunityAsync(CommunityVisibility.Public, actor);
        var published = Published(organizer);
        var confirmed = new RsvpConfirmed(
            Guid.CreateVersion7(),
            Scene.Next(),
            Guid.CreateVersion7(),
            2,
            published.CommunityEventId,
            actor,
            organizer
        );
        await social.ConsumeAsync(
            8,
            published,
            confirmed,
            new AttendeeArrived(
                Guid.CreateVersion7(),
                Scene.Next(),
                confirmed.RegistrationId,
                3,
                published.CommunityEventId,
                actor,
                organizer,
                "ticket"
            ),
            new EventPhotoUploaded(
                Guid.CreateVersion7(),
                Scene.Next(),
                Guid.CreateVersion7(),
                1,
                published.CommunityEventId,
                actor,
                "/photo"
            ),
            new ThreadCreated(Guid.CreateVersion7(), Scene.Next(), Guid.CreateVersion7(), 1, community, actor, "Shoes"),
            new CourseCompleted(Guid.CreateVersion7(), Scene.Next(), Guid.CreateVersion7(), 3, actor, Guid.CreateVersion7()),
            new BadgeEarned(Guid.CreateVersion7(), Scene.Next(), Guid.CreateVersion7(), 1, actor, "Early bird"),
            new BadgeEarned(Guid.CreateVersion7(), Scene.Next(), Guid.CreateVersion7(), 1, actor, "Insightful", IsPrivate: true)
        );

        (await KindsAsync(me)).ShouldBe(["badge_earned", "course_completed", "thread_created", "photo_uploaded", "rsvp", "event_created"]);
        var counts = (await social.HttpAs(me).GetAsync($"/api/v1/users/{actor}/activity").ShouldAnswerAsync(200))["counts"]!;
        counts["events_attended"]!.GetValue<int>().ShouldBe(1);

        await social.ConsumeAsync(
            1,
            new EventUpdated(
                Guid.CreateVersion7(),
                Scene.Next(),
                published.CommunityEventId,
                9,
                organizer,
                "Bake",
                "meetup",
                null,
                null,
                null,
                Scene.Start,
                Scene.Start,
                "UTC",
                "private"
            )
        );
        (await KindsAsync(me)).ShouldBe(["badge_earned", "course_completed", "thread_created"]);
    }

    [Fact]
    public async Task ACancelledRegistrationOrEventIsNotInTheFeed()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, organizer) = (people[0], people[1], people[2]);
        await social.FollowAsync(me, actor, organizer);
        var (one, other) = (Published(organizer), Published(organizer));
        var confirmed = new RsvpConfirmed(
            Guid.CreateVersion7(),
            Scene.Next(),
            Guid.CreateVersion7(),
            2,
            one.CommunityEventId,
            actor,
            organizer
        );
        await social.ConsumeAsync(3, one, other, confirmed);
        (await KindsAsync(me)).ShouldBe(["rsvp", "event_created", "event_created"]);

        await social.ConsumeAsync(
            2,
            new RsvpCancelled(
                Guid.CreateVersion7(),
                Scene.Next(),
                confirmed.RegistrationId,
                3,
                one.CommunityEventId,
                actor,
                organizer,
                "by_attendee"
            ),
            new EventCancelled(Guid.CreateVersion7(), Scene.Next(), other.CommunityEventId, 4, organizer, null)
        );
        (await KindsAsync(me)).ShouldBe(["event_created"]);
    }

    [Fact]
    public async Task WhatModeratorsRemovedIsToldNoMore()
    {
        var people = await social.PeopleAsync(2);
        var (me, actor) = (people[0], people[1]);
        await social.FollowAsync(me, actor);
        var published = Published(actor);
        var photo = new EventPhotoUploaded(
            Guid.CreateVersion7(),
            Scene.Next(),
            Guid.CreateVersion7(),
            1,
            published.CommunityEventId,
            actor,
            "/photo"
        );
        var late = new ThreadCreated(
            Guid.CreateVersion7(),
            Scene.Next(),
            Guid.CreateVersion7(),
            1,
            await social.CommunityAsync(CommunityVisibility.Public, actor),
            actor,
            "Shoes"
        );
        await social.ConsumeAsync(2, published, photo);

        await RemoveAsync("photo", photo.PhotoId);
        await RemoveAsync("thread", late.ThreadId);
        await social.ConsumeAsync(1, late);
        (await KindsAsync(me)).ShouldBe(["event_created"]);

        await RemoveAsync("event", published.CommunityEventId);
        (await KindsAsync(me)).ShouldBeEmpty();
        var shown = await social.HttpAs(me).GetAsync($"/api/v1/users/{actor}/activity").ShouldAnswerAsync(200);
        shown["counts"]!["events_created"]!.GetValue<int>().ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ADeletedThreadIsInNoFeedAndARenamedOneHasItsNewTitleInAnyOrder(bool isLate)
    {
        var people = await social.PeopleAsync(2);
        var (me, actor) = (people[0], people[1]);
        await social.FollowAsync(me, actor);
        var community = await social.CommunityAsync(CommunityVisibility.Public, actor);
        var (deleted, renamed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        IIntegrationEvent[] created =
        [
            new ThreadCreated(Guid.CreateVersion7(), Scene.Next(), deleted, 1, community, actor, "My address is"),
            new ThreadCreated(Guid.CreateVersion7(), Scene.Next(), renamed, 1, community, actor, "Shoos"),
        ];
        IIntegrationEvent[] changed =
        [
            new ThreadDeleted(Guid.CreateVersion7(), Scene.Next(), deleted, 2, community),
            new ThreadRenamed(Guid.CreateVersion7(), Scene.Next(), renamed, 2, community, "Shoes"),
        ];
        await social.ConsumeAsync(2, isLate ? changed : created);
        await social.ConsumeAsync(2, isLate ? created : changed);

        var shown = (await social.HttpAs(me).GetAsync($"/api/v1/users/{actor}/activity").ShouldAnswerAsync(200))["items"]!.AsArray();
        shown.ShouldHaveSingleItem()!["thread"]!["title"]!.GetValue<string>().ShouldBe("Shoes");
        (await social.WithDbAsync(db => db.Activities.CountAsync(activity => activity.ThreadId == deleted))).ShouldBe(0);
    }

    [Fact]
    public async Task WhatWasPublishedBeforeTheServiceWasFirstUpIsKnownToo()
    {
        await using var fresh = new SocialApplication(servers);
        for (var i = 0; i < 5; i++)
        {
            fresh.EventsBefore.Add(
                new EventSnapshot(
                    Guid.CreateVersion7(),
                    3,
                    Guid.CreateVersion7(),
                    $"Bake {i}",
                    Scene.Start,
                    "public",
                    Scene.Start,
                    IsCancelled: i == 1,
                    IsRemoved: i == 2
                )
            );
        }

        await fresh.InitializeAsync();

        await Poll.UntilAsync(() =>
            fresh.WithDbAsync(async db =>
                await db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM events""").SingleAsync() == 5
            )
        );
        (
            await fresh.WithDbAsync(db =>
                db.Database.SqlQuery<string>($"""SELECT name AS "Value" FROM events WHERE is_cancelled""").SingleAsync()
            )
        ).ShouldBe("Bake 1");
        (await fresh.WithDbAsync(db => db.Activities.CountAsync(a => a.Kind == ActivityKind.EventCreated))).ShouldBe(4);
    }

    private static EventPublished Published(Guid organizer) =>
        new(
            Guid.CreateVersion7(),
            Scene.Next(),
            Guid.CreateVersion7(),
            1,
            organizer,
            "Bake",
            "meetup",
            null,
            null,
            null,
            Scene.Start,
            Scene.Start.AddHours(1),
            "UTC",
            "public"
        );

    private async Task<IEnumerable<string>> KindsAsync(Guid reader) =>
        (await social.HttpAs(reader).GetAsync("/api/v1/feed").ShouldAnswerAsync(200))["items"]!
            .AsArray()
            .Select(item => item!["kind"]!.GetValue<string>());

    private Task<int> RemoveAsync(string contentType, Guid id) =>
        social.WithDbAsync(async db =>
        {
            await ContentActivities.RemoveAsync(db, contentType, id);
            return 0;
        });
}
