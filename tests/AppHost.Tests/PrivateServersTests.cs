using System.Net.Sockets;
using Community.AppHost.Processes;
using Community.AppHost.Servers;
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

    [Fact]
    public async Task ARedisOfOurOwnAsksForItsPasswordAndKeepsPortAndPassword()
    {
        var folder = RunningFleet.NewDataFolder();
        using var guardian = new Guardian();
        var redis = new PrivateRedis(Path.Combine(folder, "redis"), guardian);
        (await redis.IsHealthyAsync(TestContext.Current.CancellationToken)).ShouldBeFalse();
        await using (ChildProcess.Start(await redis.PrepareAsync(), guardian, _ => { }))
        {
            await Poll.UntilAsync(() => redis.IsHealthyAsync(TestContext.Current.CancellationToken), what: "Redis accepts its password");
            using var socket = new TcpClient("127.0.0.1", redis.EndPoint.Port);
            await using var stream = socket.GetStream();
            using var reader = new StreamReader(stream);
            await stream.WriteAsync("PING\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
            (await reader.ReadLineAsync(TestContext.Current.CancellationToken))!.ShouldStartWith("-NOAUTH");
        }

        new PrivateRedis(Path.Combine(folder, "redis"), guardian).ConnectionString.ShouldBe(redis.ConnectionString);
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("redis:6380,password=a", "redis", 6380)]
    [InlineData("10.0.0.1,ssl=true", "10.0.0.1", 6379)]
    [InlineData("one:1,two:2", "one", 1)]
    public void AnExternalRedisIsWatchedAtItsFirstAddress(string address, string host, int port)
    {
        var first = RedisServers.FirstOf(address).ShouldNotBeNull();
        (first.Host, first.Port).ShouldBe((host, port));
    }

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
