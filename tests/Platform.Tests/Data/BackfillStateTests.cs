using Community.Platform.Bus;
using Community.Platform.Data;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Community.Platform.Tests.Data;

/// <summary>The progress of a backfill that several instances read at once.</summary>
public sealed class BackfillStateTests(TestServers servers) : IAsyncLifetime
{
    private ServiceProvider _services = null!;

    public async ValueTask InitializeAsync()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateSlimBuilder();
        builder.Configuration["ConnectionStrings:sample"] = await servers.CreateDatabaseAsync("backfill");
        builder.AddServiceDatabase<SampleDb>("sample");
        _services = builder.Services.BuildServiceProvider();
        foreach (var migrator in _services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Migrator>())
        {
            await migrator.StartingAsync(CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task AnInstanceThatIsBehindSetsNoneBack()
    {
        (await MoveAsync(from: null, next: "a")).Position.ShouldBe("a");
        (await MoveAsync(from: "a", next: "b")).Position.ShouldBe("b");
        (await MoveAsync(from: "a", next: "b")).Position.ShouldBe("b");
        (await MoveAsync(from: null, next: "a")).Position.ShouldBe("b");

        (await MoveAsync(from: "b", next: null)).CompletedAt.ShouldNotBeNull();
        (await MoveAsync(from: "a", next: "b")).CompletedAt.ShouldNotBeNull();
        (await MoveAsync(from: null, next: "a")).CompletedAt.ShouldNotBeNull();
    }

    private async Task<BackfillState> MoveAsync(string? from, string? next)
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SampleDb>();
        await BackfillState.MoveAsync(db, "people", from, next);
        (await BackfillState.FindAsync(_services.GetRequiredService<NpgsqlDataSource>(), "others", CancellationToken.None)).ShouldBeNull();
        return (await BackfillState.FindAsync(_services.GetRequiredService<NpgsqlDataSource>(), "people", CancellationToken.None))!;
    }
}
