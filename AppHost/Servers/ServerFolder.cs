using System.Security.Cryptography;
using System.Text;
using Community.AppHost.Processes;

namespace Community.AppHost.Servers;

/// <summary>
/// The folder of a private server, and its owner on this machine: an unprivileged one if AppHost is root (PostgreSQL refuses root),
/// otherwise AppHost's own user.
/// </summary>
internal sealed class ServerFolder
{
    private readonly string _name;

    /// <param name="folder">The path of the folder.</param>
    /// <param name="user">The unprivileged user that the server's Debian package creates.</param>
    public ServerFolder(string folder, string user)
    {
        folder = System.IO.Path.GetFullPath(folder);
        _name = folder;
        User = Environment.IsPrivilegedProcess ? user : null;
        Path = User is null || IsReachable(folder) ? folder : Elsewhere(folder);
    }

    /// <summary>The user to run the server as; null: AppHost's own user.</summary>
    public string? User { get; }

    /// <summary>Its real path.</summary>
    public string Path { get; }

    /// <summary>A path inside the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>
    /// Creates the folder. If the server's user cannot reach the requested path, the folder is elsewhere and the path is a link to it.
    /// </summary>
    public void Create()
    {
        if (Path != _name && !Directory.Exists(_name))
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true); // The data folder of the run was deleted.
            }

            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(_name)!);
            File.Delete(_name);
            Directory.CreateDirectory(Path);
            File.CreateSymbolicLink(_name, Path);
        }

        Directory.CreateDirectory(Path);
    }

    /// <summary>Gives the folder and all in it to <see cref="User"/>.</summary>
    public Task OwnAsync(Guardian guardian) =>
        User is null ? Task.CompletedTask : ChildProcess.RunAsync(new LaunchSpec("chown", "-R", $"{User}:", Path), guardian);

    // A data folder under /root cannot be opened by another user, with any mode.
    private static bool IsReachable(string folder)
    {
        for (var parent = Directory.GetParent(folder); parent is not null; parent = parent.Parent)
        {
            if (parent.Exists && !parent.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static string Elsewhere(string folder)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16];
        return $"/var/lib/community/{System.IO.Path.GetFileName(folder)}-{hash}";
    }
}
