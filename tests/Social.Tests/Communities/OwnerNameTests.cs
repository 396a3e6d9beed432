using System.Text.Json;
using Community.Social.Membership;
using Community.Testing;

namespace Community.Social.Tests.Communities;

/// <summary>A community names its owner, so that a client needs no second call to show it.</summary>
[Collection(nameof(SocialTests))]
public sealed class OwnerNameTests(SocialApplication app)
{
    [Fact]
    public async Task ACommunityNamesTheOwnerWhoJoinedFirst()
    {
        var (founder, second, me) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var region = $"Region {Guid.CreateVersion7():N}";
        var founded = await app.HttpAs(founder).FoundAsync(("region", region));
        var id = founded.Id();
        OwnerOf(founded).ShouldBe(founder);
        await app.JoinAsync(id, second, MemberRole.Owner);
        await app.JoinAsync(id, me);

        OwnerOf(await app.HttpAs(me).GetJsonAsync($"/communities/{id}")).ShouldBe(founder);
        OwnerOf((await app.HttpAs(me).GetJsonAsync($"/communities?region={region}")).GetProperty("items")[0]).ShouldBe(founder);
        OwnerOf((await app.HttpAs(me).GetJsonAsync("/communities/mine")).GetProperty("items")[0]).ShouldBe(founder);
        using (var changed = await app.HttpAs(second).ChangeAsync(id, ("description", "Every morning.")))
        {
            OwnerOf(await changed.ShouldBeAsync(System.Net.HttpStatusCode.OK)).ShouldBe(founder);
        }

        // The founder is not named for ever: the name is of the present owner.
        await app.ExecuteAsync($"UPDATE community_members SET role = 'member' WHERE community_id = {id} AND user_id = {founder}");
        OwnerOf(await app.HttpAs(me).GetJsonAsync($"/communities/{id}")).ShouldBe(second);
        OwnerOf((await app.HttpAs(me).GetJsonAsync("/communities/mine")).GetProperty("items")[0]).ShouldBe(second);
    }

    [Fact]
    public async Task AHiddenOwnerIsNotNamed()
    {
        var (founder, me) = (await app.PersonAsync(), await app.PersonAsync());
        var id = await app.FoundIdAsync(founder);
        using (var blocked = await app.HttpAs(founder).PutAsync($"/api/v1/blocks/{me}", null))
        {
            blocked.IsSuccessStatusCode.ShouldBeTrue();
        }

        (await app.HttpAs(me).GetJsonAsync($"/communities/{id}")).GetProperty("owner").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task WithoutATokenACommunityIsReadOnlyIfItsOwnersAllowIt()
    {
        var founder = await app.PersonAsync();
        var region = $"Region {Guid.CreateVersion7():N}";
        var closed = await app.FoundIdAsync(founder, ("region", region));
        var open = await app.FoundIdAsync(founder, ("region", region), ("is_on_web", true));
        var hidden = await app.FoundIdAsync(founder, ("region", region), ("is_on_web", true), ("visibility", "private"));
        using var anonymous = app.Http();

        var shown = await anonymous.GetJsonAsync($"/communities/{open}");
        (shown.Id(), shown.GetProperty("is_on_web").GetBoolean()).ShouldBe((open, true));
        shown.GetProperty("owner").ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var id in new[] { closed, hidden })
        {
            (await anonymous.GetAsync($"/api/v1/communities/{id}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        }

        var listed = await anonymous.GetJsonAsync($"/communities?region={region}");
        listed.Ids().ShouldBe([open]);
        listed.GetProperty("total").GetInt64().ShouldBe(1);
        listed.GetProperty("items")[0].GetProperty("owner").ValueKind.ShouldBe(JsonValueKind.Null);
        (await app.HttpAs(await app.PersonAsync()).GetJsonAsync($"/communities?region={region}")).Ids().ShouldBe([open, closed]);

        using (await app.HttpAs(founder).ChangeAsync(open, ("is_on_web", false))) { }
        (await anonymous.GetAsync($"/api/v1/communities/{open}")).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    private static Guid OwnerOf(JsonElement community)
    {
        var owner = community.GetProperty("owner");
        owner.Text("username").ShouldNotBeNullOrEmpty();
        return owner.Id();
    }
}
