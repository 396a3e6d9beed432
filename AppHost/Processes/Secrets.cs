using System.Security.Cryptography;

namespace Community.AppHost.Processes;

/// <summary>Secrets of a local run: generated once, stored in files that only their owner may read.</summary>
public static class Secrets
{
    /// <summary>
    /// The secret in <paramref name="file"/>; if there is none, it is generated: base64 of <paramref name="bytes"/> random bytes.
    /// </summary>
    public static string Kept(string file, int bytes = 32)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } secret)
        {
            return secret;
        }

        secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(bytes));
        Write(file, secret);
        return secret;
    }

    /// <summary>Writes a file with mode 0600, completely or not at all.</summary>
    internal static void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var fresh = file + ".new";
        File.Delete(fresh);
        using (
            var stream = new FileStream(
                fresh,
                new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                }
            )
        )
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text);
        }

        File.Move(fresh, file, overwrite: true);
    }
}
