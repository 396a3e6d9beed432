using Community.Social.Data;
using Community.Testing;
using Npgsql;

namespace Community.Social.Tests.Network;

/// <summary>A database with the service's tables, and without the service.</summary>
internal static class SocialSchema
{
    public static async Task<NpgsqlDataSource> CreateAsync(TestServers servers, string name)
    {
        var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync(name));
        var assembly = typeof(SocialDb).Assembly;
        foreach (var file in assembly.GetManifestResourceNames().Where(file => file.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            await database.ExecuteAsync(await reader.ReadToEndAsync());
        }

        return database;
    }

    public static async Task ExecuteAsync(this NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        command.CommandTimeout = 120;
        await command.ExecuteNonQueryAsync();
    }
}
