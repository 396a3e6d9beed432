using System.Diagnostics;
using Community.AppHost.Servers;
using Community.Testing;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Community.Architecture.Tests;

/// <summary>
/// PostgreSQL's own tools (autovacuum, pg_dump, pg_restore) work with an empty search path. The schema of every service must work for them.
/// </summary>
public sealed class SchemaTests(TestServers servers)
{
    public static TheoryData<string> Services => [.. Repository.Services.Select(Repository.NameOf)];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task ItIsAnalyzedAndRestoredWithoutASearchPath(string service)
    {
        await using var database = await CreateAsync(service);
        await using (var connection = await database.OpenConnectionAsync())
        {
            await ExecuteAsync(connection, "SET search_path = ''");
            foreach (
                var table in await ReadAsync(
                    connection,
                    "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
                )
            )
            {
                await ExecuteAsync(connection, $"ANALYZE {table}");
            }
        }

        var (from, to) = (database.ConnectionString, await servers.CreateDatabaseAsync($"{service}_restored"));
        var dump = Path.GetTempFileName();
        try
        {
            await RunAsync(from, "pg_dump", "--format=custom", $"--file={dump}");
            await RunAsync(to, "pg_restore", "--exit-on-error", $"--dbname={new NpgsqlConnectionStringBuilder(to).Database}", dump);
        }
        finally
        {
            File.Delete(dump);
        }

        const string Indexes = "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname";
        await using var restored = NpgsqlDataSource.Create(to);
        (await ReadAsync(restored, Indexes)).ShouldBe(await ReadAsync(database, Indexes));
    }

    /// <summary>
    /// If there are rows, creating an index, a column or a check also runs its functions. Names inside such a function's text are looked up
    /// in the search path.
    /// </summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task WhatIsStoredIsMadeByFunctionsThatNeedNoSearchPath(string service)
    {
        await using var database = await CreateAsync(service);
        (
            await ReadAsync(
                database,
                """
                SELECT DISTINCT pg_describe_object(d.classid, d.objid, d.objsubid) || ' needs ' || p.proname
                FROM pg_depend d JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid JOIN pg_language l ON l.oid = p.prolang
                WHERE d.classid IN ('pg_class'::regclass, 'pg_attrdef'::regclass, 'pg_constraint'::regclass)
                    AND l.lanname IN ('sql', 'plpgsql') AND p.prosqlbody IS NULL
                    AND NOT EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting LIKE 'search_path=%')
                    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE d.classid = 'pg_constraint'::regclass AND c.oid = d.objid AND c.contypid <> 0)
                """
            )
        ).ShouldBeEmpty();
    }

    /// <summary>
    /// Instances of the version before write to the new schema, during an upgrade and after a step back. They do not name a new column, so
    /// it must do without a value: it is nullable, or has a default. Where they write whole rows, a default does not help.
    /// </summary>
    [Theory]
    [MemberData(nameof(Services))]
    public async Task TheVersionBeforeCanWriteAfterEachMigration(string service)
    {
        await using var database = await CreateEmptyAsync(service);
        Dictionary<string, Column> known = [];
        List<string> refused = [];
        foreach (var migration in MigrationsOf(service))
        {
            await database.ExecuteAsync(await File.ReadAllTextAsync(migration));
            var tables = known.Values.Select(column => column.Table).ToHashSet(StringComparer.Ordinal);
            var now = (await ReadAsync(database, Column.Query)).Select(Column.Parse).ToDictionary(column => column.Name);
            refused.AddRange(
                now.Values.Where(column => tables.Contains(column.Table) && !Suits(service, known.GetValueOrDefault(column.Name), column))
                    .Select(column => $"{Path.GetFileNameWithoutExtension(migration)}: {column.Name}")
            );
            known = now;
        }

        refused.Except(Former).ShouldBeEmpty("the version before cannot write these columns");
    }

    /// <summary>A statement that names its columns leaves those to their defaults that a later migration adds.</summary>
    [Fact]
    public void RowsAreWrittenByNamedColumns() =>
        Repository
            .Files("services", ".cs")
            .Concat(Repository.Files("platform", ".cs"))
            .Where(file => Repository.Read(file).Contains("SELECT * FROM json_populate_recordset", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static bool Suits(string service, Column? before, Column now) =>
        !now.IsRequired || (before is null ? now.HasDefault && !WholeRows.Contains($"{service}: {now.Table}") : before.IsRequired);

    // Tables that the version before writes as whole rows.
    private static readonly string[] WholeRows =
    [
        "events: mail_notices",
        "events: registrations",
        "social: access_grants",
        "social: access_orders",
        "social: community_bans",
        "social: community_requests",
    ];

    // Released before this rule.
    private static readonly string[] Former =
    [
        "0003_terms: registrations.terms_seq",
        "0008_password_reset_queue: password_reset_requests.due_at",
        "0016_compared_columns: people_by_interest.interests",
    ];

    private async Task<NpgsqlDataSource> CreateAsync(string service)
    {
        var database = await CreateEmptyAsync(service);
        foreach (var migration in MigrationsOf(service))
        {
            await database.ExecuteAsync(await File.ReadAllTextAsync(migration));
        }

        return database;
    }

    private async Task<NpgsqlDataSource> CreateEmptyAsync(string service) =>
        NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync(service)) { PersistSecurityInfo = true }.ConnectionString
        );

    private static IEnumerable<string> MigrationsOf(string service) =>
        ((string[])["platform/Data/Migrations", $"services/{service}/Data/Migrations"]).SelectMany(folder =>
            Directory.EnumerateFiles(Repository.InRoot(folder), "*.sql").Order(StringComparer.Ordinal)
        );

    private static async Task RunAsync(string connectionString, string tool, params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(connectionString);
        var start = new ProcessStartInfo(Path.Combine(PrivatePostgres.FindBinaries()!, tool), arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            Environment =
            {
                ["PGHOST"] = server.Host,
                ["PGPORT"] = $"{server.Port}",
                ["PGUSER"] = server.Username,
                ["PGPASSWORD"] = server.Password,
                ["PGDATABASE"] = server.Database,
            },
        };
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, $"{tool}: {errors}");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> ReadAsync(NpgsqlDataSource database, string sql)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await ReadAsync(connection, sql);
    }

    private static async Task<List<string>> ReadAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    private sealed record Column(string Table, string Name, bool IsRequired, bool HasDefault)
    {
        public const string Query = """
            SELECT concat_ws(' ', c.relname, c.relname || '.' || a.attname, a.attnotnull, a.atthasdef OR a.attidentity <> '')
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
            """;

        public static Column Parse(string text) =>
            text.Split(' ') is [var table, var name, var isRequired, var hasDefault]
                ? new(table, name, isRequired == "t", hasDefault == "t")
                : throw new FormatException(text);
    }
}
