using System.Globalization;
using Community.Platform.Http.Pagination;
using Community.Social.Data;
using Community.Social.Discovery;
using Community.Testing;
using Npgsql;

namespace Community.Social.Tests.Discovery;

/// <summary>
/// Compares the search with docs/compatibility.md ("The order of a search") in C#: in a generated world, every page and total is the same.
/// </summary>
public sealed class OrderOfSearchTests(TestServers servers)
{
    private const int People = 900;
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly string[] Interests = ["chess", "go", "hiking", "opera", "running", "tea", "trains", "yoga"];
    private static readonly Dictionary<string, long> Having = Interests
        .Index()
        .ToDictionary(pair => pair.Item, pair => 40L * (pair.Index + 1), StringComparer.Ordinal);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, FullRun.Cases(full: 3, ordinary: 1))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task EveryPageIsInTheDocumentedOrder(int seed)
    {
        await using var database = await servers.CreateBareDatabaseAsync($"order{seed}", typeof(SocialDb).Assembly);
        var world = await World.CreateAsync(database, seed);
        PeopleFilter[] filters =
        [
            new(),
            new(Region: "Region 1"),
            new(Interest: ["tea"]),
            new(Interest: ["tea", "go"], Region: "region 0"),
            new(IdentityBadge: "Thinker"),
            new(Q: "person 1"),
            new(Q: "person"),
            new(AgeMin: 20, AgeMax: 60),
            new(Interest: ["opera"], AgeMin: 18),
        ];
        foreach (var caller in world.Callers)
        {
            foreach (var filter in filters)
            {
                var expected = world.Order(caller, filter);
                for (var number = 1; number <= (expected.Length / 100) + 2; number++)
                {
                    var (ids, total) = await PageAsync(database, caller, filter, new PageQuery(number, 100));
                    ids.ShouldBe(expected.Skip((number - 1) * 100).Take(100), customMessage: $"{caller.Id} {filter} {number}");
                    total.ShouldBe(expected.Length, $"{caller.Id} {filter} {number}");
                }

                (await PageAsync(database, caller, filter, new PageQuery(3, 7))).Ids.ShouldBe(expected.Skip(14).Take(7));
            }
        }
    }

    [Fact]
    public async Task TheListsByInterestFollowEveryChangeOfAProfile()
    {
        await using var database = await servers.CreateBareDatabaseAsync("lists", typeof(SocialDb).Assembly);
        await World.CreateAsync(database, 4);
        await database.ExecuteAsync("UPDATE people SET identity_badge = 'Leader' WHERE age % 7 = 0");
        await ShouldFollowAsync();
        await database.ExecuteAsync("UPDATE people SET region_key = 'elsewhere', region = 'Elsewhere' WHERE age % 7 = 1");
        await ShouldFollowAsync();
        await database.ExecuteAsync("UPDATE people SET interests = interests || ARRAY['new', 'chess'] WHERE age % 7 = 2");
        await ShouldFollowAsync();
        await database.ExecuteAsync("UPDATE people SET is_guest = true WHERE age % 7 = 3");
        await ShouldFollowAsync();
        await database.ExecuteAsync("DELETE FROM people WHERE age % 7 = 4");
        await ShouldFollowAsync();

        async Task ShouldFollowAsync()
        {
            const string Listed = "SELECT interest, created_at, person_id, interests, region_key, identity_badge FROM people_by_interest";
            const string Ought = """
                SELECT DISTINCT has.interest, p.created_at, p.id, p.interests, p.region_key, p.identity_badge
                FROM people p, unnest(p.interests) AS has (interest) WHERE p.profile_version > 0 AND NOT p.is_guest
                """;
            await using var command = database.CreateCommand(
                $"SELECT (SELECT count(*) FROM ({Ought} EXCEPT {Listed}) a) + (SELECT count(*) FROM ({Listed} EXCEPT {Ought}) b)"
            );
            (await command.ExecuteScalarAsync()).ShouldBe(0L);
        }
    }

    [Fact]
    public async Task CursorsLeadThroughTheSameOrder()
    {
        await using var database = await servers.CreateBareDatabaseAsync("cursors", typeof(SocialDb).Assembly);
        var world = await World.CreateAsync(database, 5);
        var search = new PeopleSearch(database, new(database), new ClockAt(Now));
        foreach (var caller in world.Callers)
        {
            foreach (var filter in new PeopleFilter[] { new(), new(Interest: ["tea"]), new(Region: "Region 1"), new(Q: "person 1") })
            {
                var byNumber = new List<Guid>();
                for (var number = 1; byNumber.Count / 90 == number - 1; number++)
                {
                    var page = await search.FindAsync(caller.Id, filter, new(number, 90), TestContext.Current.CancellationToken);
                    byNumber.AddRange(page.Items.Select(person => person.Id));
                }

                (await WalkAsync(search, caller, filter, after: (_, _) => Task.CompletedTask)).ShouldBe(byNumber);
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Region 1")]
    public async Task AWalkRepeatsNoUserWhateverHappensMeanwhile(string? region)
    {
        await using var database = await servers.CreateBareDatabaseAsync("walks", typeof(SocialDb).Assembly);
        var world = await World.CreateAsync(database, 6);
        var search = new PeopleSearch(database, new(database), new ClockAt(Now));
        var (caller, filter) = (world.Callers[1], new PeopleFilter(Region: region));
        var expected = await WalkAsync(search, caller, filter, after: (_, _) => Task.CompletedTask);

        var seen = await WalkAsync(
            search,
            caller,
            filter,
            async (number, page) =>
            {
                // The caller connects with a user of the page, and a user registers who would be the first.
                await ExecuteAsync(
                    database,
                    "INSERT INTO connection_edges (user_id, other_id, since) VALUES ($1, $2, $3), ($2, $1, $3)",
                    caller.Id,
                    page[^1],
                    Now
                );
                await ExecuteAsync(
                    database,
                    """
                    INSERT INTO people (id, profile_version, username, interests, created_at, region, region_key, age, search_name)
                    VALUES ($1, 1, $2, $3, $4, 'region 1', 'region 1', 30, $2)
                    """,
                    Id('d', number),
                    $"new {number}",
                    Interests,
                    Now.AddMinutes(number)
                );
            }
        );

        seen.ShouldBeUnique();
        seen.ShouldNotContain(Id('d', 1));
        if (region is not null)
        {
            // All of them are compared, so none is passed over either.
            seen.ShouldBe(expected);
        }
    }

    private static async Task<List<Guid>> WalkAsync(PeopleSearch search, Caller caller, PeopleFilter filter, Func<int, Guid[], Task> after)
    {
        var seen = new List<Guid>();
        string? cursor = null;
        for (var number = 1; number == 1 || cursor is not null; number++)
        {
            var page = await search.FindAsync(caller.Id, filter, new(1, 90, cursor), TestContext.Current.CancellationToken);
            Guid[] ids = [.. page.Items.Select(person => person.Id)];
            seen.AddRange(ids);
            cursor = page.NextCursor;
            if (ids.Length > 0)
            {
                await after(number, ids);
            }
        }

        return seen;
    }

    private sealed class ClockAt(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private static async Task<(Guid[] Ids, long Total)> PageAsync(
        NpgsqlDataSource database,
        Caller caller,
        PeopleFilter filter,
        PageQuery page
    )
    {
        await using var connection = await database.OpenConnectionAsync();
        var statement = PeopleSearch.PageOf(caller, filter, page, Now);
        (Guid? Id, long Total) Read(NpgsqlDataReader row) => (row.IsDBNull(1) ? null : row.GetGuid(1), row.GetInt64(0));
        var rows = await (
            filter.IsOfRegionAtMost
                ? statement.ReadPlannedOnceAsync(connection, Read, TestContext.Current.CancellationToken)
                : statement.ReadAsync(connection, Read, TestContext.Current.CancellationToken)
        );
        return ([.. rows.Select(row => row.Id).OfType<Guid>()], rows[0].Total);
    }

    private sealed record Person(
        Guid Id,
        DateTimeOffset CreatedAt,
        string[] Interests,
        string? RegionKey,
        string? Badge,
        int? Age,
        string Name
    )
    {
        public bool IsBoosted { get; init; }

        public bool IsPriority { get; init; }
    }

    private sealed record World(Person[] Everybody, Caller[] Callers, IReadOnlyDictionary<Guid, HashSet<Guid>> Hidden)
    {
        public static async Task<World> CreateAsync(NpgsqlDataSource database, int seed)
        {
            var random = new Random(seed);
            var everybody = Enumerable
                .Range(1, People)
                .Select(number => new Person(
                    Id('0', number),
                    Now.AddMinutes(-((number * 7919) % 10007)),
                    [.. Interests.Where(_ => random.NextDouble() < 0.35)],
                    random.Next(4) is var region and < 3 ? $"region {region}" : null,
                    random.Next(12) is var badge and < 10 ? Badges.All[badge] : null,
                    random.Next(18, 80),
                    $"person {number}"
                )
                {
                    IsBoosted = random.Next(60) == 0,
                    IsPriority = random.Next(20) == 0,
                })
                .ToArray();
            foreach (var person in everybody)
            {
                await ExecuteAsync(
                    database,
                    """
                    INSERT INTO people (id, profile_version, username, interests, identity_badge, created_at, region, region_key, age, search_name)
                    VALUES ($1, 1, $2, $3, $4, $5, $6, $6, $7, $2)
                    """,
                    person.Id,
                    person.Name,
                    person.Interests,
                    (object?)person.Badge ?? DBNull.Value,
                    person.CreatedAt,
                    (object?)person.RegionKey ?? DBNull.Value,
                    person.Age!
                );
                if (person.IsBoosted)
                {
                    await ExecuteAsync(
                        database,
                        "INSERT INTO boosts (user_id, version, boosted_until) VALUES ($1, 1, $2)",
                        person.Id,
                        Now.AddDays(1)
                    );
                }

                if (person.IsPriority)
                {
                    await ExecuteAsync(
                        database,
                        "INSERT INTO entitlements (user_id, version, plan, codes) VALUES ($1, 1, 'elite', ARRAY['priority_visibility'])",
                        person.Id
                    );
                }
            }

            Caller[] callers =
            [
                CallerOf(everybody[0].Id, everybody[0].RegionKey, everybody[0].Badge, ["chess", "tea"]),
                CallerOf(everybody[1].Id, "region 1", "Explorer", Interests),
                CallerOf(Id('c', 1), null, null, []),
                CallerOf(Id('c', 2), "region 2", null, ["opera", "underwater rugby"]),
            ];
            var hidden = new Dictionary<Guid, HashSet<Guid>>();
            foreach (var caller in callers)
            {
                var known = everybody.Where(_ => random.Next(25) == 0).Select(person => person.Id).Where(id => id != caller.Id).ToArray();
                hidden[caller.Id] = [caller.Id, .. known];
                foreach (var other in known)
                {
                    await (
                        random.Next(2) == 0
                            ? ExecuteAsync(
                                database,
                                "INSERT INTO connection_edges (user_id, other_id, since) VALUES ($1, $2, $3), ($2, $1, $3)",
                                caller.Id,
                                other,
                                Now
                            )
                            : ExecuteAsync(
                                database,
                                "INSERT INTO blocks (id, blocker_id, blocked_id, version, is_blocked, since) VALUES (gen_random_uuid(), $1, $2, 1, true, $3)",
                                other,
                                caller.Id,
                                Now
                            )
                    );
                }
            }

            await database.ExecuteAsync("ANALYZE");
            return new(everybody, callers, hidden);
        }

        public Guid[] Order(Caller caller, PeopleFilter filter)
        {
            var fits = Everybody.Where(person => !Hidden[caller.Id].Contains(person.Id) && Fits(person, filter)).ToArray();
            var newest = Newest(fits, PeopleSearch.Newest);
            var compared = newest.Concat(fits.Where(person => person.IsBoosted));
            if (newest.Length == PeopleSearch.Newest)
            {
                compared = compared.Concat(
                    caller.Sought.SelectMany(interest =>
                        Newest(Everybody.Where(person => person.Interests.Contains(interest)), PeopleSearch.NewestOfOne).Intersect(fits)
                    )
                );
                if (filter.Region is null && caller.Facts.RegionKey is { } region)
                {
                    compared = compared.Concat(Newest(fits.Where(person => person.RegionKey == region), PeopleSearch.NewestOfOne));
                }
            }

            var first = compared
                .Distinct()
                .OrderByDescending(person => person.IsBoosted)
                .ThenByDescending(person => Math.Floor(Points(person) / 10))
                .ThenByDescending(person => person.IsPriority)
                .ThenByDescending(Points)
                .ThenByDescending(person => person.CreatedAt)
                .ToArray();
            return [.. first.Concat(Newest(fits.Except(first), People)).Select(person => person.Id)];

            double Points(Person person)
            {
                var weights = Compatibility.Weights.WithoutAnalyses;
                var rarity = person.Interests.Where(caller.Facts.Interests.Contains).Sum(caller.Rarity.Of);
                // Different interests can have sums of equal rarity: rounded like the statement, they stay equal.
                return weights.Interests
                    - (weights.Interests * Compatibility.HalfRarity / (Compatibility.HalfRarity + rarity))
                    + (person.RegionKey is not null && person.RegionKey == caller.Facts.RegionKey ? weights.Region : 0)
                    + (weights.Badges * Badges.Complement(caller.Facts.Badge, person.Badge));
            }
        }

        private static Person[] Newest(IEnumerable<Person> people, int most) =>
            [.. people.OrderByDescending(person => person.CreatedAt).ThenBy(person => person.Id).Take(most)];

        private static bool Fits(Person person, PeopleFilter filter) =>
            (filter.Region is null || string.Equals(person.RegionKey, filter.Region, StringComparison.OrdinalIgnoreCase))
            && (filter.Interest is null || person.Interests.Intersect(filter.Interest, StringComparer.Ordinal).Any())
            && (filter.IdentityBadge is null || person.Badge == filter.IdentityBadge)
            && (filter.Q is null || person.Name.Contains(filter.Q, StringComparison.Ordinal))
            && (filter.AgeMin is null || person.Age >= filter.AgeMin)
            && (filter.AgeMax is null || person.Age <= filter.AgeMax);

        private static Caller CallerOf(Guid id, string? region, string? badge, string[] interests) =>
            new(id, region, new(interests, region, badge, null), new(People, Having));
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync();
    }

    private static Guid Id(char kind, int number) =>
        Guid.Parse(string.Create(CultureInfo.InvariantCulture, $"{kind}0000000-0000-7000-8000-{number:d12}"));
}
