using System.Diagnostics;
using Community.Platform.Http.Pagination;
using Community.Social.Discovery;
using Community.Social.Network;
using Community.Social.People;

namespace Community.Social.Tests.Network;

/// <summary>Among 100,000 people and a million connections, each statement uses its indexes.</summary>
[Collection(nameof(HeavyTests))]
public sealed class HeavyPlanTests(HeavyNetwork heavy, ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly InterestRarity Rarity = new(
        100_000,
        new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["interest77"] = 333,
            ["interest1001"] = 14_285,
            ["interest5"] = 333,
        }
    );

    /// <summary>A typical person, and a person with thousands of connections.</summary>
    private static readonly Caller[] Known =
    [
        new(HeavyNetwork.At(50_077), "Region 77", new(["interest77", "interest1001", "interest5"], "region 77", "Explorer", null), Rarity),
        new(HeavyNetwork.At(1), "Region 1", new(["interest77", "interest1001", "interest5"], "region 1", "Creator", null), Rarity),
        new(Guid.CreateVersion7(), null, CompatibilityFacts.None, Rarity),
    ];

    public static TheoryData<string> Filters => [.. Searches.Keys];

    private static Dictionary<string, (PeopleFilter Filter, string Index)> Searches { get; } =
        new(StringComparer.Ordinal)
        {
            ["everybody"] = (new(), "Index Scan using people_newest on people"),
            ["region"] = (new(Region: "Region 7"), "people_region"),
            ["interest"] = (new(Interest: ["interest77"]), "people_interests"),
            ["interests"] = (new(Interest: ["interest77", "interest78"]), "people_interests"),
            ["name"] = (new(Q: "c0ffee"), "people_names"),
            ["badge"] = (new(IdentityBadge: "Leader"), "people_badges"),
            ["age"] = (new(AgeMin: 30, AgeMax: 31), "people_ages"),
            ["gender"] = (new(Gender: "female"), "people_genders"),
            ["all"] = (new("Region 7", ["interest77", "interest1001"], "ee", "Leader", 18, 99, "female"), "people_"),
        };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task EachFilterOfASearchHasAnIndex(string name)
    {
        foreach (var caller in Known)
        {
            foreach (var page in (int[])[1, 60])
            {
                (
                    await heavy.PlanAsync(PeopleSearch.PageOf(caller, Searches[name].Filter, new PageQuery(page), Now).ToCommand(), output)
                ).ShouldContain(Searches[name].Index);
            }
        }
    }

    [Theory]
    [InlineData(null, "true")]
    [InlineData("interest1003", "p.interests @> ARRAY['interest1003']")]
    public async Task PagesGoOnBeyondTheComparedUsersAndTotalsAreExact(string? interest, string condition)
    {
        var search = new PeopleSearch(heavy.Database, new Callers(heavy.Database), TimeProvider.System);
        var filter = new PeopleFilter(Interest: interest is null ? null : [interest]);
        var people = new List<PersonView>();
        var totals = new HashSet<long>();
        for (var page = 1; page <= 25; page++)
        {
            var answer = await search.FindAsync(Known[0].Id, filter, new PageQuery(page, 100), TestContext.Current.CancellationToken);
            people.AddRange(answer.Items);
            totals.Add(answer.Total);
        }

        people.Count.ShouldBe(2500);
        people.Select(person => person.Id).ShouldBeUnique();
        people.SkipWhile(person => person.IsBoosted).ShouldAllBe(person => !person.IsBoosted);
        people.Skip(2000).Zip(people.Skip(2001)).ShouldAllBe(pair => pair.First.CreatedAt >= pair.Second.CreatedAt);
        totals.ShouldBe([await CountAsync(condition)]);
    }

    private async Task<long> CountAsync(string condition)
    {
        await using var command = heavy.Database.CreateCommand(
            $"""
            SELECT count(*) FROM people p WHERE {condition} AND {Visibility.IsSeen("p", "$1", "now()")} AND p.id <> $1
                AND NOT EXISTS (SELECT FROM connection_edges WHERE user_id = $1 AND other_id = p.id)
                AND NOT EXISTS (SELECT FROM connections WHERE status = 'pending' AND ((from_id = $1 AND to_id = p.id) OR (to_id = $1 AND from_id = p.id)))
            """
        );
        command.Parameters.Add(new() { Value = Known[0].Id });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task TheCallerIsReadByKeys()
    {
        await heavy.PlanAsync(Callers.Statement(Known[0].Id), output);
    }

    [Fact]
    public async Task SuggestionsAreBounded()
    {
        foreach (var caller in Known)
        {
            await heavy.PlanAsync(Suggestions.Statement(caller, 20, Now).ToCommand(), output);
        }
    }

    [Theory]
    [InlineData("everybody")]
    [InlineData("region")]
    public async Task ASearchThatIsPlannedOnceHasItsIndexesForEveryCaller(string name)
    {
        foreach (var caller in Known)
        {
            foreach (var page in (int[])[1, 2, 60])
            {
                var (filter, index) = Searches[name];
                filter.IsOfRegionAtMost.ShouldBeTrue();
                (await heavy.PlannedOnceAsync(PeopleSearch.PageOf(caller, filter, new PageQuery(page), Now), output)).ShouldContain(
                    index.Replace(" on people", "", StringComparison.Ordinal)
                );
            }
        }
    }

    [Fact]
    public async Task SuggestionsThatArePlannedOnceHaveTheirIndexesForEveryCaller()
    {
        foreach (var caller in Known)
        {
            await heavy.PlannedOnceAsync(Suggestions.Statement(caller, 20, Now), output);
        }
    }

    [Fact]
    public async Task TheGraphIsReadByPeople()
    {
        foreach (var caller in Known)
        {
            foreach (var depth in (int[])[1, 2])
            {
                (await heavy.PlanAsync(NetworkGraphs.NodesOf(caller.Id, depth, 500, Now), output)).ShouldContain("connection_edges_since");
            }
        }

        (
            await heavy.PlanAsync(
                NetworkGraphs.EdgesAmong(Known[0].Id, [.. Enumerable.Range(1, 500).Select(number => HeavyNetwork.At(number * 100))]),
                output
            )
        ).ShouldContain("connection_edges_");
    }

    [Fact]
    public async Task ALevelOfAPathIsReadByPeople()
    {
        await heavy.PlanAsync(ConnectionPaths.UnseenOf(Known[0].Id, Now), output);
        (
            await heavy.PlanAsync(
                ConnectionPaths.LevelOf([.. Enumerable.Range(50_000, 20).Select(HeavyNetwork.At)], [HeavyNetwork.At(1)], 400_000),
                output
            )
        ).ShouldContain("connection_edges_");
        (
            await heavy.PlanAsync(
                ConnectionPaths.LevelOf([.. Enumerable.Range(50_000, 3000).Select(HeavyNetwork.At)], [HeavyNetwork.At(1)], 400_000),
                output
            )
        ).ShouldContain("connection_edges_");
    }

    [Fact]
    public async Task PathsAmongSoManyAreFoundWithinTheBudget()
    {
        var random = new Random(7);
        var paths = new ConnectionPaths(heavy.Database, TimeProvider.System);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < 100; round++)
        {
            var (one, other) = (HeavyNetwork.At(random.Next(1, HeavyNetwork.People)), HeavyNetwork.At(random.Next(1, HeavyNetwork.People)));
            var path = await paths.FindAsync(one, other, TestContext.Current.CancellationToken);
            path.IsComplete.ShouldBeTrue();
            if (path.People.Count > 0)
            {
                (path.People[0], path.People[^1]).ShouldBe((one, other));
                path.People.Count.ShouldBeInRange(2, 7);
            }
        }

        output.WriteLine($"{watch.Elapsed.TotalMilliseconds / 100:0.0} ms a path");
    }
}
