using System.Collections.Concurrent;
using System.Net;
using Community.Contracts.Social;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Social.Tests.Communities;

/// <summary>The work that other capabilities add to founding, changing and deleting a community.</summary>
public sealed class CommunityHooksTests(TestServers servers)
{
    [Fact]
    public async Task ACheckHoldsTextsAndAHookOfADeletionCommitsWithIt()
    {
        var follower = new Follower();
        await using var app = new SocialApplication(servers)
        {
            With = services => services.AddSingleton<ICommunityTextCheck>(new NoCasinos()).AddSingleton<IWhenCommunityDeleted>(follower),
        };
        await app.InitializeAsync();
        await app.RecordAnnouncedAsync();
        var people = await app.PeopleAsync(2);
        var (owner, stranger) = (people[0], people[1]);

        var held = await app.HttpAs(owner).FoundAsync(("name", "Casino night"));
        held.GetProperty("is_held").GetBoolean().ShouldBeTrue();
        (await app.LastAnnouncedAsync<CommunityCreated>(held.Id())).IsHidden.ShouldBeTrue();
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{held.Id()}")).ToString().ShouldBe(held.ToString());
        await (await app.HttpAs(stranger).GetAsync($"/api/v1/communities/{held.Id()}")).ShouldBeAsync(HttpStatusCode.NotFound);

        var free = await app.HttpAs(owner).FoundAsync(("name", "Chess night"));
        free.GetProperty("is_held").GetBoolean().ShouldBeFalse();
        await (await app.HttpAs(owner).ChangeAsync(free.Id(), ("region", "Casino"))).ShouldBeAsync(HttpStatusCode.OK);
        (await app.HttpAs(stranger).GetJsonAsync($"/communities/{free.Id()}")).GetProperty("is_held").GetBoolean().ShouldBeFalse();
        var changed = await (
            await app.HttpAs(owner).ChangeAsync(free.Id(), ("tags", new System.Text.Json.Nodes.JsonArray("casino")))
        ).ShouldBeAsync(HttpStatusCode.OK);
        changed.GetProperty("is_held").GetBoolean().ShouldBeTrue();
        (await app.LastAnnouncedAsync<CommunityUpdated>(free.Id())).IsHidden.ShouldBeTrue();
        var mended = await (await app.HttpAs(owner).ChangeAsync(free.Id(), ("tags", null))).ShouldBeAsync(HttpStatusCode.OK);
        mended.GetProperty("is_held").GetBoolean().ShouldBeTrue();

        // The hook sees the ended memberships; if it fails, nothing is deleted.
        follower.Fails = true;
        (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{free.Id()}")).StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{free.Id()}")).GetProperty("member_count").GetInt32().ShouldBe(1);
        (await app.AnnouncedAsync(free.Id())).ShouldNotContain(nameof(CommunityDeleted));
        follower.Fails = false;
        await (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{free.Id()}")).ShouldBeAsync(HttpStatusCode.NoContent);
        follower.Seen.ShouldBe([(free.Id(), 0), (free.Id(), 0)]);
    }

    private sealed class NoCasinos : ICommunityTextCheck
    {
        public Task<bool> MustBeHeldAsync(SocialDb db, CommunityGroup community) =>
            Task.FromResult(community.SearchName.Contains("casino", StringComparison.Ordinal));
    }

    private sealed class Follower : IWhenCommunityDeleted
    {
        public ConcurrentQueue<(Guid Id, int Members)> Seen { get; } = [];

        public bool Fails { get; set; }

        public async Task CommunityDeletedAsync(SocialDb db, CommunityGroup community, DateTimeOffset now)
        {
            Seen.Enqueue((community.Id, await db.Members.CountAsync(m => m.CommunityId == community.Id && m.IsMember)));
            if (Fails)
            {
                throw new InvalidOperationException("The follower fails.");
            }
        }
    }
}
