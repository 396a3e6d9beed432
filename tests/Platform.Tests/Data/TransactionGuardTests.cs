using Community.Platform.Data.Grouping;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Tests.Data;

/// <summary>While a transaction holds a connection of the pool, the code waits for nothing else.</summary>
public sealed class TransactionGuardTests(TestServers servers) : IAsyncLifetime
{
    private SampleService _service = null!;

    public async ValueTask InitializeAsync() =>
        _service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("guard"),
            await servers.CreateVirtualHostAsync(),
            services: services => services.AddHttpClient("other")
        );

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public Task AStatementOnASecondContextIsRefused() => RefusedAsync(async () => await _service.WithDbAsync(db => db.Notes.CountAsync()));

    [Fact]
    public Task ASecondTransactionIsRefused() =>
        RefusedAsync(() => _service.WithDbAsync(db => db.InTransactionAsync(() => db.Notes.CountAsync())));

    [Fact]
    public Task ACommandOfThePoolIsRefused() =>
        RefusedAsync(async () =>
        {
            await using var command = _service.Services.GetRequiredService<NpgsqlDataSource>().CreateCommand("SELECT 1");
            await command.ExecuteNonQueryAsync();
        });

    [Fact]
    public Task ABatchOfThePoolIsRefused() =>
        RefusedAsync(async () =>
        {
            await using var batch = _service.Services.GetRequiredService<NpgsqlDataSource>().CreateBatch();
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1"));
            await batch.ExecuteNonQueryAsync();
        });

    [Fact]
    public Task ACallOfAnotherServiceIsRefused() =>
        RefusedAsync(() =>
            _service
                .Services.GetRequiredService<IHttpClientFactory>()
                .CreateClient("other")
                .GetStringAsync(new Uri(_service.Http.BaseAddress!, "/health/live"))
        );

    [Fact]
    public Task AGroupIsNotWaitedFor() =>
        RefusedAsync(() => new RequestCoalescer<int, int, int>((_, calls) => Task.FromResult(calls), most: 1).AskAsync(1, 1));

    [Fact]
    public async Task ItsOwnConnectionAndTheTimeAfterItAreFree()
    {
        await _service.WithDbAsync(async db =>
        {
            await db.InTransactionAsync(async () =>
            {
                await using var command = new NpgsqlCommand("SELECT 1", (NpgsqlConnection)db.Database.GetDbConnection());
                await command.ExecuteNonQueryAsync();
                await db.InTransactionAsync(() => db.Notes.CountAsync());
            });
            await _service.WithDbAsync(other => other.Notes.CountAsync());
            await new RequestCoalescer<int, int, int>((_, calls) => Task.FromResult(calls), most: 1).AskAsync(1, 1);
        });
    }

    private async Task RefusedAsync(Func<Task> act)
    {
        await act();
        var refused = await Should.ThrowAsync<InvalidOperationException>(() =>
            _service.WithDbAsync(db =>
                db.InTransactionAsync(async () =>
                {
                    await db.Notes.CountAsync();
                    await act();
                })
            )
        );
        refused.Message.ShouldStartWith("A transaction is open here");
    }
}
