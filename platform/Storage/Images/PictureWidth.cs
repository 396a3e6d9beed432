namespace Community.Platform.Storage.Images;

/// <summary>The widths, in pixels, in which pictures are served (<c>?w=</c>): an avatar, a card, a page.</summary>
public static class PictureWidth
{
    /// <summary>An avatar in a list.</summary>
    public const int Small = 64;

    /// <summary>A card or a large avatar.</summary>
    public const int Medium = 256;

    /// <summary>A page.</summary>
    public const int Large = 1024;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<int> All { get; } = [Small, Medium, Large];
}
