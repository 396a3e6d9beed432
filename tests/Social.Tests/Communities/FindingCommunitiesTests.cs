using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Community.Platform.Data;
using Community.Platform.Http.Pagination;
using Community.Social.Communities;
using Community.Social.Membership;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class FindingCommunitiesTests(SocialApplication app)
{
    // Each test has its own region, so that they can share a service.
    private readonly string _region = $"Región {Guid.CreateVersion7():N}";

    [Fact]
    public async Task EachFilterFindsItsOwnWhateverTheCaseWithItsTotal()
    {
        var founder = await app.PersonAsync();
        await AddAsync(
            founder,
            "Run",
            ("kind", "circle"),
            ("category", "Fitness"),
            ("interest", "Running"),
            ("tags", new JsonArray("Trail", "morning")),
            ("description", "Along the HARBOUR in shoes.")
        );
        await AddAsync(
            founder,
            "Bake",
            ("category", "Food"),
            ("interest", "Baking"),
            ("tags", new JsonArray("bread")),
            ("description", "Sourdough 100%, no kneading.")
        );
        await AddAsync(founder, "Club", [("kind", "community"), .. CommunityCalls.Paid]);
        var me = app.HttpAs(await app.PersonAsync());

        (await NamesAsync(me, "")).ShouldBe(["Club", "Bake", "Run"]);
        (await NamesAsync(me, "&kind=circle")).ShouldBe(["Run"]);
        (await NamesAsync(me, "&category=FOOD")).ShouldBe(["Bake"]);
        (await NamesAsync(me, "&interest=running")).ShouldBe(["Run"]);
        (await NamesAsync(me, "&tag=%23TRAIL")).ShouldBe(["Run"]);
        (await NamesAsync(me, "&tag=bread&tag=morning")).ShouldBe(["Bake", "Run"]);
        (await NamesAsync(me, "&visibility=paid")).ShouldBe(["Club"]);
        (await NamesAsync(me, "&visibility=public")).ShouldBe(["Bake", "Run"]);
        (await NamesAsync(me, "&visibility=private")).ShouldBeEmpty();
        (await NamesAsync(me, "&q=harb")).ShouldBe(["Run"]);
        (await NamesAsync(me, "&q=run%20Shoes")).ShouldBe(["Run"]);
        (await NamesAsync(me, "&q=bread")).ShouldBe(["Bake"]);
        (await NamesAsync(me, "&q=%22no%20kneading%22")).ShouldBe(["Bake"]);
        (await NamesAsync(me, "&q=%22kneading%20no%22")).ShouldBeEmpty();
        (await NamesAsync(me, "&q=club%20or%20bake")).ShouldBe(["Club", "Bake"]);
        (await NamesAsync(me, "&q=run%20-harbour")).ShouldBeEmpty();
        (await NamesAsync(me, "&q=%25")).ShouldBeEmpty();
        (await NamesAsync(me, "&q='%3B--")).ShouldBeEmpty();
        (await NamesAsync(me, "&kind=circle&q=bread")).ShouldBeEmpty();
        (await NamesAsync(me, "", _region.ToUpperInvariant())).Count.ShouldBe(3);
        (await NamesAsync(me, "", _region + "x")).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheyAreSortedByAgeSizeOrName()
    {
        var founder = await app.PersonAsync();
        var (small, large, middle) = (await AddAsync(founder, "beta"), await AddAsync(founder, "Alpha"), await AddAsync(founder, "gamma"));
        await app.ExecuteAsync($"UPDATE communities SET member_count = 30 WHERE id = {large}");
        await app.ExecuteAsync($"UPDATE communities SET member_count = 20 WHERE id = {middle}");
        var me = app.HttpAs(founder);

        (await NamesAsync(me, "&sort=newest")).ShouldBe(["gamma", "Alpha", "beta"]);
        (await NamesAsync(me, "&sort=members")).ShouldBe(["Alpha", "gamma", "beta"]);
        (await NamesAsync(me, "&sort=name")).ShouldBe(["Alpha", "beta", "gamma"]);
        (await me.GetJsonAsync($"/communities/{small}")).GetProperty("member_count").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("", "zzz", "&sort=name")]
    [InlineData("&sort=members", "zzz", "")]
    [InlineData("&sort=name", "aaa", "&sort=members")]
    public async Task ACursorGoesOnBehindWhatIsAddedMeanwhile(string sort, string added, string otherSort)
    {
        var founder = await app.PersonAsync();
        var me = app.HttpAs(founder);
        var all = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            all.Add(await AddAsync(founder, i % 2 == 0 ? "same" : "other", ("visibility", i % 3 == 0 ? "private" : "public")));
        }

        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var answer = await FindAsync(me, $"&limit=3{sort}" + (cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}"));
            seen.AddRange(answer.Ids());
            cursor = answer.GetProperty("next_cursor").GetString();
            if (cursor is not null && seen.Count == 3)
            {
                // Before the items read so far: a page by its number would repeat an item now.
                var first = await AddAsync(founder, added);
                await app.ExecuteAsync($"UPDATE communities SET member_count = 99 WHERE id = {first}");
                using var foreign = await me.GetAsync($"/api/v1/communities?limit=3{otherSort}&cursor={Uri.EscapeDataString(cursor)}");
                foreign.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            }
        } while (cursor is not null);

        seen.Order().ShouldBe(all.Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("&sort=members")]
    [InlineData("&sort=name")]
    public async Task PagesFollowOneAnotherWithoutGapsOrRepeats(string sort)
    {
        var people = await app.PeopleAsync(3);
        var me = people[0];
        var all = new List<Guid>();
        foreach (var founder in people)
        {
            for (var i = 0; i < 8; i++)
            {
                var id = await AddAsync(founder, "same", ("visibility", i % 3 == 0 ? "private" : "public"));
                if (i % 3 != 0 || founder == me)
                {
                    all.Add(id);
                }
            }
        }

        var seen = new List<Guid>();
        for (var page = 1; page <= 4; page++)
        {
            var answer = await FindAsync(app.HttpAs(me), $"&page={page}&limit=5{sort}");
            (
                answer.GetProperty("total").GetInt32(),
                answer.GetProperty("pages").GetInt32(),
                answer.GetProperty("page").GetInt32()
            ).ShouldBe((18, 4, page));
            seen.AddRange(answer.Ids());
        }

        seen.Count.ShouldBe(18);
        seen.Order().ShouldBe(all.Order());
        var beyond = await FindAsync(app.HttpAs(me), $"&page=2147483647&limit=100{sort}");
        (beyond.GetProperty("items").GetArrayLength(), beyond.GetProperty("total").GetInt32()).ShouldBe((0, 18));
    }

    [Fact]
    public async Task APrivateOneIsThereForItsMembersOnlyWhereverOneLooks()
    {
        var people = await app.PeopleAsync(3);
        var (owner, member, stranger) = (people[0], people[1], people[2]);
        var id = await AddAsync(
            owner,
            "Whispers",
            ("visibility", "private"),
            ("tags", new JsonArray("hush")),
            ("category", "Quiet"),
            ("interest", "Silence")
        );
        await app.JoinAsync(id, member);
        string[] questions =
        [
            "",
            "&q=whispers",
            "&tag=hush",
            "&category=quiet",
            "&interest=silence",
            "&visibility=private",
            "&kind=group",
            "&sort=members",
            "&sort=name",
        ];

        foreach (var question in questions)
        {
            (await FindAsync(app.HttpAs(stranger), question)).GetProperty("total").GetInt32().ShouldBe(0, question);
            (await FindAsync(app.HttpAs(member), question)).Ids().ShouldBe([id], question);
        }

        (await app.HttpAs(member).GetJsonAsync("/communities/mine")).Ids().ShouldBe([id]);
        (await app.HttpAs(member).GetJsonAsync($"/users/{owner}/communities")).Ids().ShouldBe([id]);
        foreach (var path in (string[])["/communities/mine", $"/users/{owner}/communities", $"/users/{member}/communities"])
        {
            (await app.HttpAs(stranger).GetJsonAsync(path)).GetProperty("total").GetInt32().ShouldBe(0, path);
        }

        // The answer for a hidden community equals the answer for one that does not exist.
        foreach (var path in (string[])["", "/activity", "/picture"])
        {
            var hidden = await (await app.HttpAs(stranger).GetAsync($"/api/v1/communities/{id}{path}")).ShouldBeAsync(
                HttpStatusCode.NotFound
            );
            var absent = await (await app.HttpAs(stranger).GetAsync($"/api/v1/communities/{Guid.CreateVersion7()}{path}")).ShouldBeAsync(
                HttpStatusCode.NotFound
            );
            Words(hidden).ShouldBe(Words(absent));
        }

        // A member who leaves no longer knows of it.
        await app.ExecuteAsync(
            $"UPDATE community_members SET is_member = false, left_at = now(), leave_reason = 'left' WHERE community_id = {id} AND user_id = {member}"
        );
        (await FindAsync(app.HttpAs(member), "")).GetProperty("total").GetInt32().ShouldBe(0);
        (await app.HttpAs(member).GetJsonAsync("/communities/mine")).GetProperty("total").GetInt32().ShouldBe(0);
        await (await app.HttpAs(member).GetAsync($"/api/v1/communities/{id}")).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_community");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WhatModeratorsHoldOrTookDownIsThereForItsOwnersOnly(bool isHeld)
    {
        var people = await app.PeopleAsync(3);
        var (owner, moderator, stranger) = (people[0], people[1], people[2]);
        var id = await AddAsync(owner, "Doubtful");
        await app.JoinAsync(id, moderator, MemberRole.Moderator);
        await app.ExecuteAsync(
            $"UPDATE communities SET held_at = CASE WHEN {isHeld} THEN now() END, removed_at = CASE WHEN {!isHeld} THEN now() END WHERE id = {id}"
        );

        foreach (var other in (Guid[])[moderator, stranger])
        {
            (await FindAsync(app.HttpAs(other), "")).GetProperty("total").GetInt32().ShouldBe(0);
            (await app.HttpAs(other).GetJsonAsync("/communities/mine")).GetProperty("total").GetInt32().ShouldBe(0);
            (await app.HttpAs(other).GetJsonAsync($"/users/{owner}/communities")).GetProperty("total").GetInt32().ShouldBe(0);
            await (await app.HttpAs(other).GetAsync($"/api/v1/communities/{id}")).ShouldBeAsync(HttpStatusCode.NotFound);
            await (await app.HttpAs(other).GetAsync($"/api/v1/communities/{id}/activity")).ShouldBeAsync(HttpStatusCode.NotFound);
        }

        var mine = (await FindAsync(app.HttpAs(owner), "&q=doubt")).GetProperty("items").EnumerateArray().Single();
        (mine.GetProperty("is_held").GetBoolean(), mine.GetProperty("is_removed").GetBoolean()).ShouldBe((isHeld, !isHeld));
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{id}")).ToString().ShouldBe(mine.ToString());
    }

    [Fact]
    public async Task MineHaveMyRoleAndAreFilteredByIt()
    {
        var people = await app.PeopleAsync(2);
        var (me, other) = (people[0], people[1]);
        var own = await AddAsync(me, "own", ("kind", "circle"), ("category", "Social"));
        var kept = await AddAsync(other, "kept", ("visibility", "private"));
        var joined = await AddAsync(other, "joined", CommunityCalls.Paid);
        await AddAsync(other, "not mine");
        await app.JoinAsync(kept, me, MemberRole.Moderator);
        await app.JoinAsync(joined, me);

        var mine = await app.HttpAs(me).GetJsonAsync("/communities/mine");
        mine.GetProperty("items")
            .EnumerateArray()
            .Select(item => (item.Id(), item.Text("my_role"), item.GetProperty("is_member").GetBoolean()))
            .ShouldBe([(joined, "member", true), (kept, "moderator", true), (own, "owner", true)]);
        (await app.HttpAs(me).GetJsonAsync("/communities/mine?role=owner")).Ids().ShouldBe([own]);
        (await app.HttpAs(me).GetJsonAsync("/communities/mine?role=moderator")).Ids().ShouldBe([kept]);
        (await app.HttpAs(me).GetJsonAsync("/communities/mine?role=member&kind=circle")).GetProperty("total").GetInt32().ShouldBe(0);
        (await app.HttpAs(me).GetJsonAsync("/communities/mine?page=2&limit=2")).Ids().ShouldBe([own]);

        // The role in a list is the reader's, not that of the listed user.
        var theirs = await app.HttpAs(other).GetJsonAsync($"/users/{me}/communities");
        theirs
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => (item.Id(), item.Text("my_role")))
            .ShouldBe([(joined, "owner"), (kept, "owner"), (own, null)]);
    }

    [Fact]
    public async Task AHiddenUserHasNoListOfCommunities()
    {
        var people = await app.PeopleAsync(3);
        var (me, blocker, suspended) = (people[0], people[1], people[2]);
        await AddAsync(blocker, "Blocker's");
        await app.ExecuteAsync(
            $"INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since) VALUES (gen_random_uuid(), {blocker}, {me}, 1, true, now())"
        );
        await app.ExecuteAsync($"UPDATE people SET is_suspended = true WHERE id = {suspended}");

        var absent = await (await app.HttpAs(me).GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/communities")).ShouldBeAsync(
            HttpStatusCode.NotFound,
            "no_such_person"
        );
        foreach (var other in (Guid[])[blocker, suspended])
        {
            var hidden = await (await app.HttpAs(me).GetAsync($"/api/v1/users/{other}/communities")).ShouldBeAsync(
                HttpStatusCode.NotFound,
                "no_such_person"
            );
            Words(hidden).ShouldBe(Words(absent));
        }

        await (await app.HttpAs(blocker).GetAsync($"/api/v1/users/{me}/communities")).ShouldBeAsync(
            HttpStatusCode.NotFound,
            "no_such_person"
        );
    }

    /// <summary>The list's two reads against the single rule, for every combination of states of a community and a viewer.</summary>
    [Fact]
    public async Task TheListHoldsExactlyWhatMayBeKnown()
    {
        var me = await app.PersonAsync();
        await app.ExecuteAsync(
            $$"""
            WITH made AS (
                INSERT INTO communities (id, version, kind, name, visibility, price_cents, currency, billing, member_count, created_by, created_at, updated_at,
                    deleted_at, held_at, removed_at, region_key, search_name)
                SELECT gen_random_uuid(), 1, 'group', v || ' ' || r, v, CASE v WHEN 'paid' THEN 500 END, CASE v WHEN 'paid' THEN 'USD' END, CASE v WHEN 'paid' THEN 'monthly' END,
                    0, gen_random_uuid(), now(), now(), CASE WHEN d THEN now() END, CASE WHEN h THEN now() END, CASE WHEN t THEN now() END, {{SearchKey.Of(
                _region
            )}}, r
                FROM unnest(ARRAY['public', 'private', 'paid']) v, unnest(ARRAY['none', 'left', 'member', 'moderator', 'owner', 'former owner']) r,
                    unnest(ARRAY[true, false]) d, unnest(ARRAY[true, false]) h, unnest(ARRAY[true, false]) t
                RETURNING id, search_name AS r)
            INSERT INTO community_members (id, community_id, user_id, version, is_member, role, joined_at, left_at)
            SELECT gen_random_uuid(), id, {{me}}, 1, r NOT IN ('left', 'former owner'),
                CASE r WHEN 'left' THEN 'member' WHEN 'former owner' THEN 'owner' ELSE r END, now(), CASE WHEN r IN ('left', 'former owner') THEN now() END
            FROM made WHERE r <> 'none'
            """
        );

        var known = await app.WithDbAsync(db =>
            db.CommunitiesSeenBy(me).Where(c => c.RegionKey == SearchKey.Of(_region)).Select(c => c.Id).ToListAsync()
        );
        var found = await app.Service<CommunitySearch>()
            .FindAsync(me, new CommunityFilter(Region: _region), new PageQuery(Limit: 100), CancellationToken.None);

        found.Items.Select(item => item.Id).Order().ShouldBe(known.Order());
        found.Total.ShouldBe(known.Count);
        // Six roles of public and paid ones, three of private ones; and the owner's (held, removed or both) of all three.
        known.Count.ShouldBe((2 * 6) + 3 + (3 * 3));
    }

    [Theory]
    [InlineData("page=0", "page")]
    [InlineData("limit=101", "limit")]
    [InlineData("kind=club", "kind")]
    [InlineData("kind=0", "kind")]
    [InlineData("visibility=secret", "visibility")]
    [InlineData("sort=best", "sort")]
    [InlineData("region=", "region")]
    [InlineData("category=", "category")]
    [InlineData("interest=%20x", "interest")]
    [InlineData("tag=", "tag")]
    [InlineData("tag=%23", "tag")]
    [InlineData("q=", "q")]
    public async Task BadInputIsRefusedWithItsField(string query, string field)
    {
        using var answer = await app.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/communities?{query}");
        var problem = await answer.ShouldBeAsync(HttpStatusCode.BadRequest);
        problem
            .GetProperty("errors")
            .EnumerateObject()
            .ShouldContain(error => error.Name.StartsWith(field, StringComparison.Ordinal), problem.ToString());
    }

    [Fact]
    public async Task BadRolesAndPagesOfMineAreRefused()
    {
        var me = app.HttpAs(await app.PersonAsync());
        await (await me.GetAsync("/api/v1/communities/mine?role=king")).ShouldRefuseAsync("role");
        await (await me.GetAsync("/api/v1/communities/mine?page=0")).ShouldRefuseAsync("page");
        await (await me.GetAsync($"/api/v1/users/{Guid.CreateVersion7()}/communities?limit=0")).ShouldRefuseAsync("limit");
    }

    private Task<Guid> AddAsync(Guid founder, string name, params (string Name, JsonNode? Value)[] members) =>
        app.FoundIdAsync(founder, [("name", name), ("region", _region), .. members]);

    private Task<JsonElement> FindAsync(HttpClient http, string query, string? region = null) =>
        http.GetJsonAsync($"/communities?region={Uri.EscapeDataString(region ?? _region)}{query}");

    private async Task<List<string>> NamesAsync(HttpClient http, string query, string? region = null)
    {
        var page = await FindAsync(http, query, region);
        page.GetProperty("total").GetInt32().ShouldBe(page.GetProperty("items").GetArrayLength(), query);
        return page.Names();
    }

    private static string Words(JsonElement problem) =>
        string.Join(
            '|',
            problem
                .EnumerateObject()
                .Where(member => member.Name is not ("trace_id" or "instance"))
                .Select(member => $"{member.Name}={member.Value}")
        );
}
