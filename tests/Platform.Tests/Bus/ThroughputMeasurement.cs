using System.Diagnostics;
using System.Globalization;
using Community.Contracts.Identity;
using Community.Platform.Tests.Sample;
using Community.Testing;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Tests.Bus;

/// <summary>The cheapest possible effect: one statement, like that of a projection.</summary>
internal sealed class WhenErasedQuickly(SampleDb db) : IConsumer<UserErased>
{
    public Task Consume(ConsumeContext<UserErased> context) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO effects (consumer, event_id, aggregate_id, version)
            VALUES ('quick', {context.Message.EventId}, {context.Message.UserId}, {context.Message.Version})
            """
        );
}

/// <summary>
/// Not a test; runs only on request (<c>-explicit only</c>). It measures events per second from the outbox row through the broker to the
/// inbox row and effect, and the latency from commit to committed effect at a steady hundred events per second.
/// </summary>
public sealed class ThroughputMeasurement(TestServers servers)
{
    private static readonly int Events = int.Parse(
        Environment.GetEnvironmentVariable("BUS_EVENTS") ?? "20000",
        CultureInfo.InvariantCulture
    );

    [Fact(Explicit = true)]
    public async Task EventsASecondAndLatency()
    {
        string[] names = ["InFlight", "BatchSize", "Concurrency"];
        var settings = names
            .Select(name => new KeyValuePair<string, string?>($"Bus:{name}", Environment.GetEnvironmentVariable($"BUS_{name}")))
            .Where(setting => setting.Value is not null);
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("bench"),
            await servers.CreateVirtualHostAsync(),
            bus => bus.AddConsumer<WhenErasedQuickly>(),
            settings: settings
        );
        await Poll.UntilAsync(async () =>
            (await service.Http.GetStringAsync("/health/ready")).Contains("\"rabbitmq\":{\"status\":\"healthy\"", StringComparison.Ordinal)
        );
        await StormAsync(service, 500);

        var (published, consumed) = await StormAsync(service, Events);
        Say(
            $"{Events} events: published {Events / published.TotalSeconds:F0}/s, through the whole path {Events / consumed.TotalSeconds:F0}/s"
        );
        var latencies = await SteadyAsync(service, 1000, TimeSpan.FromMilliseconds(10));
        Say($"commit to effect at 100/s: p50 {latencies[latencies.Count / 2]:F1} ms, p99 {latencies[latencies.Count * 99 / 100]:F1} ms");
    }

    private static async Task<(TimeSpan Published, TimeSpan Consumed)> StormAsync(SampleService service, int count)
    {
        await service.SqlAsync($"TRUNCATE effects");
        var events = PublishingTests.Streams(aggregates: count / 10, versions: 10);
        var watch = Stopwatch.StartNew();
        foreach (var chunk in events.Chunk(500))
        {
            await service.WithDbAsync(async db =>
            {
                foreach (var erased in chunk)
                {
                    db.Publish(erased);
                }
                await db.SaveChangesAsync();
            });
        }

        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0, seconds: 300);
        var published = watch.Elapsed;
        await Poll.UntilAsync(async () => await CountAsync(service) == count, seconds: 300);
        return (published, watch.Elapsed);
    }

    private static async Task<List<double>> SteadyAsync(SampleService service, int count, TimeSpan every)
    {
        await service.SqlAsync($"TRUNCATE effects");
        await service.SqlAsync($"ALTER TABLE effects ADD at timestamptz NOT NULL DEFAULT clock_timestamp()");
        using var timer = new PeriodicTimer(every);
        var committed = new Dictionary<Guid, DateTimeOffset>();
        for (var i = 0; i < count; i++)
        {
            await timer.WaitForNextTickAsync();
            var erased = SampleService.Event();
            await service.PublishAsync(erased);
            committed[erased.EventId] = TimeProvider.System.GetUtcNow();
        }

        await Poll.UntilAsync(async () => await CountAsync(service) == count);
        var at = await service.WithDbAsync(db => db.Database.SqlQuery<Arrival>($"""SELECT event_id, at FROM effects""").ToListAsync());
        return [.. at.Select(arrival => (arrival.At - committed[arrival.EventId]).TotalMilliseconds).Order()];
    }

    private static Task<int> CountAsync(SampleService service) => service.WithDbAsync(db => db.Effects.CountAsync());

    private static void Say(string line) => TestContext.Current.TestOutputHelper!.WriteLine(line);

    private sealed record Arrival(Guid EventId, DateTimeOffset At);
}
