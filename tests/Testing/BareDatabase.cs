using System.Diagnostics;
using System.Reflection;
using Community.Platform.Data;
using Npgsql;
using Xunit;

namespace Community.Testing;

/// <summary>A service's tables without the service, for statements that are tested among many rows.</summary>
public static class BareDatabase
{
    /// <summary>Creates a database with the schema of the platform's migrations and the service's.</summary>
    /// <param name="servers">The server of the database.</param>
    /// <param name="name">The beginning of the database's name.</param>
    /// <param name="service">The assembly with the embedded migrations.</param>
    public static async Task<NpgsqlDataSource> CreateBareDatabaseAsync(this TestServers servers, string name, Assembly service)
    {
        var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(name));
        foreach (var assembly in (Assembly[])[typeof(ServiceDbContext).Assembly, service])
        {
            foreach (
                var migration in assembly
                    .GetManifestResourceNames()
                    .Where(file => file.EndsWith(".sql", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
            )
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(migration)!);
                await database.ExecuteAsync(await reader.ReadToEndAsync());
            }
        }

        return database;
    }

    /// <summary>Runs a statement that may take up to 5 minutes.</summary>
    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The plan of a statement; it is also written to the output, with its duration.</summary>
    /// <param name="database">The database.</param>
    /// <param name="statement">The statement; disposed of.</param>
    /// <param name="output">The test's output.</param>
    /// <param name="options">Options of EXPLAIN.</param>
    public static async Task<string> ExplainAsync(
        this NpgsqlDataSource database,
        NpgsqlCommand statement,
        ITestOutputHelper output,
        string options = "ANALYZE"
    )
    {
        await using var command = statement;
        await using var connection = await database.OpenConnectionAsync();
        command.Connection = connection;
        var sql = command.CommandText;
        command.CommandText = $"EXPLAIN ({options}) {sql}";
        var watch = Stopwatch.StartNew();
        await using var reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync())
        {
            lines.Add(reader.GetString(0));
        }

        var plan = string.Join('\n', lines);
        output.WriteLine($"{sql}\n\n{watch.ElapsedMilliseconds} ms\n{plan}\n");
        return plan;
    }
}
