using System.Security.Cryptography;
using System.Text;
using Community.AppHost.Processes;

namespace Community.AppHost.Servers;

/// <summary>
/// The folder of a private server, and the user who owns it: an unprivileged one when we are root (PostgreSQL refuses root),
/// otherwise ourselves.
/// </summary>
internal sealed class ServerFolder
{
    private readonly string _name;

    /// <param name="folder">Where it is to be.</param>
    /// <param name="user">The unprivileged user that the server's Debian package creates.</param>
    public ServerFolder(string folder, string user)
    {
        folder = System.IO.Path.GetFullPath(folder);
        _name = folder;
        User = Environment.IsPrivilegedProcess ? user : null;
        Path = User is null || IsReachable(folder) ? folder : Elsewhere(folder);
    }

    /// <summary>The user to run the server as; null for ourselves.</summary>
    public string? User { get; }

    /// <summary>Its real place.</summary>
    public string Path { get; }

    /// <summary>A path inside the folder.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Creates the folder, with a link at the place where it was asked for if that is out of the user's reach.</summary>
    public void Create()
    {
        if (Path != _name && !Directory.Exists(_name))
        {
            if (Directory.Exists(Path))
            {
                Directory.Delete(Path, recursive: true); // its data folder was deleted
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

    // A data folder under /root cannot be entered by another user, whatever its own mode.
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
