using System.Collections.Concurrent;
using System.Diagnostics;
using Community.Platform.Tests.Sample;
using Community.Testing;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Community.Platform.Tests.Bus;

/// <summary>A listener hears the spans of the whole process: these tests run alone, after all others.</summary>
[Collection<ListeningAlone>]
public sealed class TracingTests(TestServers servers)
{
    [Fact]
    public async Task OneTraceSpansTheRequestTheBusAndTheConsumer()
    {
        using var listener = Listen(_ => { });
        string? consumerTrace = null;
        await using var service = await PublishingTests.StartConsumingAsync(
            await servers.CreateDatabaseAsync("bus"),
            await servers.CreateVirtualHostAsync(),
            new Behaviour
            {
                Before = (_, _) =>
                {
                    consumerTrace = Activity.Current?.TraceId.ToHexString();
                    return Task.CompletedTask;
                },
            }
        );
        await Poll.UntilAsync(async () =>
            (await service.Http.GetStringAsync("/health/ready")).Contains("\"rabbitmq\":{\"status\":\"healthy\"", StringComparison.Ordinal)
        );

        string requestTrace;
        using (var request = new Activity("request").Start())
        {
            requestTrace = request.TraceId.ToHexString();
            await service.PublishAsync(SampleService.Event());
        }

        await Poll.UntilAsync(() => consumerTrace is not null);
        consumerTrace.ShouldBe(requestTrace);
    }

    /// <summary>Under load most traces are not recorded. One with a failure is, from the failure on.</summary>
    [Fact]
    public async Task AFailedMessageIsRecordedThoughItsTraceIsNot()
    {
        var recorded = new ConcurrentBag<Activity>();
        using var listener = Listen(
            activity =>
            {
                if (activity is { Recorded: true, Kind: ActivityKind.Consumer })
                {
                    recorded.Add(activity);
                }
            },
            ActivitySamplingResult.PropagationData
        );
        var failing = SampleService.Event();
        await using var service = await PublishingTests.StartConsumingAsync(
            await servers.CreateDatabaseAsync("bus"),
            await servers.CreateVirtualHostAsync(),
            new Behaviour
            {
                Before = (context, _) =>
                    context.Message.EventId == failing.EventId && context.GetRetryAttempt() == 0
                        ? throw new InvalidOperationException("not now")
                        : Task.CompletedTask,
            }
        );
        await service.PublishAsync(failing);
        await Poll.UntilAsync(() => recorded.Any(span => span.TagObjects.Any(tag => failing.EventId.Equals(tag.Value))));
    }

    [Fact]
    public async Task LookingAtAnEmptyOutboxMakesNoSpans()
    {
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("quiet"),
            await servers.CreateVirtualHostAsync()
        );
        await Poll.UntilAsync(async () =>
            (await service.Http.GetStringAsync("/health/ready")).Contains("\"rabbitmq\":{\"status\":\"healthy\"", StringComparison.Ordinal)
        );
        var publisherSpans = new ConcurrentBag<string>();
        using var listener = Listen(activity =>
        {
            if (activity is { Source.Name: "MassTransit", Kind: ActivityKind.Producer })
            {
                publisherSpans.Add(activity.DisplayName);
            }
        });
        var erased = SampleService.Event();
        await service.PublishAsync(erased);
        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0);
        publisherSpans.ShouldHaveSingleItem().ShouldContain("UserErased");
    }

    /// <summary>By default, MassTransit reports its use to its makers.</summary>
    [Fact]
    public async Task NothingIsReportedToMassTransitsMakers()
    {
        await using var service = await PublishingTests.StartConsumingAsync(
            await servers.CreateDatabaseAsync("bus"),
            await servers.CreateVirtualHostAsync()
        );
        service.Services.GetRequiredService<IOptions<UsageTelemetryOptions>>().Value.Enabled.ShouldBeFalse();
    }

    private static ActivityListener Listen(
        Action<Activity> stopped,
        ActivitySamplingResult sampled = ActivitySamplingResult.AllDataAndRecorded
    )
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "MassTransit" or "Community.Bus",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => sampled,
            ActivityStopped = stopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}

/// <summary>Tests whose listeners hear the other tests of the process.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class ListeningAlone;
