using Community.Social.Communities;
using Community.Social.Feed;
using Community.Social.Tests.People;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Feed;

[Collection(nameof(SocialTests))]
public sealed class FeedTests(SocialApplication social)
{
    [Fact]
    public async Task WhatFollowedAndConnectedPeopleDidIsReadNewestFirst()
    {
        var people = await social.PeopleAsync(4);
        var (me, followed, connected, stranger) = (people[0], people[1], people[2], people[3]);
        await social.FollowAsync(me, followed);
        await social.ConnectAsync(me, connected);
        var first = await social.EarnedAsync(followed);
        var second = await social.EarnedAsync(connected);
        await social.EarnedAsync(stranger);
        await social.EarnedAsync(me);
        var third = await social.EarnedAsync(followed);

        (await social.FeedAsync(me)).ShouldBe([third, second, first]);
        (await social.FeedAsync(stranger)).ShouldBeEmpty();
    }

    [Fact]
    public async Task EachKindSaysWhatItIsAbout()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, other) = (people[0], people[1], people[2]);
        await social.FollowAsync(me, actor);
        var community = await social.CommunityAsync(CommunityVisibility.Public, actor);
        var e = await social.EventAsync(other);
        var (thread, photo, course) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await social.DidAsync(actor, ActivityKind.BadgeEarned, text: "Early bird");
        await social.DidAsync(actor, ActivityKind.CourseCompleted, text: course.ToString());
        await social.DidAsync(actor, ActivityKind.ThreadCreated, community: community, thread: thread, text: "Shoes");
        await social.DidAsync(actor, ActivityKind.Joined, community: community);
        await social.DidAsync(actor, ActivityKind.PhotoUploaded, e: e, photo: photo, text: "/api/v1/events/1/photos/2");
        await social.DidAsync(actor, ActivityKind.Rsvp, e: e);
        await social.DidAsync(actor, ActivityKind.Followed, user: other);

        var items = (await social.HttpAs(me).GetAsync("/api/v1/feed").ShouldAnswerAsync(200))["items"]!.AsArray();

        items
            .Select(item => item!["kind"]!.GetValue<string>())
            .ShouldBe(["followed", "rsvp", "photo_uploaded", "joined", "thread_created", "course_completed", "badge_earned"]);
        items.ShouldAllBe(item =>
            item!["actor"]!["id"]!.GetValue<Guid>() == actor && item["actor"]!["username"] != null && item["occurred_at"] != null
        );
        items[0]!["user"]!["id"]!.GetValue<Guid>().ShouldBe(other);
        items[1]!["event"]!.ShouldSatisfyAllConditions(
            found => found["id"]!.GetValue<Guid>().ShouldBe(e),
            found => found["name"]!.GetValue<string>().ShouldBe("Evening bake"),
            found => found["start_datetime"].ShouldNotBeNull()
        );
        items[2]!["photo_url"]!.GetValue<string>().ShouldBe("/api/v1/events/1/photos/2");
        items[3]!["community"]!.ShouldSatisfyAllConditions(
            found => found["id"]!.GetValue<Guid>().ShouldBe(community),
            found => found["kind"]!.GetValue<string>().ShouldBe("circle")
        );
        items[4]!["thread"]!.ShouldSatisfyAllConditions(
            found => found["id"]!.GetValue<Guid>().ShouldBe(thread),
            found => found["title"]!.GetValue<string>().ShouldBe("Shoes")
        );
        items[5]!["course_id"]!.GetValue<Guid>().ShouldBe(course);
        items[6]!["badge"]!.GetValue<string>().ShouldBe("Early bird");
        items[6]!
            .AsObject()
            .Select(member => member.Key)
            .ShouldBe(["id", "kind", "actor", "occurred_at", "user", "community", "event", "thread", "photo_url", "course_id", "badge"]);

        Scene
            .Ids(await social.HttpAs(me).GetAsync("/api/v1/feed?kind=rsvp").ShouldAnswerAsync(200))
            .ShouldBe([items[1]!["id"]!.GetValue<Guid>()]);
    }

    [Fact]
    public async Task HiddenContentAndHiddenUsersAreMissing()
    {
        var people = await social.PeopleAsync(6);
        var (me, actor, blocker, blocked, suspended, erased) = (people[0], people[1], people[2], people[3], people[4], people[5]);
        await social.FollowAsync(me, people.Skip(1));
        await social.BlockAsync(blocker, me);
        await social.BlockAsync(me, blocked);
        foreach (var hidden in (Guid[])[blocker, blocked, suspended, erased])
        {
            await social.EarnedAsync(hidden);
            await social.DidAsync(actor, ActivityKind.Followed, user: hidden);
            if (hidden != erased)
            {
                await social.DidAsync(actor, ActivityKind.Rsvp, e: await social.EventAsync(hidden));
            }
        }

        var owner = await social.PersonAsync();
        var secret = await social.CommunityAsync(CommunityVisibility.Private, owner, actor);
        await social.DidAsync(actor, ActivityKind.Joined, community: secret);
        var paid = await social.CommunityAsync(CommunityVisibility.Paid, owner, actor);
        await social.DidAsync(actor, ActivityKind.ThreadCreated, community: paid, thread: Guid.CreateVersion7(), text: "For members");
        await social.DidAsync(actor, ActivityKind.Rsvp, e: await social.EventAsync(owner, "private"));
        await social.DidAsync(actor, ActivityKind.Rsvp, e: Guid.CreateVersion7());
        var cancelled = await social.EventAsync(owner);
        await social.DidAsync(actor, ActivityKind.Rsvp, e: cancelled);
        await social.WithDbAsync(async db =>
        {
            await db.ApplyEventCancelledAsync(cancelled);
            return 0;
        });
        await social.ConsumeAsync(2, Users.Suspended(suspended, 2), Users.Erased(erased, 2));
        var seen = await social.EarnedAsync(actor);

        (await social.FeedAsync(me)).ShouldBe([seen]);
    }

    [Fact]
    public async Task APastEventStaysForItsAttendeesThoughItsOrganizerIsErased()
    {
        var people = await social.PeopleAsync(3);
        await social.FollowAsync(people[0], people[1]);
        var rsvp = await social.DidAsync(people[1], ActivityKind.Rsvp, e: await social.EventAsync(people[2]));

        await social.ConsumeAsync(1, Users.Erased(people[2], 2));

        (await social.FeedAsync(people[0])).ShouldBe([rsvp]);
    }

    [Fact]
    public async Task MembersReadOfTheirPrivateCommunity()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, stranger) = (people[0], people[1], people[2]);
        await social.FollowAsync(me, actor);
        await social.FollowAsync(stranger, actor);
        var secret = await social.CommunityAsync(CommunityVisibility.Private, actor, me);
        var joined = await social.DidAsync(actor, ActivityKind.Joined, community: secret);
        var thread = await social.DidAsync(
            actor,
            ActivityKind.ThreadCreated,
            community: secret,
            thread: Guid.CreateVersion7(),
            text: "Ours"
        );

        (await social.FeedAsync(me)).ShouldBe([thread, joined]);
        (await social.FeedAsync(stranger)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ABlockHidesAtOnce()
    {
        var people = await social.PeopleAsync(2);
        await social.FollowAsync(people[0], people[1]);
        await social.EarnedAsync(people[1]);
        (await social.FeedAsync(people[0])).Count.ShouldBe(1);

        await social.BlockAsync(people[1], people[0]);

        (await social.FeedAsync(people[0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task ANewConnectionOfTwoFriendsIsListedOnce()
    {
        var people = await social.PeopleAsync(4);
        var (me, acquaintance, one, other) = (people[0], people[1], people[2], people[3]);
        await social.FollowAsync(me, one, other);
        await social.FollowAsync(acquaintance, one);
        var connection = await social.ConnectAsync(one, other);
        var at = Scene.Next();
        var ofOne = await social.DidAsync(one, ActivityKind.Connected, user: other, source: connection, at: at);
        var ofOther = await social.DidAsync(other, ActivityKind.Connected, user: one, source: connection, at: at);

        (await social.FeedAsync(me)).ShouldHaveSingleItem().ShouldBeOneOf(ofOne, ofOther);
        (await social.FeedAsync(acquaintance)).ShouldBe([ofOne]);
        (await social.FeedAsync(one)).ShouldBe([ofOther]);
    }

    [Fact]
    public async Task PagesNeitherRepeatNorMissWhileNewThingsArrive()
    {
        var people = await social.PeopleAsync(6);
        var me = people[0];
        await social.FollowAsync(me, people.Skip(1));
        var all = new List<Guid>();
        for (var i = 0; i < 40; i++)
        {
            // Several in the same millisecond, too.
            all.Add(await social.EarnedAsync(people[1 + (i % 5)], Scene.Start.AddHours(1).AddMilliseconds(i / 3)));
        }

        var read = new List<Guid>();
        var cursor = "";
        do
        {
            var page = await social.HttpAs(me).GetAsync($"/api/v1/feed?limit=7{cursor}").ShouldAnswerAsync(200);
            read.AddRange(Scene.Ids(page));
            await social.EarnedAsync(people[1], TimeProvider.System.GetUtcNow());
            cursor = page["next_cursor"]?.GetValue<string>() is { } next ? $"&cursor={next}" : null;
        } while (cursor is not null);

        read.Count.ShouldBe(40);
        read.ToHashSet().SetEquals(all).ShouldBeTrue();
        read.ShouldBe(read.OrderByDescending(id => id.ToString(), StringComparer.Ordinal));
    }

    [Fact]
    public async Task APageIsFilledThoughMostOfWhatIsThereIsHidden()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, owner) = (people[0], people[1], people[2]);
        await social.FollowAsync(me, actor);
        var secret = await social.CommunityAsync(CommunityVisibility.Private, owner);
        var old = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            old.Add(await social.EarnedAsync(actor));
        }
        await ManyAsync(actor, secret, 1000);

        (await social.FeedAsync(me)).ShouldBe(Enumerable.Reverse(old));
        var page = await social.HttpAs(me).GetAsync("/api/v1/feed?limit=3").ShouldAnswerAsync(200);
        Scene.Ids(page).ShouldBe(Enumerable.Reverse(old).Take(3));
        Scene
            .Ids(await social.HttpAs(me).GetAsync($"/api/v1/feed?limit=3&cursor={page["next_cursor"]}").ShouldAnswerAsync(200))
            .ShouldBe(Enumerable.Reverse(old).Skip(3));
    }

    [Fact]
    public async Task WhatIsHiddenForLongEndsAPageAndNotTheFeed()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, owner) = (people[0], people[1], people[2]);
        await social.FollowAsync(me, actor);
        var secret = await social.CommunityAsync(CommunityVisibility.Private, owner);
        var old = await social.EarnedAsync(actor);
        await ManyAsync(actor, secret, 12_000);

        var pages = new List<int>();
        var read = new List<Guid>();
        string? cursor = "";
        while (cursor is not null)
        {
            var page = await social.HttpAs(me).GetAsync($"/api/v1/feed?limit=5{cursor}").ShouldAnswerAsync(200);
            read.AddRange(Scene.Ids(page));
            pages.Add(Scene.Ids(page).Count);
            cursor = page["next_cursor"]?.GetValue<string>() is { } next ? $"&cursor={next}" : null;
        }

        read.ShouldBe([old]);
        pages.Count.ShouldBeInRange(2, 4);
    }

    [Theory]
    [InlineData("kind=nonsense")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("cursor=nonsense")]
    public async Task WhatMakesNoSenseIsABadRequest(string query) =>
        await social.HttpAs(await social.PersonAsync()).GetAsync($"/api/v1/feed?{query}").ShouldAnswerAsync(400);

    [Fact]
    public async Task ReadingNeedsASignedInCaller()
    {
        await social.Http().GetAsync("/api/v1/feed").ShouldAnswerAsync(401);
        await social.Http().GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/activity").ShouldAnswerAsync(401);
    }

    /// <summary>A time after everything else in this scene.</summary>
    private Task<int> ManyAsync(Guid actor, Guid community, int count) =>
        social.WithDbAsync(db =>
            db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO activities (id, actor_id, kind, occurred_at, community_id, source_id)
                SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8' || substr(md5(n::text || {actor}::text), 1, 15))::uuid, {actor}, 'joined', at, {community}, gen_random_uuid()
                FROM generate_series(1, {count}) n, LATERAL (SELECT {Scene.Start}::timestamptz + interval '5 days' + n * interval '1 second' AS at) t
                """
            )
        );
}
