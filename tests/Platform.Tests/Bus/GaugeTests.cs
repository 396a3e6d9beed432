using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Community.AppHost.Processes;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Bus;

/// <summary>The gauges by which operators see that integration events wait.</summary>
public sealed class GaugeTests(TestServers servers)
{
    private static readonly KeyValuePair<string, string?>[] Often = [new("Bus:GaugesEvery", "00:00:00.2")];

    [Fact]
    public async Task TheOutboxGrowsOldWhileTheBrokerIsAwayAndIsEmptyAfterwards()
    {
        var (proxy, throughProxy) = FaultProxy.BeforeRabbitMq(await servers.CreateVirtualHostAsync());
        await using var ending = proxy;
        await using var service = await SampleService.StartAsync(await servers.CreateDatabaseAsync("bus"), throughProxy, settings: Often);
        using var gauges = new Gauges(service);
        await gauges.UntilAsync("community.outbox.depth", value => value == 0);

        proxy.Refuse();
        await service.PublishAsync(SampleService.Event(), SampleService.Event(), SampleService.Event());
        await gauges.UntilAsync("community.outbox.depth", value => value == 3);
        await gauges.UntilAsync("community.outbox.oldest_age", value => value > 0.5);

        proxy.Restore();
        await gauges.UntilAsync("community.outbox.depth", value => value == 0);
        await gauges.UntilAsync("community.outbox.oldest_age", value => value == 0);
    }

    [Fact]
    public async Task AnEventThatItsConsumerGaveUpOnIsInTheGaugeOfItsErrorQueue()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("bus"),
            rabbitMq,
            bus => bus.AddConsumer<WhenErased>(),
            services: services =>
                services.AddSingleton(new Behaviour { Before = (_, _) => throw new FormatException("cannot digest this") }),
            settings: Often
        );
        using var gauges = new Gauges(service);
        await Poll.UntilAsync(async () => await probe.CountAsync(WhenErased.Queue) is not null);
        await gauges.UntilAsync("community.error_queue.depth", value => value == 0);

        await probe.DeliverAsync(WhenErased.Queue, SampleService.Event());
        await gauges.UntilAsync("community.error_queue.depth", value => value == 1);
        await gauges.UntilAsync("community.inbox.depth", value => value == 0);
    }

    /// <summary>The last value of each gauge of one service: other tests of this process have services of their own.</summary>
    private sealed class Gauges : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, double> _last = new(StringComparer.Ordinal);

        public Gauges(SampleService service)
        {
            var own = service.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, own) && instrument.Meter.Name == "Community.Bus")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _last[instrument.Name] = value);
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _last[instrument.Name] = value);
            _listener.Start();
        }

        public Task UntilAsync(string gauge, Func<double, bool> condition) =>
            Poll.UntilAsync(() => Task.FromResult(_last.TryGetValue(gauge, out var value) && condition(value)), what: gauge);

        public void Dispose() => _listener.Dispose();
    }
}
