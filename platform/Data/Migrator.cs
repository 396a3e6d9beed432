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
/// Brings the schema up to date before the service listens. Migrations are numbered SQL files embedded in the platform and in the service
/// (<c>Data/Migrations/0001_name.sql</c>); each runs once, in a transaction of its own, and is written into a journal with its checksum.
/// Instances that start together run one after another, behind an advisory lock. A file that changed after it was applied stops the
/// service, because the schema would be unknown. Journal entries that this build does not know are ignored, so that an old instance can run
/// beside a newer one.
/// </summary>
internal sealed partial class Migrator(NpgsqlDataSource database, MigrationSource source, ILogger<Migrator> logger) : IHostedLifecycleService
{
    // An arbitrary constant, the same in all instances: "community" read as a number.
    private const long AdvisoryLock = 0x636F6D6D756E6974;
    private static readonly TimeSpan WaitForDatabase = TimeSpan.FromSeconds(60);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenPatiently(cancellationToken);
        // A migration, and the wait for another instance's migration, have no time limit.
        await Execute(connection, "SET statement_timeout = 0");
        await Execute(connection, $"SELECT pg_advisory_lock({AdvisoryLock})");
        try
        {
            await Execute(connection, """
                CREATE TABLE IF NOT EXISTS schema_migrations (
                    owner text NOT NULL,
                    name text NOT NULL,
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(),
                    PRIMARY KEY (owner, name))
                """);
            await Apply(connection, "platform", typeof(Migrator).Assembly);
            await Apply(connection, "service", source.Assembly);
        }
        finally
        {
            await Execute(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})");
            await Execute(connection, "RESET statement_timeout");
        }
    }

    private async Task Apply(NpgsqlConnection connection, string owner, Assembly assembly)
    {
        var applied = await ReadJournal(connection, owner);
        foreach (var migration in Migration.EmbeddedIn(assembly))
        {
            if (!applied.TryGetValue(migration.Name, out var checksum))
            {
                await using var transaction = await connection.BeginTransactionAsync();
                await Execute(connection, migration.Sql);
                await using var journal = new NpgsqlCommand(
                    "INSERT INTO schema_migrations (owner, name, checksum) VALUES ($1, $2, $3)", connection)
                {
                    Parameters = { new() { Value = owner }, new() { Value = migration.Name }, new() { Value = migration.Checksum } },
                };
                await journal.ExecuteNonQueryAsync();
                await transaction.CommitAsync();
                Log.Applied(logger, owner, migration.Name);
            }
            else if (checksum != migration.Checksum)
            {
                throw new InvalidOperationException(
                    $"Migration {owner}/{migration.Name} was changed after it was applied. Restore the file and add a new migration instead.");
            }
        }
    }

    private static async Task<Dictionary<string, string>> ReadJournal(NpgsqlConnection connection, string owner)
    {
        await using var command = new NpgsqlCommand("SELECT name, checksum FROM schema_migrations WHERE owner = $1", connection)
        {
            Parameters = { new() { Value = owner } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        var journal = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            journal.Add(reader.GetString(0), reader.GetString(1));
        }

        return journal;
    }

    /// <summary>Waits while PostgreSQL starts or fails over. A wrong password fails at once.</summary>
    private async Task<NpgsqlConnection> OpenPatiently(CancellationToken cancellationToken)
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

    private static async Task Execute(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Migration {Owner}/{Name} applied")]
        public static partial void Applied(ILogger logger, string owner, string name);

        [LoggerMessage(2, LogLevel.Warning, "Waiting for PostgreSQL: {Reason}")]
        public static partial void Waiting(ILogger logger, string reason);
    }
}

/// <summary>A numbered SQL file.</summary>
internal sealed partial record Migration(string Name, string Sql)
{
    /// <summary>Line ends don't count: a checkout on another system is the same migration.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public static IReadOnlyList<Migration> EmbeddedIn(Assembly assembly)
    {
        var migrations = assembly.GetManifestResourceNames()
            .Select(resource => (Resource: resource, Match: NumberedFile().Match(resource)))
            .Where(file => file.Match.Success)
            .OrderBy(file => int.Parse(file.Match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture))
            .Select(file => new Migration(file.Match.Groups["name"].Value, Read(assembly, file.Resource)))
            .ToList();
        var repeated = migrations.GroupBy(migration => migration.Name[..4], StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return repeated is null
            ? migrations
            : throw new InvalidOperationException($"Two migrations of {assembly.GetName().Name} have the number {repeated.Key}.");
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\.Migrations\.(?<name>(?<number>\d{4})_[a-z0-9_]+)\.sql$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex NumberedFile();
}
