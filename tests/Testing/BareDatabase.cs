using System.Diagnostics;
using System.Reflection;
using Npgsql;
using Xunit;

namespace Community.Testing;

/// <summary>A service's tables without the service, for statements that are to be seen among many rows.</summary>
public static class BareDatabase
{
    /// <summary>A database of its own with what the service's migrations make.</summary>
    /// <param name="servers">Where.</param>
    /// <param name="name">What its name begins with.</param>
    /// <param name="service">The assembly that the migrations are embedded in.</param>
    public static async Task<NpgsqlDataSource> CreateBareDatabaseAsync(this TestServers servers, string name, Assembly service)
    {
        var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(name));
        foreach (
            var migration in service
                .GetManifestResourceNames()
                .Where(file => file.EndsWith(".sql", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(service.GetManifestResourceStream(migration)!);
            await database.ExecuteAsync(await reader.ReadToEndAsync());
        }

        return database;
    }

    /// <summary>Runs what may take its time.</summary>
    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>How a statement was answered; put out, with the time that it took.</summary>
    /// <param name="database">Where.</param>
    /// <param name="statement">The statement; disposed of.</param>
    /// <param name="output">The test's.</param>
    /// <param name="options">Of EXPLAIN.</param>
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
