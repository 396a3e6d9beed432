using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Community.AppHost.Processes;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Tests.Bus;

/// <summary>The way from the broker to the effect.</summary>
public sealed class ConsumingTests(TestServers servers)
{
    [Fact]
    public async Task ARedeliveryHasNoSecondEffect()
    {
        await using var scene = await Scene.StartAsync(servers);
        var erased = SampleService.Event();
        await scene.Probe.DeliverAsync(WhenErased.Queue, erased);
        await scene.UntilEffectAsync(erased.EventId);

        await scene.Probe.DeliverAsync(WhenErased.Queue, erased, times: 3);
        await scene.DrainedAsync();

        (await scene.Service.EffectsAsync()).Count.ShouldBe(1);
        scene.Behaviour.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task RedeliveriesAtTheSameMomentHaveOneEffect()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = await Scene.StartAsync(servers, new Behaviour { Before = (_, _) => gate.Task });
        var erased = SampleService.Event();

        await scene.Probe.DeliverAsync(WhenErased.Queue, erased, times: 10);
        await Poll.UntilAsync(async () => await scene.WaitingOnInboxAsync() >= 5);
        gate.SetResult();
        await scene.DrainedAsync();

        (await scene.Service.EffectsAsync()).Count.ShouldBe(1);
        scene.Behaviour.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task TheEffectOfAnAttemptThatFailedIsNotKept()
    {
        var erased = SampleService.Event();
        var attempts = 0;
        await using var scene = await Scene.StartAsync(
            servers,
            new Behaviour
            {
                Before = async (context, db) =>
                {
                    await db.SaveChangesAsync();
                    if (context.Message.EventId == erased.EventId && Interlocked.Increment(ref attempts) < 3)
                    {
                        throw new InvalidOperationException("not yet");
                    }
                },
            }
        );

        await scene.Probe.DeliverAsync(WhenErased.Queue, erased);
        await scene.UntilEffectAsync(erased.EventId);
        await scene.DrainedAsync();

        (await scene.Service.EffectsAsync()).Count.ShouldBe(1);
        attempts.ShouldBe(3);
        (await scene.Probe.CountAsync(WhenErased.Queue + "_error") ?? 0).ShouldBe(0u);
    }

    [Fact]
    public async Task PoisonIsSetAsideReadAndReplayed()
    {
        var poison = SampleService.Event();
        var isCured = false;
        await using var scene = await Scene.StartAsync(
            servers,
            new Behaviour
            {
                Before = (context, _) =>
                    context.Message.EventId == poison.EventId && !Volatile.Read(ref isCured)
                        ? throw new FormatException("cannot digest this")
                        : Task.CompletedTask,
            }
        );
        var behind = Enumerable.Range(0, 20).Select(_ => SampleService.Event()).ToList();

        await scene.Probe.DeliverAsync(WhenErased.Queue, poison);
        foreach (var erased in behind)
        {
            await scene.Probe.DeliverAsync(WhenErased.Queue, erased);
        }

        await Poll.UntilAsync(async () => (await scene.Service.EffectsAsync()).Count == behind.Count);
        await Poll.UntilAsync(async () => await scene.Probe.CountAsync(WhenErased.Queue + "_error") == 1);
        scene.Behaviour.Attempts.ShouldBe(behind.Count + 5);

        var fleet = scene.Fleet();
        var list = await fleet.GetFromJsonAsync<JsonElement>("/internal/error-queues");
        list.GetProperty("items")[0].GetProperty("queue").GetString().ShouldBe(WhenErased.Queue);
        list.GetProperty("items")[0].GetProperty("failed").GetInt32().ShouldBe(1);
        var failed = (await fleet.GetFromJsonAsync<JsonElement>($"/internal/error-queues/{WhenErased.Queue}")).GetProperty("items")[0];
        failed.GetProperty("message_id").GetString().ShouldBe(poison.EventId.ToString());
        failed.GetProperty("reason").GetString()!.ShouldContain("cannot digest this");
        failed.GetProperty("failed_at").GetString().ShouldNotBeNullOrEmpty();
        failed.GetProperty("body").GetProperty("message").GetProperty("user_id").GetGuid().ShouldBe(poison.UserId);

        // Still poisonous: it comes back once and is not replayed endlessly.
        (await ReplayAsync(fleet)).ShouldBe(1);
        await Poll.UntilAsync(async () => await scene.Probe.CountAsync(WhenErased.Queue + "_error") == 1);

        Volatile.Write(ref isCured, true);
        (await ReplayAsync(fleet)).ShouldBe(1);
        await scene.UntilEffectAsync(poison.EventId);
        await Poll.UntilAsync(async () => await scene.Probe.CountAsync(WhenErased.Queue + "_error") == 0);
        (await scene.Service.EffectsAsync()).Count.ShouldBe(behind.Count + 1);
    }

    [Fact]
    public async Task PoisonThatNothingCuresIsDeleted()
    {
        var poison = SampleService.Event();
        await using var scene = await Scene.StartAsync(
            servers,
            new Behaviour { Before = (_, _) => throw new FormatException("cannot digest this") }
        );
        var fleet = scene.Fleet();
        (await DeleteAsync(fleet)).ShouldBe(0);

        await scene.Probe.DeliverAsync(WhenErased.Queue, poison);
        await Poll.UntilAsync(async () => await scene.Probe.CountAsync(WhenErased.Queue + "_error") == 1);
        (await DeleteAsync(fleet)).ShouldBe(1);
        await Poll.UntilAsync(async () => await scene.Probe.CountAsync(WhenErased.Queue + "_error") == 0);
        (await ReplayAsync(fleet)).ShouldBe(0);
        (await scene.Service.EffectsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ErrorQueuesAreTheFleetsOnly()
    {
        await using var scene = await Scene.StartAsync(servers);
        (await scene.Service.Http.GetAsync("/internal/error-queues")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await scene.Service.Http.PostAsync($"/internal/error-queues/{WhenErased.Queue}/replay", null)).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await scene.Service.Http.DeleteAsync($"/internal/error-queues/{WhenErased.Queue}")).StatusCode.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        (await scene.Fleet().DeleteAsync("/internal/error-queues/somebody-elses-queue")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await scene.Fleet().GetAsync("/internal/error-queues/somebody-elses-queue")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await scene.Fleet().GetFromJsonAsync<JsonElement>($"/internal/error-queues/{WhenErased.Queue}"))
            .GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
        (await ReplayAsync(scene.Fleet())).ShouldBe(0);
    }

    [Fact]
    public async Task ADatabaseThatIsAwayIsWaitedFor()
    {
        var database = await servers.CreateDatabaseAsync("bus");
        var (proxy, throughProxy) = FaultProxy.BeforePostgres(database);
        await using var ending = proxy;
        await using var scene = await Scene.StartAsync(servers, database: throughProxy);
        var sent = Enumerable.Range(0, 30).Select(_ => SampleService.Event()).ToList();

        proxy.Refuse();
        foreach (var erased in sent)
        {
            await scene.Probe.DeliverAsync(WhenErased.Queue, erased);
        }

        // Longer than all attempts of a failing consumer.
        await Task.Delay(TimeSpan.FromSeconds(8));
        (await scene.Probe.CountAsync(WhenErased.Queue + "_error") ?? 0).ShouldBe(0u);
        (await scene.Service.Http.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        proxy.Restore();

        await Poll.UntilAsync(async () => (await scene.Service.EffectsAsync()).Count == sent.Count);
        (await scene.Probe.CountAsync(WhenErased.Queue + "_error") ?? 0).ShouldBe(0u);
        (await scene.Service.EffectsAsync())
            .Select(effect => effect.EventId)
            .Order()
            .ShouldBe(sent.Select(erased => erased.EventId).Order());
    }

    [Fact]
    public async Task AConsumersOwnEventsAreAnnouncedWithItsEffect()
    {
        var answer = SampleService.Event(version: 7);
        var question = SampleService.Event();
        await using var scene = await Scene.StartAsync(
            servers,
            new Behaviour
            {
                Before = (context, db) =>
                {
                    if (context.Message.EventId == question.EventId)
                    {
                        db.Publish(answer);
                    }
                    return Task.CompletedTask;
                },
            }
        );

        await scene.Probe.DeliverAsync(WhenErased.Queue, question, times: 2);

        await scene.UntilEffectAsync(answer.EventId);
        scene.Probe.Deliveries.Count(delivery => delivery.MessageId == answer.EventId).ShouldBe(1);
    }

    private static async Task<int> ReplayAsync(HttpClient fleet)
    {
        using var answer = await fleet.PostAsync($"/internal/error-queues/{WhenErased.Queue}/replay", null);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32();
    }

    private static async Task<int> DeleteAsync(HttpClient fleet)
    {
        using var answer = await fleet.DeleteAsync($"/internal/error-queues/{WhenErased.Queue}");
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("count").GetInt32();
    }

    /// <summary>A service with one consumer, and a probe that can deliver to it.</summary>
    private sealed record Scene(SampleService Service, BusProbe Probe, Behaviour Behaviour) : IAsyncDisposable
    {
        public static async Task<Scene> StartAsync(TestServers servers, Behaviour? behaviour = null, string? database = null)
        {
            behaviour ??= new Behaviour();
            var rabbitMq = await servers.CreateVirtualHostAsync();
            var probe = await BusProbe.StartAsync(rabbitMq);
            var service = await PublishingTests.StartConsumingAsync(
                database ?? await servers.CreateDatabaseAsync("bus"),
                rabbitMq,
                behaviour
            );
            await Poll.UntilAsync(async () => await probe.CountAsync(WhenErased.Queue) is not null);
            return new Scene(service, probe, behaviour);
        }

        public Task UntilEffectAsync(Guid eventId) =>
            Poll.UntilAsync(async () => (await Service.EffectsAsync()).Any(effect => effect.EventId == eventId));

        /// <summary>Waits until all deliveries so far are done, except for those that failed and are tried again later.</summary>
        public async Task DrainedAsync()
        {
            var last = SampleService.Event();
            await Probe.DeliverAsync(WhenErased.Queue, last);
            await UntilEffectAsync(last.EventId);
            await Poll.UntilAsync(async () => await WaitingOnInboxAsync() == 0);
            await Service.SqlAsync($"DELETE FROM effects WHERE event_id = {last.EventId}");
            Interlocked.Decrement(ref Behaviour.Attempts);
        }

        /// <summary>The number of deliveries that wait for the commit of another delivery of the same event.</summary>
        public Task<long> WaitingOnInboxAsync() =>
            Service.WithDbAsync(db =>
                db.Database.SqlQuery<long>(
                        $"""
                        SELECT count(*) AS "Value" FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO inbox_messages%'
                        """
                    )
                    .SingleAsync()
            );

        public HttpClient Fleet()
        {
            var http = new HttpClient { BaseAddress = Service.Http.BaseAddress };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Fleet", FakeIdentity.FleetKey);
            return http;
        }

        public async ValueTask DisposeAsync()
        {
            await Service.DisposeAsync();
            await Probe.DisposeAsync();
        }
    }
}
