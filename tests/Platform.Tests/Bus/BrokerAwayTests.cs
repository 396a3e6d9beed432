using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Community.AppHost.Processes;
using Community.Platform.Tests.Sample;
using Community.Testing;

namespace Community.Platform.Tests.Bus;

/// <summary>RabbitMQ stops, breaks or falls silent: writers notice nothing, and no event is lost.</summary>
public sealed class BrokerAwayTests(TestServers servers)
{
    [Fact]
    public async Task WhatWasCommittedWhileTheConnectionWasCutArrivesAfterwards()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        var (proxy, throughProxy) = FaultProxy.BeforeRabbitMq(rabbitMq);
        await using var ending = proxy;
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await PublishingTests.StartConsumingAsync(await servers.CreateDatabaseAsync("bus"), throughProxy);
        await ArrivesAndActsAsync(service, PublishingTests.Streams(aggregates: 3, versions: 2));

        proxy.Refuse();
        var meanwhile = PublishingTests.Streams(aggregates: 30, versions: 4);
        await service.PublishAsync(meanwhile);
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "degraded");
        (await service.OutboxCountAsync()).ShouldBe(meanwhile.Count);
        proxy.Restore();

        await Poll.UntilAsync(async () => (await service.EffectsAsync()).Count == meanwhile.Count + 6);
        PublishingTests.ShouldBeInOrder(probe.Deliveries);
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "healthy");
    }

    [Fact]
    public async Task APublishThatIsNeverAnsweredIsSentAgain()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        var (proxy, throughProxy) = FaultProxy.BeforeRabbitMq(rabbitMq);
        await using var ending = proxy;
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("bus"),
            throughProxy,
            settings: [new("Bus:PublishTimeout", "00:00:00.5")]
        );
        await service.PublishAsync(SampleService.Event());
        await Poll.UntilAsync(() => probe.Deliveries.Count == 1);

        // Long enough that the connection is given up, too.
        proxy.Pause();
        var meanwhile = PublishingTests.Streams(aggregates: 40, versions: 2);
        await service.PublishAsync(meanwhile);
        await Task.Delay(TimeSpan.FromSeconds(3));
        (await service.OutboxCountAsync()).ShouldBe(meanwhile.Count);
        proxy.Restore();

        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0);
        probe.Deliveries.Select(delivery => delivery.MessageId).Distinct().Count().ShouldBe(meanwhile.Count + 1);
    }

    [Fact]
    public async Task AServiceListensWithoutItsBrokerAndFindsItLater()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        var (proxy, throughProxy) = FaultProxy.BeforeRabbitMq(rabbitMq);
        await using var ending = proxy;
        proxy.Refuse();
        var watch = Stopwatch.StartNew();
        await using var service = await PublishingTests.StartConsumingAsync(await servers.CreateDatabaseAsync("bus"), throughProxy);
        // Far below the limit of any wait for the broker.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
        (await service.Http.GetAsync("/health/live")).EnsureSuccessStatusCode();
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "degraded");
        var early = SampleService.Event();
        await service.PublishAsync(early);

        proxy.Restore();
        // Its queue did not exist at the commit, and had to exist before the publish: the two connections race.
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "healthy");
        await ArrivesAndActsAsync(service, [SampleService.Event()]);
    }

    [Fact]
    public async Task ABrokerThatIsKilledAndStartedAgainLosesNothing()
    {
        // A broker of its own, because other tests use the shared one.
        await using var broker = await StoppableBroker.StartAsync();
        await using var service = await PublishingTests.StartConsumingAsync(await servers.CreateDatabaseAsync("bus"), broker.Uri);
        await ArrivesAndActsAsync(service, PublishingTests.Streams(aggregates: 3, versions: 2));

        await broker.RemembersQuorumQueueAsync("sample-when-erased");
        await broker.KillAsync();
        var meanwhile = PublishingTests.Streams(aggregates: 20, versions: 3);
        await service.PublishAsync(meanwhile);
        await broker.StartAgainAsync();

        await HasActedAsync(service, meanwhile.Count + 6);
        foreach (var stream in (await service.EffectsAsync()).GroupBy(effect => effect.AggregateId))
        {
            stream.Select(effect => effect.Version).Distinct().Count().ShouldBe(stream.Count());
        }
    }

    [Fact]
    public async Task ABrokerThatIsInAndOutOfAnAlarmLosesNothingAndHoldsUpNoWrite()
    {
        await using var broker = await StoppableBroker.StartAsync();
        await using var service = await PublishingTests.StartConsumingAsync(await servers.CreateDatabaseAsync("bus"), broker.Uri);
        await ArrivesAndActsAsync(service, PublishingTests.Streams(aggregates: 3, versions: 2));
        var sent = 6;

        // The alarm is raised during publishes, and again during the publishes that it delayed.
        for (var round = 0; round < 3; round++)
        {
            var during = PublishingTests.Streams(aggregates: 100, versions: 3);
            var writing = service.PublishAsync(during);
            await broker.RaiseAlarmAsync();
            await writing;
            var behind = PublishingTests.Streams(aggregates: 100, versions: 3);
            await service.PublishAsync(behind);
            (await service.OutboxCountAsync()).ShouldBeGreaterThan(0);
            await broker.ClearAlarmAsync();
            sent += during.Count + behind.Count;
        }

        await HasActedAsync(service, sent);
        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0);
        (await service.EffectsAsync()).DistinctBy(effect => effect.EventId).Count().ShouldBe(sent);
    }

    private static async Task ArrivesAndActsAsync(SampleService service, List<Contracts.Identity.UserErased> sent)
    {
        var before = (await service.EffectsAsync()).Count;
        await Poll.UntilAsync(async () => await HealthOfAsync(service) == "healthy");
        await service.PublishAsync(sent);
        await Poll.UntilAsync(async () => (await service.EffectsAsync()).Count == before + sent.Count);
    }

    /// <summary>Waits for that many effects; a failure shows how many there were.</summary>
    private static Task HasActedAsync(SampleService service, int effects) =>
        Poll.UntilAsync(async () =>
        {
            var state = (
                Effects: (await service.EffectsAsync()).Count,
                Outbox: await service.OutboxCountAsync(),
                Health: await HealthOfAsync(service)
            );
            state.Effects.ShouldBe(effects, state.ToString());
            return true;
        });

    private static async Task<string?> HealthOfAsync(SampleService service)
    {
        // 200 in any case: without the broker, requests are still served.
        using var answer = await service.Http.GetAsync("/health/ready");
        answer.IsSuccessStatusCode.ShouldBeTrue();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>())
            .GetProperty("checks")
            .GetProperty("rabbitmq")
            .GetProperty("status")
            .GetString();
    }
}
