using Community.Platform.Http.OpenApi;
using Community.Platform.Storage.Images;

namespace Community.Platform.Storage;

/// <summary>A picture, with its size, a placeholder and a description for pages.</summary>
/// <param name="Url">
/// The path of the picture, relative to the gateway. <c>w=64</c>, <c>256</c> or <c>1024</c> in its query gives it in that width as WebP.
/// </param>
/// <param name="Width">Of the original, in pixels; null: it was uploaded before sizes were kept.</param>
/// <param name="Height">Of the original, in pixels; null: it was uploaded before sizes were kept.</param>
/// <param name="Placeholder">
/// A ThumbHash in base64, to show until the picture has arrived; null: it was uploaded before placeholders were made.
/// </param>
/// <param name="Alt">The alternative text: a description by the uploader, for people who cannot see it.</param>
public sealed record PictureView(string Url, int? Width, int? Height, string? Placeholder, string? Alt) : IHasExample<PictureView>
{
    /// <inheritdoc/>
    public static PictureView Example =>
        new(
            "/api/v1/users/01938e7c-5a10-7c3e-9a44-2f6b8d1e7a90/picture?v=0198c0de00007000800000000000000a",
            1600,
            1200,
            "1QcSHQRnh493V4dIh4eXh1h4kJUI",
            "Two people carry bread out of an oven."
        );

    /// <summary>The picture of a key; null: there is none.</summary>
    /// <param name="url">Where it is served; null: there is no picture.</param>
    /// <param name="key">The object's key.</param>
    /// <param name="alt">The alternative text.</param>
    public static PictureView? Of(string? url, string? key, string? alt) =>
        url is null ? null
        : PictureDetails.Of(key) is { } details ? new(url, details.Width, details.Height, details.Placeholder, alt)
        : new(url, Width: null, Height: null, Placeholder: null, alt);
}
