using System.Security.Cryptography;

namespace Community.AppHost.Processes;

/// <summary>Secrets of a local run: generated once, stored in files that only their owner may read.</summary>
public static class Secrets
{
    /// <summary>
    /// The secret in <paramref name="file"/>; if there is none, it is generated: base64 of <paramref name="bytes"/> random bytes.
    /// </summary>
    public static string Kept(string file, int bytes = 32) => KeptAs(Convert.ToBase64String, file, bytes);

    /// <summary>The same as a word of hexadecimal digits, which can be a part of an address.</summary>
    public static string KeptWord(string file) => KeptAs(Convert.ToHexStringLower, file, 32);

    private static string KeptAs(Func<byte[], string> text, string file, int bytes)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } secret)
        {
            return secret;
        }

        secret = text(RandomNumberGenerator.GetBytes(bytes));
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
