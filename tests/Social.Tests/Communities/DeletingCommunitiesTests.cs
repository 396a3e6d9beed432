using System.Net;
using Community.Contracts.Social;
using Community.Social.Membership;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class DeletingCommunitiesTests(SocialApplication app) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await app.RecordAnnouncedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ADeletedCommunityIsGoneForAllAndAllMembershipsEnd()
    {
        var people = await app.PeopleAsync(3);
        var (owner, member, former) = (people[0], people[1], people[2]);
        var id = await app.FoundIdAsync(owner);
        await app.JoinAsync(id, member);
        await app.JoinAsync(id, former);
        await app.ExecuteAsync(
            $"UPDATE community_members SET is_member = false, left_at = now(), leave_reason = 'left', version = 2 WHERE community_id = {id} AND user_id = {former}"
        );

        await (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);

        foreach (var person in people)
        {
            await (await app.HttpAs(person).GetAsync($"/api/v1/communities/{id}")).ShouldBeAsync(
                HttpStatusCode.NotFound,
                "no_such_community"
            );
            (await app.HttpAs(person).GetJsonAsync("/communities/mine")).GetProperty("total").GetInt32().ShouldBe(0);
        }

        var members = await app.WithDbAsync(db =>
            db.Members.AsNoTracking().Where(m => m.CommunityId == id).ToDictionaryAsync(m => m.UserId)
        );
        foreach (var person in (Guid[])[owner, member])
        {
            (members[person].IsMember, members[person].LeaveReason, members[person].Version).ShouldBe((false, "deleted", 2));
        }

        (members[former].LeaveReason, members[former].Version).ShouldBe(("left", 2));
        (await app.WithDbAsync(db => db.Activities.CountAsync(activity => activity.CommunityId == id))).ShouldBe(0);
        (await app.WithDbAsync(db => db.Communities.Where(c => c.Id == id).Select(c => c.MemberCount).SingleAsync())).ShouldBe(0);
        (await app.AnnouncedAsync(id)).ShouldBe([nameof(CommunityCreated), nameof(CommunityDeleted)]);
        var deleted = await app.LastAnnouncedAsync<CommunityDeleted>(id);
        (deleted.Version, deleted.DeletedBy).ShouldBe((2, owner));
    }

    [Fact]
    public async Task WhatIsDeletedTwiceAtOnceIsDeletedOnce()
    {
        var owners = await app.PeopleAsync(2);
        var id = await app.FoundIdAsync(owners[0]);
        await app.JoinAsync(id, owners[1], MemberRole.Owner);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(n => app.HttpAs(owners[n % 2]).DeleteAsync($"/api/v1/communities/{id}"))
        );

        answers.Count(answer => answer.StatusCode == HttpStatusCode.NoContent).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.NotFound).ShouldBe(7);
        (await app.AnnouncedAsync(id)).ShouldBe([nameof(CommunityCreated), nameof(CommunityDeleted)]);
    }
}
