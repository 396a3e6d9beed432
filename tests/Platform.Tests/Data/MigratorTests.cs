using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
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
        "service/0001_sample",
    ];

    [Fact]
    public async Task AnEmptyDatabaseGetsEveryMigrationOnce()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await Migrate(database);
        (await Journal(database)).ShouldBe(Expected);
        await Migrate(database);
        (await Journal(database)).ShouldBe(Expected);
    }

    [Fact]
    public async Task TheFirstStartMeetsNoErrorOfTheDatabase()
    {
        var errors = new ConcurrentQueue<string>();
        AppDomain.CurrentDomain.FirstChanceException += Keep;
        try
        {
            await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
            await Migrate(database);
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
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Migrate(database)));
        (await Journal(database)).ShouldBe(Expected);
    }

    [Fact]
    public async Task AMigrationThatWasChangedAfterwardsStopsTheService()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await Migrate(database);
        await Execute(database, "UPDATE schema_migrations SET checksum = 'other' WHERE name = '0001_sample'");
        (await Should.ThrowAsync<InvalidOperationException>(() => Migrate(database))).Message.ShouldContain("service/0001_sample");

        // And it has let go of the lock: an instance with the right file starts.
        await Execute(database, "DELETE FROM schema_migrations WHERE name = '0001_sample'");
        await Execute(database, "DROP TABLE effects, notes");
        await Migrate(database);
    }

    [Fact]
    public async Task WhatANewerInstanceHasAppliedIsLeftAlone()
    {
        await using var database = NpgsqlDataSource.Create(await servers.CreateDatabaseAsync("migrations"));
        await Migrate(database);
        await Execute(database, "INSERT INTO schema_migrations (owner, name, checksum) VALUES ('service', '0002_from_the_future', 'x')");
        await Migrate(database);
        (await Journal(database)).ShouldContain("service/0002_from_the_future");
    }

    [Fact]
    public async Task ADatabaseThatIsNotYetUpIsWaitedFor()
    {
        var (proxy, throughProxy) = FaultProxy.BeforePostgres(await servers.CreateDatabaseAsync("migrations"));
        await using var ending = proxy;
        proxy.Refuse();
        await using var database = NpgsqlDataSource.Create(throughProxy);
        var migrating = Migrate(database);
        await Task.Delay(700);
        migrating.IsCompleted.ShouldBeFalse();
        proxy.Restore();
        await migrating;
        (await Journal(database)).ShouldBe(Expected);
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
        await Should.ThrowAsync<PostgresException>(() => Migrate(database));
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
        await Execute(owner, $"CREATE ROLE {role} LOGIN PASSWORD 'a few quiet words'");
        try
        {
            await using var database = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(owned) { Username = role, Password = "a few quiet words" }.ConnectionString
            );
            var starting = Migrator(database, new MigrationOptions { AtStart = false }).StartingAsync(CancellationToken.None);
            starting.IsCompleted.ShouldBeFalse();
            await Migrator(owner, new MigrationOptions { RuntimeRole = role }).MigrateAsync(CancellationToken.None);
            await starting.WaitAsync(TimeSpan.FromSeconds(60));

            await Execute(database, "INSERT INTO notes (id, text) VALUES (gen_random_uuid(), 'one')");
            await Execute(database, "UPDATE notes SET text = 'two'");
            await Execute(database, "DELETE FROM notes");
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
                (await Should.ThrowAsync<PostgresException>(() => Execute(database, refused))).SqlState.ShouldBe(
                    PostgresErrorCodes.InsufficientPrivilege,
                    refused
                );
            }
        }
        finally
        {
            await Execute(owner, $"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private static Task Migrate(NpgsqlDataSource database) =>
        Migrator(database, new MigrationOptions()).StartingAsync(CancellationToken.None);

    private static Migrator Migrator(NpgsqlDataSource database, MigrationOptions options) =>
        new(database, new MigrationSource(typeof(MigratorTests).Assembly), options, NullLogger<Migrator>.Instance);

    private static async Task<List<string>> Journal(NpgsqlDataSource database)
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

    private static async Task Execute(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
