using Community.Social.Communities;
using Community.Social.Feed;
using Community.Social.Tests.People;

namespace Community.Social.Tests.Feed;

[Collection(nameof(SocialTests))]
public sealed class PersonActivityTests(SocialApplication social)
{
    [Fact]
    public async Task APersonIsShownWithWhatTheyDidAndInNumbers()
    {
        var people = await social.PeopleAsync(5);
        var (me, actor) = (people[0], people[1]);
        await social.FollowAsync(actor, people[2], people[3]);
        await social.FollowAsync(people[2], actor);
        await social.ConnectAsync(actor, people[4]);
        var community = await social.CommunityAsync(CommunityVisibility.Public, actor);
        await social.CommunityAsync(CommunityVisibility.Private, people[2], actor);
        var e = await social.EventAsync(actor);
        await AttendedAsync(actor, await social.EventAsync(people[3]));
        await AttendedAsync(actor, await social.EventAsync(people[3], "private"));
        await social.DidAsync(actor, ActivityKind.ThreadCreated, community: community, thread: Guid.CreateVersion7(), text: "Shoes");
        await social.DidAsync(actor, ActivityKind.PhotoUploaded, e: e, photo: Guid.CreateVersion7(), text: "/photo");
        var at = Scene.Next();
        var last = await social.EarnedAsync(actor, at);
        await social.EarnedAsync(me);

        var shown = await social.HttpAs(me).GetAsync($"/api/v1/users/{actor}/activity?limit=2").ShouldAnswerAsync(200);

        Scene.Ids(shown)[0].ShouldBe(last);
        Scene.Ids(shown).Count.ShouldBe(2);
        Scene
            .Ids(
                await social
                    .HttpAs(me)
                    .GetAsync($"/api/v1/users/{actor}/activity?limit=2&cursor={shown["next_cursor"]}")
                    .ShouldAnswerAsync(200)
            )
            .Count.ShouldBe(1);
        Scene
            .Ids(await social.HttpAs(me).GetAsync($"/api/v1/users/{actor}/activity?kind=thread_created").ShouldAnswerAsync(200))
            .Count.ShouldBe(1);
        var counts = shown["counts"]!.AsObject();
        counts
            .Where(count => count.Key != "last_active_at")
            .Select(count => (count.Key, count.Value!.GetValue<int>()))
            .ShouldBe([
                ("connections", 1),
                ("followers", 1),
                ("following", 2),
                ("communities", 1),
                ("events_attended", 1),
                ("events_created", 1),
                ("threads", 1),
                ("photos", 1),
            ]);
        counts["last_active_at"]!.GetValue<DateTimeOffset>().ShouldBe(at, TimeSpan.FromMilliseconds(1));

        var own = await social.HttpAs(actor).GetAsync($"/api/v1/users/{actor}/activity").ShouldAnswerAsync(200);
        own["counts"]!["communities"]!.GetValue<int>().ShouldBe(2);
    }

    [Fact]
    public async Task NoNumberTellsOfABlock()
    {
        var people = await social.PeopleAsync(3);
        var (me, actor, blocker) = (people[0], people[1], people[2]);
        await social.FollowAsync(blocker, actor);
        await social.FollowAsync(actor, blocker);
        await social.ConnectAsync(actor, blocker);
        await social.DidAsync(actor, ActivityKind.Followed, user: blocker);
        await social.BlockAsync(blocker, me);

        var shown = await social.HttpAs(me).GetAsync($"/api/v1/users/{actor}/activity").ShouldAnswerAsync(200);

        shown["items"]!.AsArray().ShouldBeEmpty();
        shown["counts"]!["last_active_at"].ShouldBeNull();
        foreach (var count in (string[])["followers", "following", "connections"])
        {
            shown["counts"]![count]!.GetValue<int>().ShouldBe(0, count);
        }
    }

    [Fact]
    public async Task AHiddenUserIsMissing()
    {
        var people = await social.PeopleAsync(3);
        await social.BlockAsync(people[1], people[0]);
        await social.ConsumeAsync(1, Users.Suspended(people[2], 2));
        var me = social.HttpAs(people[0]);

        var answers = new List<string>();
        foreach (var id in (Guid[])[people[1], people[2], Guid.CreateVersion7()])
        {
            var answer = await me.GetAsync($"/api/v1/users/{id}/activity").ShouldAnswerAsync(404);
            answer.AsObject().Remove("trace_id");
            answers.Add(answer.ToJsonString());
        }

        answers.Distinct().ShouldHaveSingleItem();
    }

    private Task<int> AttendedAsync(Guid person, Guid e) =>
        social.WithDbAsync(async db =>
        {
            await db.ApplyArrivalAsync(Guid.CreateVersion7(), e, person);
            return 0;
        });
}
