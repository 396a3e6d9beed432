using System.Text;

namespace Community.Platform.Storage;

/// <summary>The last 256 bytes of a stored file: a mark, the content type and the ETag, a line each, filled up with spaces.</summary>
internal static class ObjectTrailer
{
    public const int Length = 256;
    private const string Mark = "\ncommunity-object 1\n";

    public static byte[] Write(StoredObject about)
    {
        var text = $"{Mark}{about.ContentType}\n{about.ETag}\n";
        if (!Ascii.IsValid(text) || about.ContentType.Contains('\n', StringComparison.Ordinal) || about.ContentType.Length > 100)
        {
            throw new ArgumentException("A content type is at most 100 ASCII characters.", nameof(about));
        }
        return Encoding.ASCII.GetBytes(text.PadRight(Length));
    }

    /// <exception cref="InvalidDataException">The file was not written by this store, or is damaged.</exception>
    public static async Task<StoredObject> ReadAsync(string key, FileStream file, CancellationToken cancellationToken)
    {
        var length = file.Length - Length;
        if (length < 0)
        {
            throw new InvalidDataException("A stored file has no trailer.");
        }
        var bytes = new byte[Length];
        file.Position = length;
        await file.ReadExactlyAsync(bytes, cancellationToken);
        file.Position = 0;
        var text = Encoding.ASCII.GetString(bytes);
        if (!text.StartsWith(Mark, StringComparison.Ordinal))
        {
            throw new InvalidDataException("A stored file has no trailer.");
        }
        var lines = text[Mark.Length..].Split('\n');
        return new StoredObject(key, lines[0], length, lines[1]);
    }
}
