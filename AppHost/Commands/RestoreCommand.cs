using System.Globalization;
using Community.AppHost.Backups;
using Community.AppHost.Processes;
using Community.AppHost.Servers;

namespace Community.AppHost.Commands;

/// <summary>
/// <c>restore DIR</c>: makes a data folder from a backup. The broker begins empty, with the queues of the backup, so that the outboxes'
/// events find all their consumers.
/// </summary>
internal static class RestoreCommand
{
    /// <summary>Restores; returns the exit code.</summary>
    public static async Task<int> RunAsync(BackupOptions options)
    {
        var path = Path.GetFullPath(options.Data);
        var (backup, contents) = await BackupFolder.OpenAsync(options.Backup);
        if (!PrivatePostgres.IsInstalled(contents.PostgresVersion))
        {
            throw new UsageException(
                $"The backup needs PostgreSQL {contents.PostgresVersion}: apt-get install postgresql-{contents.PostgresVersion}"
            );
        }

        if (!options.Fresh && Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            throw new UsageException(
                $"{path} is not empty. Restore into another folder with --data DIR, or add --fresh, which deletes its content."
            );
        }

        using var data = await DataFolder.TakeAsync(path, options.Fresh);
        using var guardian = new Guardian(data.GuardianLock);
        data.BeginRestore();
        try
        {
            foreach (var name in contents.Files.Keys.Where(name => name.Split('/')[0] is not ("postgres" or "rabbitmq")))
            {
                Copy(backup[name], data[name]);
            }

            PrivateRabbitMq.Restore(data["rabbitmq"], await File.ReadAllTextAsync(backup["rabbitmq/topology.json"]));
            await PrivatePostgres.RestoreAsync(
                data["postgres"],
                backup["postgres"],
                (await File.ReadAllTextAsync(backup["postgres/password"])).Trim(),
                guardian
            );
        }
        catch (Exception exception) when (exception is InvalidOperationException or IOException)
        {
            throw new UsageException($"The restore failed: {exception.Message}");
        }

        data.EndRestore();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"""
                Restored {contents.TakenAt:u} into {path}.
                Start it with ./community up --data {path}, on the same port as before: its tokens name the port.
                """
            )
        );
        return 0;
    }

    // The folders and their modes are those that DataFolder makes.
    private static void Copy(string source, string target)
    {
        Directory.CreateDirectory(
            Path.GetDirectoryName(target)!,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        );
        File.Copy(source, target);
    }
}
