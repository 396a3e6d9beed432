using System.Globalization;
using System.Runtime.InteropServices;
using Community.AppHost.Backups;
using Community.AppHost.Processes;
using Community.AppHost.Servers;
using Npgsql;

namespace Community.AppHost.Commands;

/// <summary>
/// <c>backup DIR</c>: copies a local run while it serves requests.
/// <para>
/// All databases are of one moment, and no integration event is on its way at that moment: it is in its sender's outbox, or every consumer
/// has it. The steps have this order: 1. Publishing from the outboxes and the deletion of stored objects are held. 2. The queues run empty.
/// 3. Stripe's stand-in is halted, so that it takes no money that the copy does not know. 4. PostgreSQL is copied, then the stand-in's
/// journal. 5. Publishing goes on. 6. Stored objects are copied: those that the databases name are all still there.
/// </para>
/// </summary>
internal static class BackupCommand
{
    private static readonly TimeSpan QueueLimit = TimeSpan.FromSeconds(60);
    private static readonly string[] GivenUpSuffixes = ["_error", "_skipped"];

    /// <summary>Takes the backup; returns the exit code.</summary>
    public static async Task<int> RunAsync(BackupOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = UpCommand.StopOn(PosixSignal.SIGINT, stop);
        using var terminate = UpCommand.StopOn(PosixSignal.SIGTERM, stop);
        var data = Path.GetFullPath(options.Data);
        var pid =
            await DataFolder.RunningOnAsync(data)
            ?? throw new UsageException($"No fleet runs on {data}. Start it with ./community up, and back it up while it runs.");
        using var guardian = new Guardian();
        if (
            PrivatePostgres.Find(Path.Combine(data, "postgres"), guardian) is not { } postgres
            || !await postgres.IsHealthyAsync(stop.Token)
            || PrivateRabbitMq.Find(Path.Combine(data, "rabbitmq"), guardian) is not { } rabbitMq
            || !await rabbitMq.IsHealthyAsync(stop.Token)
        )
        {
            throw new UsageException(
                $"PostgreSQL and RabbitMQ of {data} are not running. A server that is not the fleet's own is backed up with its own tools: docs/operations.md"
            );
        }

        var backup = BackupFolder.Create(options.Backup);
        try
        {
            await TakeAsync(backup, data, pid, postgres, rabbitMq, stop.Token);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new UsageException($"Stopped. {backup.Path} is incomplete.");
        }
        catch (Exception exception) when (exception is InvalidOperationException or NpgsqlException or IOException)
        {
            throw new UsageException($"The backup failed: {exception.Message}\n{backup.Path} is incomplete.");
        }
    }

    private static async Task TakeAsync(
        BackupFolder backup,
        string data,
        int pid,
        PrivatePostgres postgres,
        PrivateRabbitMq rabbitMq,
        CancellationToken cancellationToken
    )
    {
        var start = TimeProvider.System.GetTimestamp();
        var holds = new List<BackupHold>();
        try
        {
            foreach (var database in await postgres.DatabasesAsync(cancellationToken))
            {
                holds.Add(await BackupHold.TakeAsync(postgres.ConnectionString(database), cancellationToken));
            }

            Say(start, "integration events are held in the outboxes");
            var givenUp = await UntilQueuesAreEmptyAsync(rabbitMq, cancellationToken);
            Say(start, "all queues are empty");
            var takenAt = await CopyDatabasesAsync(backup, data, pid, postgres, cancellationToken);
            foreach (var hold in holds)
            {
                await hold.ReleasePublishingAsync();
            }

            Say(start, "the databases are copied, and events are published again");
            var files = await CopyFilesAsync(backup, data, postgres);
            await backup.AddTextAsync("rabbitmq/topology.json", await rabbitMq.TopologyAsync(cancellationToken));
            foreach (var hold in holds)
            {
                await hold.RequireHeldAsync();
            }

            backup.Complete(takenAt, postgres.Version, givenUp);
            Say(start, string.Create(CultureInfo.InvariantCulture, $"{files} files are copied"));
            Console.WriteLine($"Backed up to {backup.Path}. It has the secrets of this fleet: keep it as you keep them.");
            foreach (var (queue, messages) in givenUp)
            {
                Console.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Not in it: {messages} messages in {queue}, on which a consumer gave up. Replay them and back up again."
                    )
                );
            }
        }
        finally
        {
            foreach (var hold in holds)
            {
                await hold.DisposeAsync();
            }
        }
    }

    /// <summary>Waits until no message is in a queue or with a consumer; returns the error queues that are not empty.</summary>
    private static async Task<IReadOnlyList<GivenUp>> UntilQueuesAreEmptyAsync(
        PrivateRabbitMq rabbitMq,
        CancellationToken cancellationToken
    )
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var queues = (await rabbitMq.QueuesAsync(cancellationToken))
                .Where(queue => queue.Value > 0)
                .ToLookup(queue => GivenUpSuffixes.Any(suffix => queue.Key.EndsWith(suffix, StringComparison.Ordinal)));
            if (!queues[false].Any())
            {
                return [.. queues[true].Select(queue => new GivenUp(queue.Key, queue.Value))];
            }

            if (TimeProvider.System.GetElapsedTime(start) > QueueLimit)
            {
                var full = string.Join(", ", queues[false].Select(queue => $"{queue.Key} ({queue.Value})"));
                throw new InvalidOperationException($"These queues do not run empty: {full}. Is their service running?");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    /// <summary>Copies PostgreSQL and the journal of Stripe's stand-in; returns the time after the first and before the second.</summary>
    private static async Task<DateTimeOffset> CopyDatabasesAsync(
        BackupFolder backup,
        string data,
        int pid,
        PrivatePostgres postgres,
        CancellationToken cancellationToken
    )
    {
        var journal = Path.Combine(data, "stripe", "journal");
        await using var stripe = await HaltAsync(pid, journal);
        await postgres.CopyAsync(backup.AddFolder("postgres"), cancellationToken);
        var takenAt = TimeProvider.System.GetUtcNow();
        await backup.AddCopyAsync(journal, "stripe/journal");
        return takenAt;
    }

    private static async Task<int> CopyFilesAsync(BackupFolder backup, string data, PrivatePostgres postgres)
    {
        foreach (var written in Directory.EnumerateFiles(backup["postgres"]).ToList())
        {
            await backup.AddWrittenAsync($"postgres/{Path.GetFileName(written)}");
        }

        await backup.AddCopyAsync(postgres.PasswordFile, "postgres/password");
        var files = 0;
        foreach (var folder in (string[])["secrets", "ports", "mail", "sms"])
        {
            files += await backup.AddFolderAsync(Path.Combine(data, folder), folder);
        }

        // A file in .incoming belongs to an upload that has not ended.
        return files + await backup.AddFolderAsync(Path.Combine(data, "storage"), "storage", except: ".incoming");
    }

    /// <summary>Halts the process of this AppHost that writes the journal; null if there is none.</summary>
    private static async Task<HaltedProcess?> HaltAsync(int pid, string journal)
    {
        foreach (var entry in ProcessTable.Tree(pid))
        {
            if (ProcessTable.Variable(entry.Pid, "Sandbox__File") == journal)
            {
                return await HaltedProcess.HaltAsync(entry.Pid);
            }
        }

        return File.Exists(journal)
            ? throw new InvalidOperationException("Stripe's stand-in does not run. Start it on the dashboard.")
            : null;
    }

    private static void Say(long start, string text) =>
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  {TimeProvider.System.GetElapsedTime(start).TotalSeconds, 6:0.0} s  {text}")
        );
}
