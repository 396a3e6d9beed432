using System.Security.Cryptography;
using System.Text.Json;
using Community.AppHost.Processes;

namespace Community.AppHost.Backups;

/// <summary>Messages that a consumer gave up on before the backup. They are only in the broker, so they are not in the backup.</summary>
/// <param name="Queue">The error queue.</param>
/// <param name="Messages">How many there were.</param>
internal sealed record GivenUp(string Queue, long Messages);

/// <summary>The table of contents of a backup. It is written last, so that a backup without one is incomplete.</summary>
/// <param name="Format">The version of this layout: 1.</param>
/// <param name="TakenAt">The moment of the databases, at the latest.</param>
/// <param name="PostgresVersion">PostgreSQL's major version; only this version reads the copy.</param>
/// <param name="GivenUp">Error queues that were not empty.</param>
/// <param name="Files">Every file, by its path in the backup, with its SHA-256 in hexadecimal.</param>
internal sealed record BackupContents(
    int Format,
    DateTimeOffset TakenAt,
    string PostgresVersion,
    IReadOnlyList<GivenUp> GivenUp,
    IReadOnlyDictionary<string, string> Files
);

/// <summary>
/// A folder with one backup. Only its owner can read it, because it has the secrets of the fleet. Each file is flushed to the disk, and its
/// sum is in the table of contents.
/// </summary>
internal sealed class BackupFolder
{
    /// <summary>The version of the layout that this program writes and reads.</summary>
    public const int Format = 1;

    private const string ContentsFile = "backup.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    private readonly SortedDictionary<string, string> _sums = new(StringComparer.Ordinal);

    private BackupFolder(string path) => Path = path;

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>A path inside it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder for a new backup.</summary>
    /// <exception cref="UsageException">It has files already.</exception>
    public static BackupFolder Create(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (File.Exists(path) || (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()))
        {
            throw new UsageException($"{path} is not empty. A backup needs a folder of its own.");
        }

        Directory.CreateDirectory(path, OwnerOnly);
        File.SetUnixFileMode(path, OwnerOnly);
        return new BackupFolder(path);
    }

    /// <summary>Opens a backup and compares every file with its sum.</summary>
    /// <exception cref="UsageException">It is no complete backup, or a file was changed.</exception>
    public static async Task<(BackupFolder Folder, BackupContents Contents)> OpenAsync(string path)
    {
        var folder = new BackupFolder(System.IO.Path.GetFullPath(path));
        if (!File.Exists(folder[ContentsFile]))
        {
            throw new UsageException($"{folder.Path} is not a complete backup: it has no {ContentsFile}.");
        }

        var contents = await ReadAsync(folder);
        if (contents.Format != Format)
        {
            throw new UsageException($"{folder.Path} has format {contents.Format}, and this version reads format {Format}.");
        }

        foreach (var (name, sum) in contents.Files)
        {
            if (!File.Exists(folder[name]) || await SumAsync(folder[name]) != sum)
            {
                throw new UsageException($"{folder[name]} is missing or was changed. Use another backup.");
            }
        }

        return (folder, contents);
    }

    /// <summary>Copies a file into the backup; false if it does not exist (any more).</summary>
    /// <param name="source">The file.</param>
    /// <param name="name">Its path in the backup.</param>
    public async Task<bool> AddCopyAsync(string source, string name)
    {
        try
        {
            await using var content = new FileStream(source, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            await AddAsync(name, content);
            return true;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Copies all files of a folder into the backup; returns how many.</summary>
    /// <param name="source">The folder; it may be missing.</param>
    /// <param name="name">Its path in the backup.</param>
    /// <param name="except">The name of folders in it that are left out; null: none.</param>
    public async Task<int> AddFolderAsync(string source, string name, string? except = null)
    {
        var copied = 0;
        if (!Directory.Exists(source))
        {
            return copied;
        }

        foreach (
            var file in Directory.EnumerateFiles(
                source,
                "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }
            )
        )
        {
            var relative = System.IO.Path.GetRelativePath(source, file);
            if (except is null || !relative.Split('/').Contains(except, StringComparer.Ordinal))
            {
                copied += await AddCopyAsync(file, $"{name}/{relative}") ? 1 : 0;
            }
        }

        return copied;
    }

    /// <summary>Writes a text file into the backup.</summary>
    public async Task AddTextAsync(string name, string text)
    {
        using var content = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text));
        await AddAsync(name, content);
    }

    /// <summary>Takes up a file that another program wrote into the backup.</summary>
    public async Task AddWrittenAsync(string name)
    {
        await using (var written = new FileStream(this[name], FileMode.Open, FileAccess.ReadWrite))
        {
            written.Flush(flushToDisk: true);
        }

        File.SetUnixFileMode(this[name], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _sums[name] = await SumAsync(this[name]);
    }

    /// <summary>A new folder in it, which only its owner can open.</summary>
    public string AddFolder(string name)
    {
        // The mode that is given applies to the last folder of the path only.
        for (var end = name.IndexOf('/', StringComparison.Ordinal); end > 0; end = name.IndexOf('/', end + 1))
        {
            Directory.CreateDirectory(this[name[..end]], OwnerOnly);
        }

        Directory.CreateDirectory(this[name], OwnerOnly);
        return this[name];
    }

    /// <summary>Writes the table of contents: the backup is complete.</summary>
    public void Complete(DateTimeOffset takenAt, string postgresVersion, IReadOnlyList<GivenUp> givenUp)
    {
        var contents = new BackupContents(Format, takenAt, postgresVersion, givenUp, _sums);
        Secrets.Write(this[ContentsFile], JsonSerializer.Serialize(contents, Json) + "\n");
    }

    private static async Task<BackupContents> ReadAsync(BackupFolder folder)
    {
        try
        {
            await using var file = File.OpenRead(folder[ContentsFile]);
            return await JsonSerializer.DeserializeAsync<BackupContents>(file, Json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new UsageException($"{folder[ContentsFile]} cannot be read. Use another backup.");
        }
    }

    private async Task AddAsync(string name, Stream content)
    {
        AddFolder(System.IO.Path.GetDirectoryName(name)!);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = new FileStream(
            this[name],
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        var buffer = new byte[128 * 1024];
        for (int read; (read = await content.ReadAsync(buffer)) > 0; )
        {
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read));
        }

        file.Flush(flushToDisk: true);
        _sums[name] = Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static async Task<string> SumAsync(string file)
    {
        await using var content = File.OpenRead(file);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(content));
    }
}
