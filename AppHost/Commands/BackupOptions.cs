namespace Community.AppHost.Commands;

/// <summary>The options of <c>./community backup</c> and <c>./community restore</c>.</summary>
/// <param name="Backup">The folder of the backup.</param>
internal sealed record BackupOptions(string Backup)
{
    /// <summary>The data folder of the fleet.</summary>
    public string Data { get; init; } = ".data";

    /// <summary>Whether a restore deletes the present content of the data folder.</summary>
    public bool Fresh { get; init; }

    /// <summary>Reads the options.</summary>
    /// <param name="command"><c>backup</c> or <c>restore</c>.</param>
    /// <param name="arguments">The arguments after it.</param>
    /// <exception cref="UsageException">One is unknown or missing.</exception>
    public static BackupOptions Parse(string command, IReadOnlyList<string> arguments)
    {
        var usage =
            command == "backup" ? "Usage: ./community backup DIR [--data DIR]" : "Usage: ./community restore DIR [--data DIR] [--fresh]";
        var (backup, data, fresh) = ((string?)null, ".data", false);
        for (var i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--data" when i + 1 < arguments.Count:
                    data = arguments[++i];
                    break;
                case { } argument when argument.StartsWith("--data=", StringComparison.Ordinal):
                    data = argument["--data=".Length..];
                    break;
                case "--fresh" when command == "restore":
                    fresh = true;
                    break;
                case { Length: > 0 } argument when backup is null && argument[0] != '-':
                    backup = argument;
                    break;
                default:
                    throw new UsageException(usage);
            }
        }

        return backup is null ? throw new UsageException(usage) : new BackupOptions(backup) { Data = data, Fresh = fresh };
    }
}
