using Community.ServiceDefaults.Pagination;
using Community.Social.Discovery;
using Community.Testing;
using Npgsql;

namespace Community.Social.Tests.Discovery;

/// <summary>Among 100,000 people, each filter finds its own by an index.</summary>
public sealed class PeopleIndexTests(TestServers servers)
{
    [Fact]
    public async Task EachFilterHasAnIndex()
    {
        // A database of its own: the service's other tests shall not have 100,000 strangers among them.
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("people"));
        await Execute(database, Schema());
        await Execute(database, """
            INSERT INTO people (id, profile_version, username, region_key, interests, created_at, search_name)
            SELECT gen_random_uuid(), 1, 'user' || n, 'region ' || n % 500, ARRAY['interest' || n % 300, 'interest' || n % 7 + 1000],
                timestamptz '2026-01-01' + n * interval '1 second', md5(n::text)
            FROM generate_series(1, 100000) AS n
            """);
        await Execute(database, "VACUUM ANALYZE people");

        (await Plan(database, new PeopleFilter(Region: "Region 7"))).ShouldContain("people_region");
        (await Plan(database, new PeopleFilter(Interest: ["interest77"]))).ShouldContain("people_interests");
        (await Plan(database, new PeopleFilter(Q: "c0ffee"))).ShouldContain("people_names");
        foreach (var filter in (PeopleFilter[])[new(Region: "Region 7"), new(Interest: ["interest77"]), new(Q: "c0ffee")])
        {
            (await Plan(database, filter)).ShouldNotContain("Seq Scan on people");
        }
    }

    private static string Schema() => new StreamReader(typeof(PeopleSearch).Assembly.GetManifestResourceStream(
        typeof(PeopleSearch).Assembly.GetManifestResourceNames().Single(name => name.EndsWith("0001_people.sql", StringComparison.Ordinal)))!).ReadToEnd();

    private static async Task<string> Plan(NpgsqlDataSource database, PeopleFilter filter)
    {
        await using var command = PeopleSearch.Statement(Guid.CreateVersion7(), filter, new PageQuery(), TimeProvider.System.GetUtcNow());
        await using var connection = await database.OpenConnectionAsync();
        command.Connection = connection;
        command.CommandText = "EXPLAIN (ANALYZE) " + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
