using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Membership;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class ChangingCommunitiesTests(SocialApplication app) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await app.RecordAnnouncedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task WhatIsSentChangesAndWhatIsNotStays()
    {
        var owner = await app.PersonAsync();
        var me = app.HttpAs(owner);
        var id = await app.FoundIdAsync(
            owner,
            ("description", "Old."),
            ("category", "Sport"),
            ("region", "Dubai"),
            ("interest", "running"),
            ("color", "#000000"),
            ("tags", new JsonArray("old"))
        );

        var changed = await (
            await me.ChangeAsync(id, ("name", "Night runners"), ("description", null), ("tags", new JsonArray("#New")))
        ).ShouldBeAsync(HttpStatusCode.OK);

        (
            changed.Text("name"),
            changed.Text("description"),
            changed.Text("category"),
            changed.Text("region"),
            changed.Text("color")
        ).ShouldBe(("Night runners", null, "Sport", "Dubai", "#000000"));
        changed.GetProperty("updated_at").GetDateTimeOffset().ShouldBeGreaterThan(changed.GetProperty("created_at").GetDateTimeOffset());
        (await me.GetJsonAsync($"/communities/{id}")).ToString().ShouldBe(changed.ToString());
        var updated = await app.LastAnnouncedAsync<CommunityUpdated>(id);
        (
            updated.Version,
            updated.Name,
            updated.Kind,
            updated.Visibility,
            updated.Category,
            updated.Region,
            updated.Description,
            updated.IsHidden
        ).ShouldBe((2, "Night runners", "group", "public", "Sport", "Dubai", null, false));
        updated.Tags.ShouldBe(["new"]);
        (await me.GetJsonAsync("/communities?q=night&tag=new&region=dubai&interest=running")).Ids().ShouldContain(id);
        (await me.GetJsonAsync("/communities?q=night&tag=old")).Ids().ShouldNotContain(id);
    }

    [Fact]
    public async Task AStrangerDoesNotWaitForTheCommunityNorLetItsMembersWait()
    {
        var (owner, stranger) = (await app.PersonAsync(), await app.PersonAsync());
        var id = await app.FoundIdAsync(owner);
        await using var connection = await app.Service<Npgsql.NpgsqlDataSource>().OpenConnectionAsync();
        await using var joining = await connection.BeginTransactionAsync();
        await using var held = new Npgsql.NpgsqlCommand($"SELECT FROM communities WHERE id = '{id}' FOR UPDATE", connection);
        await held.ExecuteNonQueryAsync();

        var http = app.HttpAs(stranger);
        var answers = await Task.WhenAll(
                http.ChangeAsync(id, ("name", "Mine")),
                http.DeleteAsync($"/api/v1/communities/{id}"),
                http.PostAsJsonAsync($"/api/v1/communities/{id}/links", new JsonObject())
            )
            .WaitAsync(TimeSpan.FromSeconds(3));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AChangeToWhatIsThereAlreadyIsNotAnnounced()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner, ("kind", "circle"), ("category", "Social"), ("tags", new JsonArray("tea")));
        await (
            await app.HttpAs(owner)
                .ChangeAsync(
                    id,
                    ("name", "Sunrise runners"),
                    ("category", "social"),
                    ("tags", new JsonArray("TEA")),
                    ("visibility", "public")
                )
        ).ShouldBeAsync(HttpStatusCode.OK);
        await (await app.HttpAs(owner).ChangeAsync(id)).ShouldBeAsync(HttpStatusCode.OK);
        (await app.AnnouncedAsync(id)).ShouldBe([nameof(CommunityCreated)]);
    }

    [Fact]
    public async Task MembersStayWhateverItsVisibilityBecomes()
    {
        var people = await app.PeopleAsync(3);
        var (owner, member, stranger) = (people[0], people[1], people[2]);
        var me = app.HttpAs(owner);
        var id = await app.FoundIdAsync(owner);
        await app.JoinAsync(id, member);

        async Task<string> SeenByAsync(Guid viewer) =>
            (await app.HttpAs(viewer).GetAsync($"/api/v1/communities/{id}")).StatusCode.ToString();
        async Task BecomeAsync(params (string Name, JsonNode? Value)[] changes) =>
            await (await me.ChangeAsync(id, changes)).ShouldBeAsync(HttpStatusCode.OK);

        await BecomeAsync(("visibility", "private"));
        (await SeenByAsync(member), await SeenByAsync(stranger)).ShouldBe(("OK", "NotFound"));
        await BecomeAsync(("visibility", "paid"), ("price_cents", 900), ("currency", "EUR"), ("billing", "monthly"), ("price_credits", 9));
        (await SeenByAsync(member), await SeenByAsync(stranger)).ShouldBe(("OK", "OK"));
        await BecomeAsync(("price_cents", 1200), ("price_credits", null));
        var paid = await app.HttpAs(member).GetJsonAsync($"/communities/{id}");
        (
            paid.GetProperty("price_cents").GetInt64(),
            paid.GetProperty("price_credits").ValueKind,
            paid.Text("billing"),
            paid.GetProperty("member_count").GetInt32()
        ).ShouldBe((1200, System.Text.Json.JsonValueKind.Null, "monthly", 2));
        await BecomeAsync(("visibility", "public"));
        var free = await app.HttpAs(member).GetJsonAsync($"/communities/{id}");
        (
            free.GetProperty("price_cents").ValueKind,
            free.Text("currency"),
            free.Text("billing"),
            free.Text("my_role"),
            free.GetProperty("member_count").GetInt32()
        ).ShouldBe((System.Text.Json.JsonValueKind.Null, null, null, "member", 2));
        (await app.LastAnnouncedAsync<CommunityUpdated>(id)).Visibility.ShouldBe("public");
    }

    public static TheoryData<string, string> Bad =>
        new()
        {
            { """{"name":null}""", "name" },
            { """{"name":"x"}""", "name" },
            { """{"visibility":null}""", "visibility" },
            { """{"visibility":"secret"}""", "visibility" },
            { """{"visibility":"public","price_cents":500}""", "price_cents" },
            { """{"visibility":"private","billing":"monthly"}""", "billing" },
            { """{"price_cents":49}""", "price_cents" },
            { """{"price_cents":null}""", "price_cents" },
            { """{"price_cents":-1}""", "price_cents" },
            { """{"currency":null}""", "currency" },
            { """{"currency":"HUF"}""", "price_cents" },
            { """{"billing":null}""", "billing" },
            { """{"category":null}""", "category" },
            { """{"category":"Chess"}""", "category" },
            { """{"color":"red"}""", "color" },
            { """{"tags":["#"]}""", "tags[0]" },
            { """{"tags":[null]}""", "tags[0]" },
        };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task BadInputIsRefusedWithItsFieldAndNothingChanges(string body, string field)
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner, [("kind", "circle"), ("category", "Social"), .. CommunityCalls.Paid]);
        var before = await app.HttpAs(owner).GetJsonAsync($"/communities/{id}");
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await app.HttpAs(owner).PatchAsync($"/api/v1/communities/{id}", content);

        await answer.ShouldRefuseAsync(field);
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{id}")).ToString().ShouldBe(before.ToString());
        (await app.AnnouncedAsync(id)).ShouldBe([nameof(CommunityCreated)]);
    }

    [Fact]
    public async Task TheKindStaysWhatItIs()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        await app.HttpAs(owner).ChangeAsync(id, ("kind", "community"));
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{id}")).Text("kind").ShouldBe("group");
    }

    [Fact]
    public async Task WhatModeratorsTookDownDoesNotChangeButCanBeDeleted()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        await app.ExecuteAsync($"UPDATE communities SET removed_at = now() WHERE id = {id}");

        await (await app.HttpAs(owner).ChangeAsync(id, ("name", "Other"))).ShouldBeAsync(HttpStatusCode.Conflict, "community_removed");
        await (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}/picture")).ShouldBeAsync(
            HttpStatusCode.Conflict,
            "community_removed"
        );
        await (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task ManyChangesAtOnceAreAllMadeAndNumberedOneByOne()
    {
        var people = await app.PeopleAsync(4);
        var id = await app.FoundIdAsync(people[0]);
        foreach (var other in people.Skip(1))
        {
            await app.JoinAsync(id, other, MemberRole.Owner);
        }

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(n => app.HttpAs(people[n % 4]).ChangeAsync(id, ("name", $"Name {n}")))
        );

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.OK);
        var versions = await app.WithDbAsync(db =>
            db.Database.SqlQuery<long>(
                    $"""SELECT (payload::jsonb ->> 'version')::bigint AS "Value" FROM announced WHERE aggregate_id = {id} ORDER BY 1"""
                )
                .ToListAsync()
        );
        versions.ShouldBe(Enumerable.Range(1, 13).Select(version => (long)version));
    }

    [Fact]
    public async Task WhatACheckSaysIsHeldAndNeverLetGoByAnotherChange()
    {
        var founder = await app.PersonAsync();
        var id = await app.FoundIdAsync(founder);
        var now = TimeProvider.System.GetUtcNow();
        var held = await app.WithDbAsync(async db =>
        {
            var community = await db.Communities.AsNoTracking().SingleAsync(c => c.Id == id);
            await db.CheckTextAsync([new Says(false)], community, now);
            community.HeldAt.ShouldBeNull();
            await db.CheckTextAsync([new Says(false), new Says(true)], community, now);
            await db.CheckTextAsync([new Says(false)], community, now.AddDays(1));
            return community.HeldAt;
        });
        held.ShouldBe(now.AsKept());
    }

    private sealed class Says(bool mustBeHeld) : ICommunityTextCheck
    {
        public Task<bool> MustBeHeldAsync(SocialDb db, CommunityGroup community) => Task.FromResult(mustBeHeld);
    }
}
