using System.Globalization;
using Community.AppHost.Processes;

namespace Community.AppHost;

/// <summary>Thrown for a mistake of the user, which is shown in one line without a stack trace.</summary>
public sealed class UsageException(string message) : Exception(message);

/// <summary>
/// The folder of one local run: servers' data, logs, secrets. It is locked as long as AppHost runs (by flock, so the kernel always unlocks
/// it), and while the guardian of a killed AppHost kills its children.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string RestoreMark = "restore.incomplete";
    private static readonly TimeSpan GuardianLimit = TimeSpan.FromSeconds(15);
    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>A path inside it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The file that a <see cref="Guardian"/> of this folder locks.</summary>
    public string GuardianLock => this["guardian.lock"];

    /// <summary>Creates the folder if it does not exist, and locks it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="fresh">Whether its content is deleted first.</param>
    /// <exception cref="UsageException">
    /// Another AppHost has locked it; its pid is in the message. Or it holds something else, or an incomplete restore.
    /// </exception>
    public static async Task<DataFolder> TakeAsync(string path, bool fresh)
    {
        path = System.IO.Path.GetFullPath(path);
        if (
            Directory.Exists(path)
            && Directory.EnumerateFileSystemEntries(path).Any()
            && !File.Exists(System.IO.Path.Combine(path, "lock"))
        )
        {
            throw new UsageException($"{path} is not empty and not a data folder of Community.");
        }

        Directory.CreateDirectory(path);
        if (TryLock(System.IO.Path.Combine(path, "lock")) is not { } held)
        {
            var pid = await ReadAsync(System.IO.Path.Combine(path, "pid"));
            throw new UsageException(
                $"Community already runs on {path} with pid {pid}. Stop it (kill {pid}), or use another folder: --data DIR."
            );
        }

        if (!fresh && File.Exists(System.IO.Path.Combine(path, RestoreMark)))
        {
            await held.DisposeAsync();
            throw new UsageException($"A restore into {path} did not end. Restore again with --fresh, or use another folder.");
        }

        var folder = new DataFolder(path, held);
        await File.WriteAllTextAsync(folder["pid"], string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        await folder.WaitForGuardianAsync();
        if (fresh)
        {
            folder.Empty();
        }

        return folder;
    }

    /// <summary>The pid of the AppHost that runs on a folder; null if none does.</summary>
    public static async Task<int?> RunningOnAsync(string path)
    {
        var file = System.IO.Path.Combine(path, "lock");
        if (!File.Exists(file))
        {
            return null;
        }

        if (TryLock(file) is { } free)
        {
            await free.DisposeAsync();
            return null;
        }

        return int.TryParse(await ReadAsync(System.IO.Path.Combine(path, "pid")), CultureInfo.InvariantCulture, out var pid) ? pid : null;
    }

    /// <summary>From now on the folder counts as incomplete, until <see cref="EndRestore"/>: it cannot be run on.</summary>
    public void BeginRestore() => File.WriteAllText(this[RestoreMark], "");

    /// <summary>Records that the restored data is complete.</summary>
    public void EndRestore() => File.Delete(this[RestoreMark]);

    /// <summary>A folder in it that only the present user can open.</summary>
    public string PrivateFolder(string name)
    {
        var folder = this[name];
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    /// <summary>A secret of this run, generated once (see <see cref="Secrets.Kept"/>).</summary>
    public string Secret(string name) => Secrets.Kept(this[$"secrets/{name}"]);

    /// <summary>The same as a word that can be a part of an address (see <see cref="Secrets.KeptWord"/>).</summary>
    public string SecretWord(string name) => Secrets.KeptWord(this[$"secrets/{name}"]);

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(this["pid"]);
        }
        catch (DirectoryNotFoundException)
        {
            // The folder was removed while this program ran.
        }

        _lock.Dispose();
    }

    private async Task WaitForGuardianAsync()
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (TryLock(GuardianLock) is { } free)
            {
                await free.DisposeAsync();
                return;
            }

            if (TimeProvider.System.GetElapsedTime(start) > GuardianLimit)
            {
                throw new UsageException($"Processes of an earlier run on {Path} do not end.");
            }

            await Task.Delay(50);
        }
    }

    private void Empty()
    {
        foreach (var entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            // A server's folder may be a link (ServerFolder). Its target is deleted when the folder is next created.
            if (entry is DirectoryInfo { LinkTarget: null } folder)
            {
                folder.Delete(recursive: true);
            }
            else if (entry.Name is not ("lock" or "pid" or "guardian.lock"))
            {
                entry.Delete();
            }
        }
    }

    // FileShare.None is flock(LOCK_EX) on Linux, which ends with the process. The pid is in another file so that it can be read.
    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task<string> ReadAsync(string file)
    {
        try
        {
            return (await File.ReadAllTextAsync(file)).Trim();
        }
        catch (IOException)
        {
            return "?";
        }
    }
}
