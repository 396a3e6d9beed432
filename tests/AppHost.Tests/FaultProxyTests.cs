using System.Net.Sockets;
using Community.AppHost.Processes;
using Community.Testing;
using Npgsql;

namespace Community.AppHost.Tests;

/// <summary>The harness's own tool: a fault without an effect would let every fault test pass.</summary>
public sealed class FaultProxyTests(TestServers servers)
{
    [Fact]
    public async Task NothingIsLostOrChangedWithoutAFault()
    {
        var (proxy, connectionString) = await BeforePostgresAsync();
        await using var _ = proxy;
        (await LengthAsync(connectionString)).ShouldBe(3_000_000);
    }

    [Fact]
    public async Task ARefusingServerRefusesAndResetsAndComesBackOnTheSamePort()
    {
        var (proxy, connectionString) = await BeforePostgresAsync();
        await using var _ = proxy;
        await using var open = new NpgsqlConnection(connectionString);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        proxy.Refuse();
        await Should.ThrowAsync<NpgsqlException>(() => OneAsync(open));
        var refused = await Should.ThrowAsync<NpgsqlException>(() => LengthAsync(connectionString));
        refused.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        proxy.Restore();
        (await LengthAsync(connectionString)).ShouldBe(3_000_000);
    }

    [Fact]
    public async Task APausedServerAnswersNothingUntilItIsRestored()
    {
        var (proxy, connectionString) = await BeforePostgresAsync();
        await using var _ = proxy;
        await using var open = new NpgsqlConnection(connectionString);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        proxy.Pause();
        var answer = OneAsync(open);
        await Should.ThrowAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(300)));
        proxy.Restore();
        (await answer.WaitAsync(Poll.Patience)).ShouldBe(1);
    }

    [Fact]
    public async Task ACutBreaksWhatIsOpenAndNothingElse()
    {
        var (proxy, connectionString) = await BeforePostgresAsync();
        await using var _ = proxy;
        await using var open = new NpgsqlConnection(connectionString);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        proxy.Cut();
        await Should.ThrowAsync<NpgsqlException>(() => OneAsync(open));
        (await LengthAsync(connectionString)).ShouldBe(3_000_000);
        await Poll.UntilAsync(() => proxy.Connections == 0);
    }

    [Fact]
    public async Task AHalfClosedServerSaysNoMore()
    {
        var (proxy, connectionString) = await BeforePostgresAsync();
        await using var _ = proxy;
        await using var open = new NpgsqlConnection(connectionString);
        await open.OpenAsync(TestContext.Current.CancellationToken);
        proxy.HalfClose();
        await Should.ThrowAsync<NpgsqlException>(() => OneAsync(open));
    }

    private async Task<(FaultProxy Proxy, string ConnectionString)> BeforePostgresAsync()
    {
        var (proxy, through) = FaultProxy.BeforePostgres(await servers.PostgresAsync());
        return (proxy, through + ";Pooling=false;Timeout=20");
    }

    private static async Task<int> LengthAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT repeat('abc', 1000000)", connection);
        return ((string)(await command.ExecuteScalarAsync())!).Length;
    }

    private static async Task<object?> OneAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT 1", connection);
        return await command.ExecuteScalarAsync();
    }
}
