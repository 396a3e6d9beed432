using System.Net;
using Community.Contracts.Social;
using Community.Social.Tests.People;
using Community.Social.Tests.Relations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Follows;

[Collection(nameof(SocialTests))]
public sealed class FollowTests(SocialApplication app)
{
    [Fact]
    public async Task FollowingTwiceIsFollowingOnce()
    {
        await app.RecordAsync();
        var people = await app.PeopleAsync(2);
        var me = app.HttpAs(people[0]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await (await me.FollowAsync(people[1])).ShouldBeDoneAsync()));
        (await app.HttpAs(people[1]).PeopleAsync($"/users/{people[1]}/followers")).ShouldBe([people[0]]);
        (await me.PeopleAsync($"/users/{people[0]}/following")).ShouldBe([people[1]]);
        (await me.PeopleAsync($"/users/{people[0]}/followers")).ShouldBeEmpty();
        var id = await IdAsync(people[0], people[1]);
        (await app.ToldAsync(id)).ShouldBe([(people[0], "followed", people[1])]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await (await me.UnfollowAsync(people[1])).ShouldBeDoneAsync()));
        (await me.PeopleAsync($"/users/{people[1]}/followers")).ShouldBeEmpty();
        (await app.ToldAsync(id)).ShouldBeEmpty();

        await (await me.FollowAsync(people[1])).ShouldBeDoneAsync();
        (await app.AnnouncedAsync(id))
            .Select(announced => (announced.GetType().Name, announced.Version))
            .ShouldBe([(nameof(UserFollowed), 1), (nameof(UserUnfollowed), 2), (nameof(UserFollowed), 3)]);
    }

    [Fact]
    public async Task ListsComeNewestFirstInPagesAndShowVisibleUsers()
    {
        var people = await app.PeopleAsync(8);
        var (star, viewer) = (people[0], people[1]);
        foreach (var follower in people.Skip(2))
        {
            await (await app.HttpAs(follower).FollowAsync(star)).ShouldBeDoneAsync();
            await (await app.HttpAs(star).FollowAsync(follower)).ShouldBeDoneAsync();
        }

        var newest = people.Skip(2).Reverse().ToArray();
        (await app.HttpAs(viewer).PeopleAsync($"/users/{star}/followers", limit: 2)).ShouldBe(newest);
        (await app.HttpAs(viewer).PeopleAsync($"/users/{star}/following", limit: 4)).ShouldBe(newest);

        await (await app.HttpAs(newest[0]).BlockAsync(viewer)).ShouldBeDoneAsync();
        await (await app.HttpAs(viewer).BlockAsync(newest[1])).ShouldBeDoneAsync();
        await app.PublishAsync(Users.Suspended(newest[2], 2));
        await Poll.UntilAsync(async () => (await app.FindAsync(newest[2]))!.IsSuspended);
        (await app.HttpAs(viewer).PeopleAsync($"/users/{star}/followers", limit: 2)).ShouldBe(newest[3..]);
        (await app.HttpAs(viewer).PeopleAsync($"/users/{star}/following", limit: 2)).ShouldBe(newest[3..]);
        (await app.HttpAs(star).PeopleAsync($"/users/{star}/followers")).ShouldBe([newest[0], newest[1], .. newest[3..]]);
    }

    [Fact]
    public async Task AUserFollowsNeitherThemselvesNorAMissingUser()
    {
        var me = await app.PersonAsync();
        await (await app.HttpAs(me).FollowAsync(me)).ShouldBeAsync(HttpStatusCode.BadRequest, "self_follow");
        await (await app.HttpAs(me).FollowAsync(Guid.CreateVersion7())).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_person");
        await (await app.HttpAs(me).GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/followers")).ShouldBeAsync(
            HttpStatusCode.NotFound,
            "no_such_person"
        );
        await (await app.HttpAs(me).GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/following")).ShouldBeAsync(
            HttpStatusCode.NotFound,
            "no_such_person"
        );
    }

    [Fact]
    public async Task AUserAtTheLimitFollowsNoMore()
    {
        var people = await app.PeopleAsync(3);
        var me = people[0];
        await app.ExecuteAsync(
            $"""
            INSERT INTO follows (id, follower_id, followed_id, version, is_following, since)
            SELECT gen_random_uuid(), {me}, gen_random_uuid(), 1, true, now() FROM generate_series(1, 7499)
            """
        );

        var answers = await Task.WhenAll(app.HttpAs(me).FollowAsync(people[1]), app.HttpAs(me).FollowAsync(people[2]));

        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.Conflict]);
        await answers
            .Single(answer => answer.StatusCode == HttpStatusCode.Conflict)
            .ShouldBeAsync(HttpStatusCode.Conflict, "too_many_followed");
    }

    [Fact]
    public async Task TheRelationSaysWhatTheTwoAreToEachOther()
    {
        var people = await app.PeopleAsync(5);
        var (me, other, mutual, theirs, hidden) = (people[0], people[1], people[2], people[3], people[4]);
        await app.ConnectedAsync(me, mutual);
        await app.ConnectedAsync(mutual, other);
        await app.ConnectedAsync(theirs, other);
        await app.ConnectedAsync(hidden, other);
        await (await app.HttpAs(me).FollowAsync(other)).ShouldBeDoneAsync();
        await (await app.HttpAs(hidden).FollowAsync(other)).ShouldBeDoneAsync();
        await (await app.HttpAs(hidden).BlockAsync(me)).ShouldBeDoneAsync();
        await app.HttpAs(me).AskedAsync(other);

        var relation = await app.HttpAs(me).GetJsonAsync($"/users/{other}/relation");
        relation
            .EnumerateObject()
            .Skip(2)
            .Select(member => $"{member.Name} {member.Value}")
            .ShouldBe([
                "connection outgoing",
                "following True",
                "followed_by False",
                "mutual_connections 1",
                "connections_count 2",
                "followers_count 1",
                "following_count 0",
            ]);
        relation = await app.HttpAs(other).GetJsonAsync($"/users/{me}/relation");
        relation
            .EnumerateObject()
            .Skip(2)
            .Select(member => $"{member.Name} {member.Value}")
            .ShouldBe([
                "connection incoming",
                "following False",
                "followed_by True",
                "mutual_connections 1",
                "connections_count 1",
                "followers_count 0",
                "following_count 1",
            ]);
        var connected = await (await app.HttpAs(other).AskAsync(me)).ShouldBeAsync(HttpStatusCode.OK);
        relation = await app.HttpAs(me).GetJsonAsync($"/users/{other}/relation");
        relation.GetProperty("connection").GetString().ShouldBe("connected");
        relation.GetProperty("connection_id").GetGuid().ShouldBe(connected.GetProperty("id").GetGuid());
        (await app.HttpAs(me).GetJsonAsync($"/users/{me}/relation")).GetProperty("connections_count").GetInt32().ShouldBe(2);
    }

    private Task<Guid> IdAsync(Guid follower, Guid followed) =>
        app.WithDbAsync(db =>
            db.Follows.Where(follow => follow.FollowerId == follower && follow.FollowedId == followed)
                .Select(follow => follow.Id)
                .SingleAsync()
        );
}
