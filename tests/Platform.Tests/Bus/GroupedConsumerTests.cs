using Community.Platform.Tests.Sample;
using Community.ServiceDefaults.Bus;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Bus;

/// <summary>Events that are consumed in groups: each once, and each for itself where one fails.</summary>
public sealed class GroupedConsumerTests(TestServers servers)
{
    [Fact]
    public async Task WhatComesTogetherIsHandledTogetherAndOnce()
    {
        await using var service = await StartAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Groups(service).Before = _ => gate.Task;
        var sent = Enumerable.Range(0, 60).Select(_ => SampleService.Event()).ToList();

        await using var probe = await DeliverAsync([.. sent, .. sent]);
        await Poll.UntilAsync(() => Groups(service).Groups > 0);
        gate.SetResult();

        await Poll.UntilAsync(async () => (await service.Effects()).Count >= sent.Count);
        await Poll.UntilAsync(async () => await probe.Count(WhenErasedInGroups.Queue) == 0);
        (await service.Effects()).Select(effect => effect.EventId).Order().ShouldBe(sent.Select(erased => erased.EventId).Order());
        Groups(service).Groups.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task PoisonIsNobodyElsesFault()
    {
        await using var service = await StartAsync();
        var poison = SampleService.Event();
        Groups(service).Before = events => events.Any(erased => erased.EventId == poison.EventId) ? throw new FormatException("cannot digest this") : Task.CompletedTask;
        var others = Enumerable.Range(0, 40).Select(_ => SampleService.Event()).ToList();

        await using var probe = await DeliverAsync([.. others.Take(20), poison, .. others.Skip(20)]);

        await Poll.UntilAsync(async () => (await service.Effects()).Count == others.Count);
        await Poll.UntilAsync(async () => await probe.Count(WhenErasedInGroups.Queue + "_error") == 1);
        (await service.Effects()).Select(effect => effect.EventId).Order().ShouldBe(others.Select(erased => erased.EventId).Order());
    }

    private string _rabbitMq = "";

    private static ErasedGroups Groups(SampleService service) => service.Services.GetRequiredService<ErasedGroups>();

    private async Task<SampleService> StartAsync()
    {
        _rabbitMq = await servers.CreateVirtualHostAsync();
        return await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("bus"), _rabbitMq,
            bus => bus.AddGroupedConsumer<WhenErasedInGroups, Contracts.Identity.UserErased>(64),
            services: services => services.AddSingleton<ErasedGroups>());
    }

    private async Task<BusProbe> DeliverAsync(IReadOnlyList<Contracts.Identity.UserErased> events)
    {
        var probe = await BusProbe.StartAsync(_rabbitMq);
        await Poll.UntilAsync(async () => await probe.Count(WhenErasedInGroups.Queue) is not null);
        foreach (var erased in events)
        {
            await probe.Deliver(WhenErasedInGroups.Queue, erased);
        }

        return probe;
    }
}
