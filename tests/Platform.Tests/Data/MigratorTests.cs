using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Community.AppHost.Processes;
using Community.Platform.Data;
using Community.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Community.Platform.Tests.Data;

public sealed class MigratorTests(TestServers servers)
{
    private static readonly string[] Expected =
    [
        "platform/0001_outbox_inbox",
        "platform/0002_idempotency_keys",
        "platform/0003_deliveries",
        "platform/0004_backfills",
        "platform/0005_idempotency_leases",
        "platform/0006_partitions",
        "service/0001_sample",
    ];

    [Fact]
    public async Task AnEmptyDatabaseGetsEveryMigrationOnce()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await MigrateAsync(database);
        (await JournalAsync(database)).ShouldBe(Expected);
        await MigrateAsync(database);
        (await JournalAsync(database)).ShouldBe(Expected);
    }

    [Fact]
    public async Task TheFirstStartMeetsNoErrorOfTheDatabase()
    {
        var errors = new ConcurrentQueue<string>();
        AppDomain.CurrentDomain.FirstChanceException += Keep;
        try
        {
            await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
            await MigrateAsync(database);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Keep;
        }

        errors.ShouldBeEmpty();

        // Each error of a statement is a line in the log of PostgreSQL.
        void Keep(object? sender, FirstChanceExceptionEventArgs thrown)
        {
            if (
                thrown.Exception is PostgresException { MessageText: var text }
                && text.Contains("schema_migrations", StringComparison.Ordinal)
            )
            {
                errors.Enqueue(text);
            }
        }
    }

    [Fact]
    public async Task InstancesThatStartTogetherTakeTurns()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => MigrateAsync(database)));
        (await JournalAsync(database)).ShouldBe(Expected);
    }

    [Fact]
    public async Task AMigrationThatWasChangedAfterwardsStopsTheService()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await MigrateAsync(database);
        await ExecuteAsync(database, "UPDATE schema_migrations SET checksum = 'other' WHERE name = '0001_sample'");
        (await Should.ThrowAsync<InvalidOperationException>(() => MigrateAsync(database))).Message.ShouldContain("service/0001_sample");

        // The lock is released: an instance with the right file starts.
        await ExecuteAsync(database, "DELETE FROM schema_migrations WHERE name = '0001_sample'");
        await ExecuteAsync(database, "DROP TABLE effects, notes");
        await MigrateAsync(database);
    }

    [Fact]
    public async Task WhatANewerInstanceHasAppliedIsLeftAlone()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await MigrateAsync(database);
        await ExecuteAsync(
            database,
            "INSERT INTO schema_migrations (owner, name, checksum) VALUES ('service', '0002_from_the_future', 'x')"
        );
        await MigrateAsync(database);
        (await JournalAsync(database)).ShouldContain("service/0002_from_the_future");
    }

    [Fact]
    public async Task ADatabaseThatIsNotYetUpIsWaitedFor()
    {
        var (proxy, throughProxy) = FaultProxy.BeforePostgres(await servers.CreateDatabaseAsync("migrations"));
        await using var ending = proxy;
        proxy.Refuse();
        await using var database = NpgsqlDataSource.Create(throughProxy);
        var migrating = MigrateAsync(database);
        await Task.Delay(700);
        migrating.IsCompleted.ShouldBeFalse();
        proxy.Restore();
        await migrating;
        (await JournalAsync(database)).ShouldBe(Expected);
    }

    [Fact]
    public async Task AWrongPasswordIsSaidAtOnce()
    {
        var wrong = new NpgsqlConnectionStringBuilder(await servers.CreateDatabaseAsync("migrations"))
        {
            Username = "nobody_of_that_name",
            Password = "wrong",
        };
        await using var database = NpgsqlDataSource.Create(wrong.ConnectionString);
        await Should.ThrowAsync<PostgresException>(() => MigrateAsync(database));
    }

    [Fact]
    public void LineEndsDontCount() =>
        new Migration("0001_a", "SELECT 1;\r\nSELECT 2;\r\n").Checksum.ShouldBe(new Migration("0001_a", "SELECT 1;\nSELECT 2;\n").Checksum);

    [Fact]
    public async Task AServiceThatOwnsNothingWaitsForTheOwnersMigrationsAndCanReadAndWriteOnly()
    {
        var owned = await servers.CreateDatabaseAsync("migrations");
        var role = $"runtime_{Guid.CreateVersion7():N}";
        await using var owner = NpgsqlDataSource.Create(owned);
        await ExecuteAsync(owner, $"CREATE ROLE {role} LOGIN PASSWORD 'a few quiet words'");
        try
        {
            await using var database = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(owned) { Username = role, Password = "a few quiet words" }.ConnectionString
            );
            var starting = Migrator(database, new MigrationOptions { AtStart = false }).StartingAsync(CancellationToken.None);
            starting.IsCompleted.ShouldBeFalse();
            await Migrator(owner, new MigrationOptions { RuntimeRole = role }).MigrateAsync(CancellationToken.None);
            await starting.WaitAsync(TimeSpan.FromSeconds(60));

            await ExecuteAsync(database, "INSERT INTO notes (id, text) VALUES (gen_random_uuid(), 'one')");
            await ExecuteAsync(database, "UPDATE notes SET text = 'two'");
            await ExecuteAsync(database, "DELETE FROM notes");
            foreach (
                var refused in (string[])
                    [
                        "DROP TABLE notes",
                        "CREATE TABLE more (id int)",
                        "TRUNCATE notes",
                        "ALTER TABLE notes DISABLE TRIGGER ALL",
                        "DELETE FROM schema_migrations",
                    ]
            )
            {
                (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(database, refused))).SqlState.ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege,
                    refused
                );
            }
        }
        finally
        {
            await ExecuteAsync(owner, $"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private static Task MigrateAsync(NpgsqlDataSource database) =>
        Migrator(database, new MigrationOptions()).StartingAsync(CancellationToken.None);

    private static Migrator Migrator(NpgsqlDataSource database, MigrationOptions options) =>
        new(database, new MigrationSource(typeof(MigratorTests).Assembly), options, NullLogger<Migrator>.Instance);

    private static async Task<List<string>> JournalAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("SELECT owner || '/' || name FROM schema_migrations ORDER BY owner, name");
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
        {
            names.Add(reader.GetString(0));
        }
        return names;
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
