using System.Net;
using System.Net.Http.Json;
using Community.Contracts.Social;
using Community.Platform.Bus;
using Community.Platform.Http.Json;
using Community.Testing;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class CommunitySnapshotTests(SocialApplication app)
{
    [Fact]
    public async Task ASnapshotIsWhatTheIntegrationEventsWouldHaveTold()
    {
        await app.RecordAnnouncedAsync();
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(
            owner,
            ("visibility", "private"),
            ("region", "Dubai"),
            ("tags", new System.Text.Json.Nodes.JsonArray("tea"))
        );
        await (await app.HttpAs(owner).ChangeAsync(id, ("description", "Now with words."))).ShouldBeAsync(HttpStatusCode.OK);

        var snapshot = await OneAsync(id);
        var told = await app.LastAnnouncedAsync<CommunityUpdated>(id);
        (
            snapshot.CommunityId,
            snapshot.Version,
            snapshot.Name,
            snapshot.Kind,
            snapshot.Visibility,
            snapshot.Category,
            snapshot.Region,
            snapshot.Description,
            snapshot.IsHidden
        ).ShouldBe((id, told.Version, told.Name, told.Kind, told.Visibility, told.Category, told.Region, told.Description, told.IsHidden));
        snapshot.Tags.ShouldBe(told.Tags);
        (snapshot.CreatedBy, snapshot.IsDeleted).ShouldBe((owner, false));

        await app.ExecuteAsync($"UPDATE communities SET held_at = now() WHERE id = {id}");
        (await OneAsync(id)).IsHidden.ShouldBeTrue();
        await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}");
        var gone = await OneAsync(id);
        (gone.IsDeleted, gone.Version).ShouldBe((true, 3));
        await (await app.HttpAsFleet().GetAsync($"/internal/communities/{Guid.CreateVersion7()}")).ShouldBeAsync(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AllAreReadPageByPageTheDeletedToo()
    {
        var owner = await app.PersonAsync();
        await app.ExecuteAsync(
            $"""
            INSERT INTO communities (id, version, kind, name, visibility, member_count, created_by, created_at, updated_at, deleted_at, search_name)
            SELECT gen_random_uuid(), 1, 'group', 'many', 'private', 0, {owner}, now(), now(), now(), 'many' FROM generate_series(1, 1100)
            """
        );
        var seen = new List<CommunitySnapshot>();
        for (string? after = "", query = ""; after is not null; query = $"?after={after}")
        {
            var page = (
                await app.HttpAsFleet()
                    .GetFromJsonAsync<SnapshotPage<CommunitySnapshot>>($"/internal/communities{query}", ServiceJson.Options)
            )!;
            page.Items.Count.ShouldBeLessThanOrEqualTo(500);
            seen.AddRange(page.Items);
            after = page.Next;
        }

        seen.Select(snapshot => snapshot.CommunityId).ShouldBeUnique();
        seen.Count(snapshot => snapshot.CreatedBy == owner && snapshot.IsDeleted).ShouldBe(1100);
    }

    private async Task<CommunitySnapshot> OneAsync(Guid id) =>
        (await app.HttpAsFleet().GetFromJsonAsync<CommunitySnapshot>($"/internal/communities/{id}", ServiceJson.Options))!;
}
