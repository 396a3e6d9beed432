using Community.Testing;
using Npgsql;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(TestServers))]

namespace Community.AppHost.Tests;

public sealed class PrivateServersTests(TestServers servers)
{
    [Fact]
    public async Task EachDatabaseIsItsOwn()
    {
        var first = await servers.CreateDatabaseAsync("first");
        var second = await servers.CreateDatabaseAsync("first");
        first.ShouldNotBe(second);
        (await ScalarAsync(first, "CREATE TABLE t (id int); SELECT count(*) FROM t")).ShouldBe(0L);
        (await ScalarAsync(second, "SELECT to_regclass('t')::text")).ShouldBe(DBNull.Value);
    }

    [Fact]
    public async Task EachVirtualHostIsItsOwn()
    {
        var uris = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => servers.CreateVirtualHostAsync()));
        uris.ToHashSet(StringComparer.Ordinal).Count.ShouldBe(4);
        await using var connection = await new ConnectionFactory { Uri = new Uri(uris.First()) }.CreateConnectionAsync(
            TestContext.Current.CancellationToken
        );
        connection.IsOpen.ShouldBeTrue();
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
