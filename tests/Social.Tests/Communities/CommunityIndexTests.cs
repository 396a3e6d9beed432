using Community.Platform.Http.Pagination;
using Community.Platform.Http.Validation;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Testing;

namespace Community.Social.Tests.Communities;

/// <summary>Among 100,000 communities with 300,000 memberships, each kind of search uses its index.</summary>
public sealed class CommunityIndexTests(TestServers servers, ITestOutputHelper output)
{
    [Fact]
    public async Task EachWayOfFindingHasItsIndex()
    {
        // A separate database: the service's other tests must not see these 100,000 communities.
        await using var database = await servers.CreateBareDatabaseAsync("communities", typeof(SocialDb).Assembly);
        await database.ExecuteAsync(
            """
            INSERT INTO communities (id, version, kind, name, visibility, price_cents, currency, billing, member_count, created_by, created_at, updated_at,
                tags, name_key, region_key, category_key, interest_key, search_name)
            SELECT gen_random_uuid(), 1, (ARRAY['group', 'circle', 'community'])[n % 3 + 1], 'Name', v, CASE v WHEN 'paid' THEN 500 END, CASE v WHEN 'paid' THEN 'USD' END,
                CASE v WHEN 'paid' THEN 'monthly' END, n % 977, gen_random_uuid(), at, at, ARRAY['tag' || n % 700, 'tag' || n % 3],
                md5(n::text), 'region ' || n % 500, 'category ' || n % 300, 'interest ' || n % 400, 'word' || n % 1000 || ' and ' || md5(n::text)
            FROM generate_series(1, 100000) n,
                LATERAL (SELECT timestamptz '2026-01-01' + n * interval '1 minute', CASE n % 50 WHEN 0 THEN 'paid' WHEN 1 THEN 'private' ELSE 'public' END) made (at, v)
            """
        );
        await database.ExecuteAsync(
            """
            INSERT INTO community_members (id, community_id, user_id, version, is_member, role, joined_at)
            SELECT gen_random_uuid(), c.id, ('00000000-0000-7000-8000-' || lpad(to_hex((c.n * 7 + k * 1009) % 50000), 12, '0'))::uuid, 1, true,
                CASE k WHEN 0 THEN 'owner' ELSE 'member' END, c.created_at
            FROM (SELECT id, created_at, row_number() OVER (ORDER BY created_at) AS n FROM communities) c, generate_series(0, 2) k
            """
        );
        await database.ExecuteAsync("VACUUM ANALYZE communities, community_members");

        var member = Guid.Parse("00000000-0000-7000-8000-000000000007");
        await FindsByAsync(new CommunityFilter(), "Index Only Scan using communities_listed");
        await FindsByAsync(new CommunityFilter(Sort: new Choice<SortChoice>(SortChoice.Members)), "communities_listed_members");
        await FindsByAsync(new CommunityFilter(Sort: new Choice<SortChoice>(SortChoice.Name)), "communities_listed_name");
        await FindsByAsync(new CommunityFilter(Kind: new Choice<KindChoice>(KindChoice.Circle)), "communities_listed_kind");
        await FindsByAsync(
            new CommunityFilter(Visibility: new Choice<VisibilityChoice>(VisibilityChoice.Paid)),
            "communities_listed_visibility"
        );
        await FindsByAsync(
            new CommunityFilter(Visibility: new Choice<VisibilityChoice>(VisibilityChoice.Private)),
            "communities_listed_visibility"
        );
        await FindsByAsync(new CommunityFilter(Category: "Category 7"), "communities_listed_category");
        await FindsByAsync(new CommunityFilter(Region: "Region 7"), "communities_listed_region");
        await FindsByAsync(new CommunityFilter(Interest: "Interest 7"), "communities_listed_interest");
        await FindsByAsync(new CommunityFilter(Tag: ["tag77"]), "communities_listed_tags");
        await FindsByAsync(new CommunityFilter(Q: "word77"), "communities_listed_search");
        await FindsByAsync(new CommunityFilter(Q: "word77", Sort: new Choice<SortChoice>(SortChoice.Members)), "communities_listed_search");

        foreach (var viewer in (Guid[])[member, Guid.Parse("00000000-0000-7000-8000-000000000008"), Guid.CreateVersion7()])
        {
            var plan = await database.ExplainAsync(
                CommunitySearch.OfMemberStatement(viewer, member, new MineFilter(), new PageQuery()),
                output
            );
            plan.ShouldContain("community_members_of_user");
            plan.ShouldNotContain("Seq Scan on communit");
        }

        async Task FindsByAsync(CommunityFilter filter, string index)
        {
            foreach (var viewer in (Guid[])[member, Guid.CreateVersion7()])
            {
                var plan = await database.ExplainAsync(CommunitySearch.FindStatement(viewer, filter, new PageQuery()), output);
                plan.ShouldContain(index);
                plan.ShouldNotContain("Seq Scan on communit");
            }
        }
    }
}
