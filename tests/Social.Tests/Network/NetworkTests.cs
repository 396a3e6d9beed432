using System.Net;
using System.Text.Json;
using Community.Social.Tests.People;
using Community.Testing;

namespace Community.Social.Tests.Network;

[Collection(nameof(SocialTests))]
public sealed class NetworkTests(SocialApplication social)
{
    [Fact]
    public async Task AChainIsShownFromTheCallerToTheOther()
    {
        var p = await social.PeopleAsync(9);
        await social.ConnectAsync([.. Enumerable.Range(0, 8).Select(n => (p[n], p[n + 1]))]);

        (await PathAsync(p[0], p[0])).ShouldBe((0, [p[0]]));
        (await PathAsync(p[0], p[1])).ShouldBe((1, [p[0], p[1]]));
        (await PathAsync(p[0], p[6])).ShouldBe((6, [.. p.Take(7)]));
        (await PathAsync(p[6], p[0])).ShouldBe((6, [.. p.Take(7).Reverse()]));
        // Seven steps are too many.
        (await PathAsync(p[0], p[7])).ShouldBe((null, []));
    }

    [Fact]
    public async Task AHiddenUserIsNeitherOnAPathNorItsEnd()
    {
        var p = await social.PeopleAsync(6);
        // Two ways from 0 to 3: by 1, and by 2 and 4.
        await social.ConnectAsync((p[0], p[1]), (p[1], p[3]), (p[0], p[2]), (p[2], p[4]), (p[4], p[3]));
        (await PathAsync(p[0], p[3])).ShouldBe((2, [p[0], p[1], p[3]]));

        await social.PublishAsync(Users.Suspended(p[1], 2));
        await Poll.UntilAsync(async () => (await PathAsync(p[0], p[3])).Length == 3);
        await social.BlockAsync(p[4], p[0]);
        (await PathAsync(p[0], p[3])).ShouldBe((null, []));
        // A block between two people does not affect others.
        (await PathAsync(p[2], p[3])).ShouldBe((2, [p[2], p[4], p[3]]));

        var unknown = await ProblemAsync(p[0], Guid.CreateVersion7());
        (await ProblemAsync(p[0], p[4])).ShouldBe(unknown);
        (await ProblemAsync(p[0], p[1])).ShouldBe(unknown);

        async Task<string> ProblemAsync(Guid caller, Guid other)
        {
            using var answer = await social.HttpAs(caller).GetAsync($"/api/v1/network/path/{other}");
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
            return $"{body.GetProperty("title")}{body.GetProperty("detail")}{body.GetProperty("reason")}";
        }
    }

    [Fact]
    public async Task TheGraphHasVisibleUsersAndTheConnectionsAmongThem()
    {
        var p = await social.PeopleAsync(8);
        await social.ConnectAsync(
            (p[0], p[1]),
            (p[0], p[2]),
            (p[0], p[3]),
            (p[1], p[2]),
            (p[1], p[4]),
            (p[2], p[4]),
            (p[3], p[5]),
            (p[4], p[6]),
            (p[1], p[7])
        );
        await social.BlockAsync(p[7], p[0]);

        var near = await GraphAsync(p[0], "");
        near.Nodes.ShouldBe([(p[0], 0, 3), (p[1], 1, 3), (p[2], 1, 3), (p[3], 1, 2)], ignoreOrder: true);
        near.Nodes[0].Id.ShouldBe(p[0]);
        near.Edges.ShouldBe(Edges((0, 1), (0, 2), (0, 3), (1, 2)), ignoreOrder: true);

        var far = await GraphAsync(p[0], "?depth=2");
        far.Nodes.ShouldBe([.. near.Nodes, (p[4], 2, 3), (p[5], 2, 1)], ignoreOrder: true);
        far.Edges.ShouldBe(Edges((0, 1), (0, 2), (0, 3), (1, 2), (1, 4), (2, 4), (3, 5)), ignoreOrder: true);
        (await GraphAsync(p[0], "?depth=2&limit=5")).Nodes.ShouldBe([.. near.Nodes, (p[4], 2, 3)], ignoreOrder: true);
        (await GraphAsync(p[0], "?depth=2&limit=2")).Nodes.Count.ShouldBe(2);
        (await GraphAsync(p[6], "?limit=1")).Nodes.ShouldBe([(p[6], 0, 1)]);
        (await GraphAsync(Guid.CreateVersion7(), "")).Nodes.ShouldBeEmpty();

        IEnumerable<(Guid, Guid)> Edges(params (int One, int Other)[] pairs) =>
            pairs.Select(pair => Community.Social.Relations.Pair.InOrder(p[pair.One], p[pair.Other]));
    }

    [Theory]
    [InlineData("depth=0")]
    [InlineData("depth=3")]
    [InlineData("limit=0")]
    [InlineData("limit=501")]
    public async Task TooMuchOfTheGraphIsRefused(string query) =>
        (await social.HttpAs(Guid.CreateVersion7()).GetAsync($"/api/v1/network/graph?{query}")).StatusCode.ShouldBe(
            HttpStatusCode.BadRequest
        );

    [Theory]
    [InlineData("network/graph")]
    [InlineData("network/path/0198c0de-0000-7000-8000-000000000001")]
    [InlineData("discover/suggestions")]
    public async Task NothingIsShownToAStranger(string path) =>
        (await social.Http().GetAsync($"/api/v1/{path}")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    private async Task<Chain> PathAsync(Guid caller, Guid other)
    {
        var path = JsonDocument.Parse(await social.HttpAs(caller).GetStringAsync($"/api/v1/network/path/{other}")).RootElement;
        path.GetProperty("is_complete").GetBoolean().ShouldBeTrue();
        return new(
            path.GetProperty("length") is { ValueKind: JsonValueKind.Number } length ? length.GetInt32() : null,
            [.. path.GetProperty("people").EnumerateArray().Select(person => person.GetProperty("id").GetGuid())]
        );
    }

    private async Task<(List<(Guid Id, int Distance, int Degree)> Nodes, List<(Guid, Guid)> Edges)> GraphAsync(Guid caller, string query)
    {
        var graph = JsonDocument.Parse(await social.HttpAs(caller).GetStringAsync($"/api/v1/network/graph{query}")).RootElement;
        return (
            [
                .. graph
                    .GetProperty("nodes")
                    .EnumerateArray()
                    .Select(node =>
                        (
                            node.GetProperty("person").GetProperty("id").GetGuid(),
                            node.GetProperty("distance").GetInt32(),
                            node.GetProperty("degree").GetInt32()
                        )
                    ),
            ],
            [
                .. graph
                    .GetProperty("edges")
                    .EnumerateArray()
                    .Select(edge =>
                        Community.Social.Relations.Pair.InOrder(edge.GetProperty("one").GetGuid(), edge.GetProperty("other").GetGuid())
                    ),
            ]
        );
    }

    private sealed record Chain(int? Length, Guid[] People)
    {
        public void ShouldBe((int? Length, Guid[] People) expected)
        {
            Length.ShouldBe(expected.Length);
            People.ShouldBe(expected.People);
        }
    }
}
