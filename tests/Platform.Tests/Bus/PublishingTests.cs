using Community.AppHost.Backups;
using Community.Contracts.Identity;
using Community.Platform.Data.Publishing;
using Community.Platform.Tests.Sample;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Bus;

/// <summary>The way from the commit to the broker.</summary>
public sealed class PublishingTests(TestServers servers)
{
    [Fact]
    public async Task WhatIsCommittedIsPublishedOnceUnderItsOwnIdAndInOrderPerAggregate()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(await servers.CreateDatabaseAsync("bus"), rabbitMq);
        var published = Streams(aggregates: 20, versions: 10);

        await service.PublishAsync(published);
        await Poll.UntilAsync(() => probe.Deliveries.Count >= published.Count);
        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0);

        probe.Deliveries.Select(delivery => delivery.MessageId).Order().ShouldBe(published.Select(sent => sent.EventId).Order());
        ShouldBeInOrder(probe.Deliveries);
    }

    [Fact]
    public async Task WhatIsRolledBackIsNeverPublished()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(await servers.CreateDatabaseAsync("bus"), rabbitMq);

        await service.WithDbAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Publish(SampleService.Event());
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await service.WithDbAsync(db =>
        {
            db.Publish(SampleService.Event());
            return Task.CompletedTask; // Never saved.
        });
        var last = SampleService.Event();
        await service.PublishAsync(last);

        await Poll.UntilAsync(() => probe.Deliveries.Any(delivery => delivery.MessageId == last.EventId));
        probe.Deliveries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TwoInstancesOnOneOutboxLoseNothingAndKeepTheOrderOfAnAggregate()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        var database = await servers.CreateDatabaseAsync("bus");
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var one = await SampleService.StartAsync(database, rabbitMq);
        await using var two = await SampleService.StartAsync(database, rabbitMq);
        var published = Streams(aggregates: 60, versions: 20);

        await Task.WhenAll(
            published.GroupBy(sent => sent.UserId).Select((stream, index) => (index % 2 == 0 ? one : two).PublishAsync(stream))
        );
        await Poll.UntilAsync(async () => await one.OutboxCountAsync() == 0);
        await Poll.UntilAsync(() => probe.Deliveries.DistinctBy(delivery => delivery.MessageId).Count() == published.Count);

        // A late confirmation on a busy machine causes a repetition; consumers act on it once.
        ShouldBeInOrder([.. probe.Deliveries.DistinctBy(delivery => delivery.MessageId)]);
    }

    [Fact]
    public async Task NothingIsPublishedWhileABackupIsTakenAndAllOfItAfterwards()
    {
        BackupHold.Partitions.ShouldBeGreaterThanOrEqualTo(OutboxMessage.Partitions);
        var rabbitMq = await servers.CreateVirtualHostAsync();
        var database = await servers.CreateDatabaseAsync("bus");
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(database, rabbitMq);
        await using var another = await SampleService.StartAsync(await servers.CreateDatabaseAsync("bus"), rabbitMq);
        var published = Streams(aggregates: 60, versions: 2);
        await using (var hold = await BackupHold.TakeAsync(database))
        {
            await service.PublishAsync(published);
            var last = SampleService.Event();
            await another.PublishAsync(last);
            await Poll.UntilAsync(() => probe.Deliveries.Any(delivery => delivery.MessageId == last.EventId));
            probe.Deliveries.Count.ShouldBe(1);
            (await service.OutboxCountAsync()).ShouldBe(published.Count);
            await hold.ReleasePublishingAsync();
            await Poll.UntilAsync(() => probe.Deliveries.DistinctBy(delivery => delivery.MessageId).Count() == published.Count + 1);
        }

        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0);
    }

    [Fact]
    public async Task WhatWasConfirmedButNotDeletedIsSentAgainUnderTheSameIdAndActsOnce()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await StartConsumingAsync(await servers.CreateDatabaseAsync("bus"), rabbitMq);
        // To the database, a dispatcher that dies right after the broker's confirmation is one whose delete never arrived.
        await service.SqlAsync($"CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'died'; END $$");
        await service.SqlAsync($"CREATE TRIGGER die BEFORE DELETE ON outbox_messages FOR EACH ROW EXECUTE FUNCTION die()");
        var sent = SampleService.Event();

        await service.PublishAsync(sent);
        await Poll.UntilAsync(() => probe.Deliveries.Count >= 3);
        await service.SqlAsync($"DROP TRIGGER die ON outbox_messages");
        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 0);
        var last = SampleService.Event();
        await service.PublishAsync(last);
        await Poll.UntilAsync(async () => (await service.EffectsAsync()).Any(effect => effect.EventId == last.EventId));

        probe.Deliveries.Where(delivery => delivery.AggregateId == sent.UserId).ShouldAllBe(delivery => delivery.MessageId == sent.EventId);
        (await service.EffectsAsync()).Count(effect => effect.EventId == sent.EventId).ShouldBe(1);
    }

    [Fact]
    public async Task WhatCannotBePublishedHoldsUpItsOwnAggregateOnly()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(
            await servers.CreateDatabaseAsync("bus"),
            rabbitMq,
            settings: [new("Bus:BatchSize", "8")]
        );
        var stuck = Guid.CreateVersion7();
        // More events than a batch holds.
        for (var i = 0; i < 20; i++)
        {
            await service.SqlAsync(
                $"""
                INSERT INTO outbox_messages (id, partition, aggregate_id, type, payload)
                VALUES (gen_random_uuid(), {i % 16}, {(i == 0 ? stuck : Guid.CreateVersion7())}, 'Identity.NotYetInvented', '')
                """
            );
        }

        await service.SqlAsync($"UPDATE outbox_messages SET partition = {stuck.ToByteArray()[15] % 16} WHERE aggregate_id = {stuck}");
        var behind = SampleService.Event(stuck, 2);
        var others = Streams(aggregates: 10, versions: 3);

        await service.PublishAsync([behind, .. others]);
        await Poll.UntilAsync(() => probe.Deliveries.DistinctBy(delivery => delivery.MessageId).Count() == others.Count);
        await Poll.UntilAsync(async () => await service.OutboxCountAsync() == 21);

        await service.SqlAsync($"DELETE FROM outbox_messages WHERE type = 'Identity.NotYetInvented'");
        await Poll.UntilAsync(() => probe.Deliveries.Any(delivery => delivery.MessageId == behind.EventId));
    }

    [Fact]
    public async Task WhatWasCommittedLastIsPublishedBeforeTheServiceStops()
    {
        var rabbitMq = await servers.CreateVirtualHostAsync();
        await using var probe = await BusProbe.StartAsync(rabbitMq);
        await using var service = await SampleService.StartAsync(await servers.CreateDatabaseAsync("bus"), rabbitMq);
        await service.PublishAsync(SampleService.Event());
        await Poll.UntilAsync(() => probe.Deliveries.Count == 1);

        await service.PublishAsync(Streams(aggregates: 50, versions: 2));
        await service.StopAsync();

        await Poll.UntilAsync(() => probe.Deliveries.Count == 101);
    }

    internal static Task<SampleService> StartConsumingAsync(
        string database,
        string rabbitMq,
        Behaviour? behaviour = null,
        IEnumerable<KeyValuePair<string, string?>>? settings = null
    ) =>
        SampleService.StartAsync(
            database,
            rabbitMq,
            bus => bus.AddConsumer<WhenErased>(),
            services: services => services.AddSingleton(behaviour ?? new Behaviour()),
            settings: settings
        );

    internal static List<UserErased> Streams(int aggregates, int versions)
    {
        var ids = Enumerable.Range(0, aggregates).Select(_ => Guid.CreateVersion7()).ToList();
        return [.. Enumerable.Range(1, versions).SelectMany(version => ids.Select(id => SampleService.Event(id, version)))];
    }

    internal static void ShouldBeInOrder(IEnumerable<Delivery> deliveries)
    {
        foreach (var stream in deliveries.DistinctBy(delivery => delivery.MessageId).GroupBy(delivery => delivery.AggregateId))
        {
            stream.Select(delivery => delivery.Version).ShouldBeInOrder();
        }
    }
}
