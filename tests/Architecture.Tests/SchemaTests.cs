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

    private async Task<NpgsqlDataSource> CreateAsync(string service)
    {
        var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync(service)) { PersistSecurityInfo = true }.ConnectionString
        );
        foreach (var folder in (string[])["platform/Data/Migrations", $"services/{service}/Data/Migrations"])
        {
            foreach (var migration in Directory.EnumerateFiles(Repository.InRoot(folder), "*.sql").Order(StringComparer.Ordinal))
            {
                await database.ExecuteAsync(await File.ReadAllTextAsync(migration));
            }
        }

        return database;
    }

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
}
