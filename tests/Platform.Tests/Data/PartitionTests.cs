using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Community.Platform.Data;
using Community.Platform.Data.Partitions;
using Community.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Community.Platform.Tests.Data;

/// <summary>The partitions of tables whose rows go by age. The inbox, which every service has, is the example.</summary>
public sealed class PartitionTests(TestServers servers, ITestOutputHelper output)
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task RowsFromBeforeAreThereAfterwardsAndStopARepetition()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("partitions"));
        var migrations = Migration.EmbeddedIn(typeof(Migrator).Assembly);
        foreach (var migration in migrations.Where(migration => string.CompareOrdinal(migration.Name, "0006") < 0))
        {
            await database.ExecuteAsync(migration.Sql);
        }

        // Events of all ages, of this moment, of a clock that is ahead, and with ids that say no time.
        Guid[] ids =
        [
            .. Enumerable.Range(0, 40).Select(day => Guid.CreateVersion7(Now.AddDays(-day))),
            Guid.CreateVersion7(Now.AddDays(20)),
            .. Enumerable.Range(0, 40).Select(_ => Random()),
        ];
        await ConsumeAsync(database, ids);
        var before = await RowsAsync(database);

        await database.ExecuteAsync(migrations.Single(migration => migration.Name == "0006_partitions").Sql);

        (await RowsAsync(database)).ShouldBe(before);
        (await ConsumeAsync(database, ids)).ShouldBe(0);
        await MaintainAsync(database);
        (await ConsumeAsync(database, ids)).ShouldBe(0);
    }

    [Fact]
    public async Task ThereArePartitionsForWeeksAndEachEventMeetsItsOwnRow()
    {
        await using var database = await MigratedAsync();
        var ids = Enumerable.Range(-10, 38).Select(day => Guid.CreateVersion7(Now.AddDays(day))).ToArray();

        (await ConsumeAsync(database, ids)).ShouldBe(ids.Length);
        (await ConsumeAsync(database, ids)).ShouldBe(0);
        (await PartitionsAsync(database)).Count(partition => partition.Rows > 0).ShouldBeGreaterThanOrEqualTo(4);
        (await RowsInDefaultAsync(database)).ShouldBe(0);
    }

    [Fact]
    public async Task AStatementThatNamesItsIdReadsOnePartition()
    {
        await using var database = await MigratedAsync();
        var id = Guid.CreateVersion7(Now.AddDays(9));
        await ConsumeAsync(database, id);
        var plan = await database.ExplainAsync(
            new($"SELECT FROM inbox_messages WHERE message_id = '{id}' AND consumer = 'sample'"),
            output,
            "ANALYZE, COSTS OFF"
        );
        plan.Split('\n')
            .Count(line => line.Contains("inbox_messages_", StringComparison.Ordinal) && line.Contains(" on ", StringComparison.Ordinal))
            .ShouldBe(1);
        plan.ShouldNotContain("inbox_messages_default");
        plan.ShouldNotContain("Append");
    }

    [Fact]
    public async Task APartitionGoesWhenAllOfItsRowsAreOldAndNoSooner()
    {
        await using var database = await MigratedAsync();
        await GrowOldAsync(database, weeks: 9);
        var (old, late, young) = (Guid.CreateVersion7(Now.AddDays(-58)), Guid.CreateVersion7(Now.AddDays(-50)), Guid.CreateVersion7(Now));
        await ConsumeAsync(database, old, late, young);
        // The event of 50 days ago waited in an error queue and was consumed last week.
        await database.ExecuteAsync(
            $"""
            UPDATE inbox_messages SET consumed_at = now() - interval '57 days' WHERE message_id = '{old}';
            UPDATE inbox_messages SET consumed_at = now() - interval '7 days' WHERE message_id = '{late}'
            """
        );
        var before = await PartitionsAsync(database);

        await MaintainAsync(database);

        (await RowsAsync(database)).ShouldBe([late, young], ignoreOrder: true);
        var after = await PartitionsAsync(database);
        after.Count.ShouldBeLessThan(before.Count);
        (await ConsumeAsync(database, late, young)).ShouldBe(0);

        await database.ExecuteAsync($"UPDATE inbox_messages SET consumed_at = now() - interval '31 days' WHERE message_id = '{late}'");
        await MaintainAsync(database);
        (await RowsAsync(database)).ShouldBe([young]);

        // An event whose partition is gone is consumed once nevertheless, and its row lasts as long as any other.
        (await ConsumeAsync(database, late)).ShouldBe(1);
        (await ConsumeAsync(database, late)).ShouldBe(0);
        await MaintainAsync(database);
        (await ConsumeAsync(database, late)).ShouldBe(0);
        await database.ExecuteAsync($"UPDATE inbox_messages SET consumed_at = now() - interval '31 days' WHERE message_id = '{late}'");
        await MaintainAsync(database);
        (await RowsAsync(database)).ShouldBe([young]);
    }

    [Fact]
    public async Task RowsThatCameWhileNoneWasAddedMoveIntoTheirPartition()
    {
        await using var database = await MigratedAsync();
        await DropAheadAsync(database);
        Guid[] ids = [.. Enumerable.Range(8, 18).Select(day => Guid.CreateVersion7(Now.AddDays(day)))];
        var random = Random();
        await ConsumeAsync(database, [.. ids, random]);
        (await RowsInDefaultAsync(database)).ShouldBe(ids.Length + 1);

        await MaintainAsync(database);

        (await RowsInDefaultAsync(database)).ShouldBe(1);
        (await RowsAsync(database)).ShouldBe([.. ids, random], ignoreOrder: true);
        (await ConsumeAsync(database, [.. ids, random])).ShouldBe(0);
    }

    [Fact]
    public async Task ARoleThatOwnsNothingMaintainsThemAndCannotReachThem()
    {
        var owned = await servers.CreateDatabaseAsync("partitions");
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using var owner = NpgsqlDataSource.Create(owned);
        await owner.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'a few quiet words'");
        try
        {
            await Migrator(owner, new MigrationOptions { RuntimeRole = role }).MigrateAsync(CancellationToken.None);
            await using var service = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(owned) { Username = role, Password = "a few quiet words" }.ConnectionString
            );
            await GrowOldAsync(owner, weeks: 9);
            await DropAheadAsync(owner);
            var (coming, old) = (Guid.CreateVersion7(Now.AddDays(15)), Guid.CreateVersion7(Now.AddDays(-45)));
            await ConsumeAsync(service, coming, old);
            await service.ExecuteAsync($"UPDATE inbox_messages SET consumed_at = now() - interval '40 days' WHERE message_id = '{old}'");

            await MaintainAsync(service);

            (await RowsAsync(service)).ShouldBe([coming]);
            (await RowsInDefaultAsync(owner)).ShouldBe(0);
            foreach (
                var refused in (string[])
                    [
                        "SELECT FROM partitions.inbox_messages_default",
                        "DROP TABLE partitions.inbox_messages_before",
                        "UPDATE partitions.policies SET kept = interval '1 day'",
                        "SELECT partitions.drop_old(p) FROM partitions.policies p",
                        "CREATE TABLE partitions.more (id int)",
                        "TRUNCATE inbox_messages",
                    ]
            )
            {
                (await Should.ThrowAsync<PostgresException>(() => service.ExecuteAsync(refused))).SqlState.ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege,
                    refused
                );
            }

            // Its own schema comes first in its search path, and misleads the owner's function in nothing.
            await owner.ExecuteAsync($"CREATE SCHEMA {role} AUTHORIZATION {role}");
            await service.ExecuteAsync(
                $"""
                CREATE FUNCTION {role}.hashtext(text) RETURNS int LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'misled'; END $$;
                CREATE TABLE {role}.inbox_messages (id int)
                """
            );
            await MaintainAsync(service);
        }
        finally
        {
            await owner.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task AnyNumberOfInstancesMaintainThemAtOnceAndALockedTableWaits()
    {
        await using var database = await MigratedAsync();
        var whole = await PartitionsAsync(database);
        await DropAheadAsync(database);
        await using (var connection = await database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var held = new NpgsqlCommand("LOCK TABLE ONLY inbox_messages IN SHARE MODE", connection);
            await held.ExecuteNonQueryAsync();
            await MaintainAsync(database);
            (await PartitionsAsync(database)).Count.ShouldBeLessThan(whole.Count);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MaintainAsync(database)));
        (await PartitionsAsync(database)).Select(partition => partition.Name).ShouldBe(whole.Select(partition => partition.Name));
    }

    /// <summary>A process that began before the migration goes on beside the new ones until it is replaced.</summary>
    [Fact]
    public async Task AnInstanceOfTheVersionBeforeConsumesOnceAndDeletesNoRow()
    {
        await using var database = await MigratedAsync();
        await GrowOldAsync(database, weeks: 9);
        var ids = Enumerable.Range(0, 40).Select(day => Guid.CreateVersion7(Now.AddDays(-day))).ToArray();
        (await ConsumeAsync(database, ids)).ShouldBe(ids.Length);
        await database.ExecuteAsync("UPDATE inbox_messages SET consumed_at = partitions.time_of(message_id)");

        // Ids of rows repeat from partition to partition: this would delete young rows, too.
        var deleting = () =>
            database.ExecuteAsync(
                "DELETE FROM inbox_messages WHERE ctid IN (SELECT ctid FROM inbox_messages WHERE received_at < now() - interval '30 days' LIMIT 5000)"
            );
        (await deleting.ShouldThrowAsync<PostgresException>()).SqlState.ShouldBe(PostgresErrorCodes.UndefinedColumn);
        (await ConsumeAsync(database, ids)).ShouldBe(0);
    }

    [Fact]
    public async Task TheMetricSaysHowFarAheadTheyAre()
    {
        await using var database = await MigratedAsync();
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var factory = services.GetRequiredService<IMeterFactory>();
        using var metrics = new PartitionMetrics(factory, TimeProvider.System);
        var ahead = new List<(double Value, string? Table)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(
            (_, value, tags, _) => ahead.Add((value, tags.ToArray().Single(tag => tag.Key == "table").Value as string))
        );
        listener.Start();
        listener.RecordObservableInstruments();
        ahead.ShouldBeEmpty();

        await MaintainAsync(database, metrics);
        listener.RecordObservableInstruments();

        var (value, table) = ahead.ShouldHaveSingleItem();
        table.ShouldBe("inbox_messages");
        TimeSpan.FromSeconds(value).ShouldBeInRange(TimeSpan.FromDays(27), TimeSpan.FromDays(36));
    }

    /// <summary>An id that says no time, such as those of version 4.</summary>
    private static Guid Random() => new(RandomNumberGenerator.GetBytes(16));

    private async Task<NpgsqlDataSource> MigratedAsync()
    {
        var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("partitions"));
        await Migrator(database, new MigrationOptions()).MigrateAsync(CancellationToken.None);
        return database;
    }

    private static Migrator Migrator(NpgsqlDataSource database, MigrationOptions options) =>
        new(database, new MigrationSource(typeof(PartitionTests).Assembly), options, NullLogger<Migrator>.Instance);

    private static async Task MaintainAsync(NpgsqlDataSource database, PartitionMetrics? metrics = null)
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var own = new PartitionMetrics(services.GetRequiredService<IMeterFactory>(), TimeProvider.System);
        using var work = new PartitionMaintenance(database, metrics ?? own, TimeProvider.System, NullLogger<PartitionMaintenance>.Instance);
        await work.MaintainAsync(CancellationToken.None);
    }

    /// <summary>Gives the table the partitions of the last weeks, as if it had been partitioned for that long.</summary>
    private static Task GrowOldAsync(NpgsqlDataSource owner, int weeks) =>
        owner.ExecuteAsync(
            $"""
            DO $$
            DECLARE
                policy partitions.policies := (SELECT p FROM partitions.policies p WHERE table_name = 'inbox_messages');
                bound uuid := partitions.first_id(partitions.end_of_period(now() - interval '{weeks} weeks', policy.days));
                present uuid := partitions.first_id(partitions.end_of_period(now(), policy.days));
            BEGIN
                ALTER TABLE inbox_messages DETACH PARTITION partitions.inbox_messages_before;
                EXECUTE format('ALTER TABLE inbox_messages ATTACH PARTITION partitions.inbox_messages_before FOR VALUES FROM (MINVALUE) TO (%L)', bound);
                WHILE bound < present LOOP
                    bound := partitions.add(policy, bound);
                END LOOP;
            END $$
            """
        );

    private static Task DropAheadAsync(NpgsqlDataSource owner) =>
        owner.ExecuteAsync(
            """
            DO $$
            DECLARE part name;
            BEGIN
                FOR part IN SELECT o.part FROM partitions.of('inbox_messages') o
                    WHERE o.upper_bound > partitions.first_id(partitions.end_of_period(now(), 7)) LOOP
                    EXECUTE format('DROP TABLE partitions.%I', part);
                END LOOP;
            END $$
            """
        );

    /// <summary>Does as the inbox filter; returns how many of the events were new.</summary>
    private static async Task<int> ConsumeAsync(NpgsqlDataSource database, params Guid[] ids)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO inbox_messages (message_id, consumer) SELECT id, 'sample' FROM unnest($1) AS id ON CONFLICT DO NOTHING"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = ids });
        return await command.ExecuteNonQueryAsync();
    }

    private static async Task<List<Guid>> RowsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT message_id FROM inbox_messages ORDER BY message_id");
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Guid>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetGuid(0));
        }

        return rows;
    }

    private static async Task<long> RowsInDefaultAsync(NpgsqlDataSource owner)
    {
        await using var command = owner.CreateCommand("SELECT count(*) FROM partitions.inbox_messages_default");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<List<(string Name, long Rows)>> PartitionsAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand(
            """
            SELECT o.part::text, (SELECT count(*) FROM inbox_messages i WHERE i.tableoid = format('partitions.%I', o.part)::regclass)
            FROM partitions.of('inbox_messages') o ORDER BY 1
            """
        );
        await using var reader = await command.ExecuteReaderAsync();
        var partitions = new List<(string, long)>();
        while (await reader.ReadAsync())
        {
            partitions.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return partitions;
    }
}
