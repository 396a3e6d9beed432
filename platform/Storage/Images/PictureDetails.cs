using System.Globalization;

namespace Community.Platform.Storage.Images;

/// <summary>
/// A picture's size as it is shown, and its placeholder. They are a part of the object's key, so they are known wherever the key is.
/// </summary>
/// <param name="Width">In pixels, after the orientation was applied; at least 1.</param>
/// <param name="Height">In pixels, after the orientation was applied; at least 1.</param>
/// <param name="ThumbHash">The placeholder (<see cref="Images.ThumbHash"/>), 5 to 25 bytes.</param>
internal sealed record PictureDetails(int Width, int Height, byte[] ThumbHash)
{
    /// <summary>The placeholder as clients read it.</summary>
    public string Placeholder => Convert.ToBase64String(ThumbHash);

    /// <summary>As a part of a key: <c>800x600.3a5c…</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}.{Convert.ToHexStringLower(ThumbHash)}");

    /// <summary>The details in a key; null: it has none, because the picture was stored before pictures had sizes.</summary>
    public static PictureDetails? Of(string? key)
    {
        if (
            key?[(key.LastIndexOf('/') + 1)..].Split('.') is not [_, var size, var hash, _]
            || size.Split('x') is not [var width, var height]
        )
        {
            return null;
        }

        return
            int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
            && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            && hash.Length % 2 == 0
            && hash.All(char.IsAsciiHexDigit)
            ? new PictureDetails(w, h, Convert.FromHexString(hash))
            : null;
    }
}
