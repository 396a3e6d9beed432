using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// Brings the schema up to date before the service listens, or waits until another program has (<see cref="MigrationOptions"/>). Migrations
/// are numbered SQL files embedded in the platform and in the service (<c>Data/Migrations/0001_name.sql</c>); each runs once, in a
/// transaction of its own, and is written into a journal with its checksum. Instances that start together run one after another, behind an
/// advisory lock. A file that changed after it was applied stops the service, because the schema would be unknown. Journal entries that
/// this build does not know are ignored, so that an old instance can run beside a newer one.
/// </summary>
internal sealed partial class Migrator(
    NpgsqlDataSource database,
    MigrationSource source,
    MigrationOptions options,
    ILogger<Migrator> logger
) : IHostedLifecycleService
{
    // An arbitrary constant, the same in all instances: "community" read as a number.
    private const long AdvisoryLock = 0x636F6D6D756E6974;
    private static readonly TimeSpan WaitForDatabase = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    public Task StartingAsync(CancellationToken cancellationToken) =>
        options.AtStart ? MigrateAsync(cancellationToken) : UntilMigratedAsync(cancellationToken);

    /// <summary>Applies the missing migrations, and grants its rights to the role that the service runs as.</summary>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        var all = ReadAll();
        await using var connection = await OpenPatientlyAsync(cancellationToken);
        // Nearly every start finds all of them applied: one statement shows that, and no other instance is waited for.
        if (options.RuntimeRole is null && await ReadJournalAsync(connection) is { } found && MissingIn(found, all) is null)
        {
            return;
        }

        // A migration, and the wait for another instance's migration, have no time limit.
        await ExecuteAsync(connection, "SET statement_timeout = 0");
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})");
        try
        {
            await ExecuteAsync(
                connection,
                """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    owner text NOT NULL,
                    name text NOT NULL,
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (owner, name))
                """
            );
            if (options.RuntimeRole is { } role)
            {
                await GrantAsync(connection, role);
            }

            var journal = await ReadJournalAsync(connection) ?? throw new UnreachableException("The journal was created above.");
            foreach (var (owner, migrations) in all)
            {
                await ApplyAsync(connection, journal, owner, migrations);
            }
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})");
            await ExecuteAsync(connection, "RESET statement_timeout");
        }
    }

    /// <summary>
    /// Gives the role that the service runs as its rights: on the tables that are there, and on those that a migration makes, from their
    /// first moment. So a service that sees the last migration in the journal has all its rights.
    /// </summary>
    private static Task GrantAsync(NpgsqlConnection connection, string role) =>
        ExecuteAsync(
            connection,
            $"""
            GRANT USAGE ON SCHEMA public TO "{role}";
            GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO "{role}";
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO "{role}";
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO "{role}";
            ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO "{role}";
            REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM "{role}"
            """
        );

    /// <summary>The files of this build, in their order. Their texts are large and needed only while the service starts.</summary>
    private OwnedMigrations[] ReadAll() =>
        [new("platform", Migration.EmbeddedIn(typeof(Migrator).Assembly)), new("service", Migration.EmbeddedIn(source.Assembly))];

    /// <summary>Waits until every migration of this build is applied.</summary>
    /// <exception cref="InvalidOperationException">One was applied with another content.</exception>
    private async Task UntilMigratedAsync(CancellationToken cancellationToken)
    {
        var all = ReadAll();
        for (var told = false; await MissingAsync(all, cancellationToken) is { } missing; told = true)
        {
            if (!told)
            {
                Log.WaitingForMigrations(logger, missing);
            }

            await Task.Delay(PollInterval, cancellationToken);
        }
    }

    /// <summary>The first migration that is not applied, or why it cannot be told; null if none is missing.</summary>
    private async Task<string?> MissingAsync(OwnedMigrations[] all, CancellationToken cancellationToken)
    {
        await using var connection = await OpenPatientlyAsync(cancellationToken);
        try
        {
            return MissingIn(await ReadJournalAsync(connection) ?? [], all);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return exception.MessageText; // The rights are not given yet.
        }
    }

    private static string? MissingIn(Dictionary<(string Owner, string Name), string> journal, OwnedMigrations[] all) =>
        all.SelectMany(part =>
                part.Migrations.Where(migration => !IsApplied(journal, part.Owner, migration))
                    .Select(migration => $"{part.Owner}/{migration.Name}")
            )
            .FirstOrDefault();

    private async Task ApplyAsync(
        NpgsqlConnection connection,
        Dictionary<(string Owner, string Name), string> journal,
        string owner,
        IReadOnlyList<Migration> migrations
    )
    {
        foreach (var migration in migrations.Where(migration => !IsApplied(journal, owner, migration)))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await ExecuteAsync(connection, migration.Sql);
            await using var applied = new NpgsqlCommand(
                "INSERT INTO schema_migrations (owner, name, checksum) VALUES ($1, $2, $3)",
                connection
            )
            {
                Parameters =
                {
                    new() { Value = owner },
                    new() { Value = migration.Name },
                    new() { Value = migration.Checksum },
                },
            };
            await applied.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            Log.Applied(logger, owner, migration.Name);
        }
    }

    private static bool IsApplied(Dictionary<(string Owner, string Name), string> journal, string owner, Migration migration)
    {
        if (!journal.TryGetValue((owner, migration.Name), out var checksum))
        {
            return false;
        }

        return checksum == migration.Checksum
            ? true
            : throw new InvalidOperationException(
                $"Migration {owner}/{migration.Name} was changed after it was applied. Restore the file and add a new migration instead."
            );
    }

    /// <summary>The checksums of the applied migrations; null before the first start.</summary>
    private static async Task<Dictionary<(string Owner, string Name), string>?> ReadJournalAsync(NpgsqlConnection connection)
    {
        // A query of a table that is not there yet would leave an error in the log of PostgreSQL.
        await using var exists = new NpgsqlCommand("SELECT to_regclass('schema_migrations') IS NOT NULL", connection);
        if (await exists.ExecuteScalarAsync() is not true)
        {
            return null;
        }

        await using var command = new NpgsqlCommand("SELECT owner, name, checksum FROM schema_migrations", connection);
        await using var reader = await command.ExecuteReaderAsync();
        var journal = new Dictionary<(string Owner, string Name), string>();
        while (await reader.ReadAsync())
        {
            journal.Add((reader.GetString(0), reader.GetString(1)), reader.GetString(2));
        }

        return journal;
    }

    /// <summary>Waits while PostgreSQL starts or fails over. A wrong password fails at once.</summary>
    private async Task<NpgsqlConnection> OpenPatientlyAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return await database.OpenConnectionAsync(cancellationToken);
            }
            catch (NpgsqlException exception) when (DatabaseAway.Caused(exception) && watch.Elapsed < WaitForDatabase)
            {
                Log.Waiting(logger, exception.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private sealed record OwnedMigrations(string Owner, IReadOnlyList<Migration> Migrations);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Migration {Owner}/{Name} applied")]
        public static partial void Applied(ILogger logger, string owner, string name);

        [LoggerMessage(2, LogLevel.Warning, "Waiting for PostgreSQL: {Reason}")]
        public static partial void Waiting(ILogger logger, string reason);

        [LoggerMessage(3, LogLevel.Information, "Waiting for migrations, which another program applies: {Missing}")]
        public static partial void WaitingForMigrations(ILogger logger, string missing);
    }
}

/// <summary>A numbered SQL file.</summary>
internal sealed partial record Migration(string Name, string Sql)
{
    /// <summary>Line ends don't count: a checkout on another system is the same migration.</summary>
    public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public static IReadOnlyList<Migration> EmbeddedIn(Assembly assembly)
    {
        var migrations = assembly
            .GetManifestResourceNames()
            .Select(resource => (Resource: resource, Match: NumberedFile().Match(resource)))
            .Where(file => file.Match.Success)
            .OrderBy(file => int.Parse(file.Match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture))
            .Select(file => new Migration(file.Match.Groups["name"].Value, Read(assembly, file.Resource)))
            .ToList();
        var repeated = migrations
            .GroupBy(migration => migration.Name[..4], StringComparer.Ordinal)
            .FirstOrDefault(group => group.Count() > 1);
        return repeated is null
            ? migrations
            : throw new InvalidOperationException($"Two migrations of {assembly.GetName().Name} have the number {repeated.Key}.");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(
        @"\.Migrations\.(?<name>(?<number>\d{4})_[a-z0-9_]+)\.sql$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        Timeout.Infinite
    )]
    private static partial Regex NumberedFile();
}
