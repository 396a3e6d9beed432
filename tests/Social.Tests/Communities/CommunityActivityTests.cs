using System.Net;
using Community.Social.Feed;
using Community.Testing;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class CommunityActivityTests(SocialApplication app)
{
    [Fact]
    public async Task ActivitiesAreListedNewestFirstWithTheirUser()
    {
        var people = await app.PeopleAsync(2);
        var id = await app.FoundIdAsync(people[0]);
        var (thread, gathering) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await DoAsync(id, people[1], ActivityKind.Joined, 1);
        await DoAsync(id, people[1], ActivityKind.ThreadCreated, 2, text: "Shoes?", thread: thread);
        await DoAsync(id, people[0], ActivityKind.Rsvp, 3, gathering: gathering);
        await DoAsync(await app.FoundIdAsync(people[0]), people[0], ActivityKind.ThreadCreated, 4);

        var items = (await app.HttpAs(people[1]).GetJsonAsync($"/communities/{id}/activity"))
            .GetProperty("items")
            .EnumerateArray()
            .ToList();

        items.Select(item => item.Text("kind")).ShouldBe(["rsvp", "thread_created", "joined", "community_created"]);
        items[0]
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["id", "kind", "actor", "occurred_at", "text", "thread_id", "event_id"]);
        items[0].GetProperty("event_id").GetGuid().ShouldBe(gathering);
        (items[1].Text("text"), items[1].GetProperty("thread_id").GetGuid(), items[1].GetProperty("actor").Id()).ShouldBe(
            ("Shoes?", thread, people[1])
        );
        items[1]
            .GetProperty("actor")
            .EnumerateObject()
            .Select(member => member.Name)
            .ShouldBe(["id", "username", "full_name", "picture_url", "identity_badge", "is_bot"]);
    }

    [Fact]
    public async Task TheLastFiftyAreToldPieceByPiece()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        for (var i = 0; i < 60; i++)
        {
            await DoAsync(id, owner, ActivityKind.ThreadCreated, i, text: $"{i}");
        }

        foreach (var limit in (int[])[7, 20, 25, 49, 50, 100])
        {
            var seen = new List<string>();
            for (
                string? cursor = null, query = $"?limit={limit}";
                query is not null;
                query = cursor is null ? null : $"?limit={limit}&cursor={cursor}"
            )
            {
                var page = await app.HttpAs(owner).GetJsonAsync($"/communities/{id}/activity{query}");
                page.GetProperty("items").GetArrayLength().ShouldBeLessThanOrEqualTo(limit);
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.Text("text")!));
                cursor = page.Text("next_cursor");
            }

            seen.ShouldBe(Enumerable.Range(10, 50).Reverse().Select(i => $"{i}"));
        }
    }

    [Fact]
    public async Task AHiddenUserHasNoActivities()
    {
        var people = await app.PeopleAsync(4);
        var (owner, me, blocked, suspended) = (people[0], people[1], people[2], people[3]);
        var id = await app.FoundIdAsync(owner);
        await DoAsync(id, blocked, ActivityKind.Joined, 1);
        await DoAsync(id, suspended, ActivityKind.Joined, 2);
        await app.ExecuteAsync(
            $"INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since) VALUES (gen_random_uuid(), {blocked}, {me}, 1, true, now())"
        );
        await app.ExecuteAsync($"UPDATE people SET is_suspended = true WHERE id = {suspended}");

        (await KindsAsync(me, id)).ShouldBe(["community_created"]);
        (await KindsAsync(blocked, id)).ShouldBe(["joined", "community_created"]);
    }

    [Fact]
    public async Task ThreadsOfAPaidOneAreToldToItsMembersOnly()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.FoundIdAsync(people[0], CommunityCalls.Paid);
        await app.JoinAsync(id, people[1]);
        await DoAsync(id, people[1], ActivityKind.ThreadCreated, 1, text: "What one pays for");

        (await KindsAsync(people[1], id)).ShouldBe(["thread_created", "community_created"]);
        (await KindsAsync(people[2], id)).ShouldBe(["community_created"]);
    }

    [Fact]
    public async Task ACursorThatIsNotOursIsRefused()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        await (await app.HttpAs(owner).GetAsync($"/api/v1/communities/{id}/activity?cursor=AAAAAAAA")).ShouldRefuseAsync("cursor");
        await (await app.HttpAs(owner).GetAsync($"/api/v1/communities/{id}/activity?limit=101")).ShouldRefuseAsync("limit");
        await (await app.HttpAs(owner).GetAsync($"/api/v1/communities/{Guid.CreateVersion7()}/activity")).ShouldBeAsync(
            HttpStatusCode.NotFound,
            "no_such_community"
        );
    }

    private async Task<List<string?>> KindsAsync(Guid viewer, Guid id) =>
        [
            .. (await app.HttpAs(viewer).GetJsonAsync($"/communities/{id}/activity"))
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.Text("kind")),
        ];

    private Task<int> DoAsync(
        Guid community,
        Guid actor,
        string kind,
        int second,
        string? text = null,
        Guid? thread = null,
        Guid? gathering = null
    ) =>
        app.WithDbAsync(async db =>
        {
            // After the founding, which is in the present.
            var at = TimeProvider.System.GetUtcNow().AddHours(1).AddSeconds(second);
            await db.RecordAsync(
                new Activity
                {
                    Id = Guid.CreateVersion7(at),
                    ActorId = actor,
                    Kind = kind,
                    OccurredAt = at,
                    CommunityId = community,
                    ThreadId = thread,
                    EventId = gathering,
                    Text = text,
                    SourceId = Guid.CreateVersion7(at),
                }
            );
            return 0;
        });
}
