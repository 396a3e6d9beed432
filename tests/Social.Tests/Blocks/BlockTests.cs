using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Social;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Community.Social.Tests.People;
using Community.Social.Tests.Relations;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Blocks;

[Collection(nameof(SocialTests))]
public sealed class BlockTests(SocialApplication app)
{
    [Fact]
    public async Task BlockingTwiceIsBlockingOnceAndIsListedToTheBlockerAlone()
    {
        await app.RecordAsync();
        var people = await app.PeopleAsync(3);
        var me = app.HttpAs(people[0]);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await (await me.BlockAsync(people[1])).ShouldBeDoneAsync()));
        await (await me.BlockAsync(people[2])).ShouldBeDoneAsync();
        (await me.PeopleAsync("/blocks", limit: 1)).ShouldBe([people[2], people[1]]);
        (await app.HttpAs(people[1]).PeopleAsync("/blocks")).ShouldBeEmpty();

        await (await me.UnblockAsync(people[1])).ShouldBeDoneAsync();
        await (await me.UnblockAsync(people[1])).ShouldBeDoneAsync();
        (await me.PeopleAsync("/blocks")).ShouldBe([people[2]]);
        await (await me.BlockAsync(people[1])).ShouldBeDoneAsync();
        (await app.AnnouncedAsync(await IdAsync(people[0], people[1])))
            .Select(announced => (announced.GetType().Name, announced.Version))
            .ShouldBe([(nameof(UserBlocked), 1), (nameof(UserUnblocked), 2), (nameof(UserBlocked), 3)]);
    }

    [Fact]
    public async Task ABlockEndsWhatThereIsBetweenTheTwo()
    {
        await app.RecordAsync();
        var people = await app.PeopleAsync(2);
        var (blocker, blocked) = (people[0], people[1]);
        var connection = await app.ConnectedAsync(blocked, blocker);
        await (await app.HttpAs(blocker).FollowAsync(blocked)).ShouldBeDoneAsync();
        await (await app.HttpAs(blocked).FollowAsync(blocker)).ShouldBeDoneAsync();
        var follows = await app.WithDbAsync(db =>
            db.Follows.Where(follow => people.Contains(follow.FollowerId)).Select(follow => follow.Id).ToListAsync()
        );

        await (await app.HttpAs(blocker).BlockAsync(blocked)).ShouldBeDoneAsync();

        (await app.AnnouncedAsync(connection))[^1]
            .ShouldBeOfType<ConnectionRemoved>()
            .ShouldSatisfyAllConditions(e => e.Version.ShouldBe(3), e => e.RemovedBy.ShouldBe(blocker), e => e.Reason.ShouldBe("removed"));
        (await app.ToldAsync(connection)).ShouldBeEmpty();
        follows.Count.ShouldBe(2);
        foreach (var follow in follows)
        {
            (await app.AnnouncedAsync(follow))[^1].ShouldBeOfType<UserUnfollowed>().Version.ShouldBe(2);
            (await app.ToldAsync(follow)).ShouldBeEmpty();
        }

        // It does not come back, and can be requested again.
        await (await app.HttpAs(blocker).UnblockAsync(blocked)).ShouldBeDoneAsync();
        (await app.HttpAs(blocked).PeopleAsync("/connections")).ShouldBeEmpty();
        (await app.HttpAs(blocked).PeopleAsync($"/users/{blocked}/following")).ShouldBeEmpty();
        await app.ConnectedAsync(blocked, blocker);
    }

    [Theory]
    [InlineData(true, "withdrawn")]
    [InlineData(false, "declined")]
    public async Task ABlockEndsARequestAsTheBlockerCouldHaveEndedItOtherwise(bool blockerAsks, string reason)
    {
        await app.RecordAsync();
        var people = await app.PeopleAsync(2);
        var (blocker, blocked) = (people[0], people[1]);
        var request = blockerAsks ? await app.HttpAs(blocker).AskedAsync(blocked) : await app.HttpAs(blocked).AskedAsync(blocker);

        await (await app.HttpAs(blocker).BlockAsync(blocked)).ShouldBeDoneAsync();

        (await app.AnnouncedAsync(request))[^1].ShouldBeOfType<ConnectionRemoved>().Reason.ShouldBe(reason);
        (await app.HttpAs(blocked).PeopleAsync("/connections/pending")).ShouldBeEmpty();
        (await app.HttpAs(blocked).PeopleAsync("/connections/pending?direction=outgoing")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ABlockedUserBlocksTooAndNeitherLiftsTheOthers()
    {
        var people = await app.PeopleAsync(2);
        await (await app.HttpAs(people[0]).BlockAsync(people[1])).ShouldBeDoneAsync();
        await (await app.HttpAs(people[1]).BlockAsync(people[0])).ShouldBeDoneAsync();
        (await app.HttpAs(people[1]).PeopleAsync("/blocks")).ShouldBe([people[0]]);

        await (await app.HttpAs(people[1]).UnblockAsync(people[0])).ShouldBeDoneAsync();
        await (await app.HttpAs(people[1]).FollowAsync(people[0])).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_person");
        await (await app.HttpAs(people[0]).UnblockAsync(people[1])).ShouldBeDoneAsync();
        await (await app.HttpAs(people[1]).FollowAsync(people[0])).ShouldBeDoneAsync();
    }

    [Fact]
    public async Task ASuspendedUserOrAGuestCanBeBlockedAndAMissingUserCannot()
    {
        var me = await app.PersonAsync();
        var (guest, suspended) = (Users.Registered(Users.Profile(), isGuest: true), Users.Registered(Users.Profile()));
        await app.AddAsync(guest, suspended);
        await app.PublishAsync(Users.Suspended(suspended.UserId, 2));
        await Poll.UntilAsync(async () => (await app.FindAsync(suspended.UserId))!.IsSuspended);

        await (await app.HttpAs(me).BlockAsync(guest.UserId)).ShouldBeDoneAsync();
        await (await app.HttpAs(me).BlockAsync(suspended.UserId)).ShouldBeDoneAsync();
        (await app.HttpAs(me).PeopleAsync("/blocks")).ShouldBe([suspended.UserId, guest.UserId]);
        await (await app.HttpAs(me).BlockAsync(Guid.CreateVersion7())).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_person");
        await (await app.HttpAs(me).UnblockAsync(Guid.CreateVersion7())).ShouldBeDoneAsync();
        await (await app.HttpAs(me).BlockAsync(me)).ShouldBeAsync(HttpStatusCode.BadRequest, "self_block");
    }

    [Fact]
    public async Task AUserAtTheLimitBlocksNoMore()
    {
        var people = await app.PeopleAsync(3);
        await app.ExecuteAsync(
            $"""
            INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since)
            SELECT gen_random_uuid(), {people[0]}, gen_random_uuid(), 1, true, now() FROM generate_series(1, 4999)
            """
        );
        var answers = await Task.WhenAll(app.HttpAs(people[0]).BlockAsync(people[1]), app.HttpAs(people[0]).BlockAsync(people[2]));
        answers.Select(answer => answer.StatusCode).Order().ShouldBe([HttpStatusCode.NoContent, HttpStatusCode.Conflict]);
    }

    [Fact]
    public async Task OtherServicesReadEveryBlockInForce()
    {
        var people = await app.PeopleAsync(3);
        await (await app.HttpAs(people[0]).BlockAsync(people[1])).ShouldBeDoneAsync();
        await (await app.HttpAs(people[0]).BlockAsync(people[2])).ShouldBeDoneAsync();
        await (await app.HttpAs(people[0]).UnblockAsync(people[2])).ShouldBeDoneAsync();
        await app.ExecuteAsync(
            $"""
            INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since)
            SELECT gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, true, now() FROM generate_series(1, 1000)
            """
        );

        var blocks = new List<BlockSnapshot>();
        for (string? after = ""; after is not null; )
        {
            var page = await app.HttpAsFleet()
                .GetFromJsonAsync<SnapshotPage<BlockSnapshot>>($"/internal/blocks{after}", ServiceJson.Options);
            blocks.AddRange(page!.Items);
            after = page.Next is null ? null : $"?after={page.Next}";
        }

        blocks.Where(block => block.BlockerId == people[0]).ShouldBe([new(await IdAsync(people[0], people[1]), 1, people[0], people[1])]);
        blocks.Count.ShouldBe(await app.WithDbAsync(db => db.Blocks.CountAsync(block => block.IsBlocked)));
        blocks.Select(block => block.BlockId).ShouldBeUnique();
        (await app.HttpAs(people[0]).GetAsync("/internal/blocks")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private Task<Guid> IdAsync(Guid blocker, Guid blocked) =>
        app.WithDbAsync(db =>
            db.Blocks.Where(block => block.BlockerId == blocker && block.BlockedId == blocked).Select(block => block.Id).SingleAsync()
        );
}
