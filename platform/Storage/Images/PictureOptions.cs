using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Storage.Images;

/// <summary>How much pictures may cost.</summary>
[Settings("Pictures")]
internal sealed class PictureOptions
{
    /// <summary>The number of pictures that are decoded at the same time. Each needs at most 250 MB.</summary>
    [Range(1, 16)]
    public int Concurrent { get; init; } = 1;

    /// <summary>The number of pictures that may wait for it; more are refused (503).</summary>
    [Range(1, 1_000)]
    public int Waiting { get; init; } = 32;

    /// <summary>The longest time that a picture waits, and then the longest that it is read, in seconds.</summary>
    [Range(1, 60)]
    public int Seconds { get; init; } = 10;
}
