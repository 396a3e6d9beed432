using System.Diagnostics;
using Community.Platform.Http.Problems;
using SkiaSharp;

namespace Community.Platform.Storage.Images;

/// <summary>
/// Decodes pictures: few at a time (<see cref="PictureOptions"/>), so that their memory is bounded, and outside of the request's thread.
/// The sizes of the picture were checked in its headers before. A picture that waits too long is refused with 503; the queue does not grow.
/// </summary>
internal sealed class ImageScaler(PictureOptions options) : IDisposable
{
    private const int Quality = 80;

    /// <summary>A copy is at most this many times as high as it is wide; a ribbon becomes narrower instead.</summary>
    private const int MostHeights = 4;

    private readonly SemaphoreSlim _turns = new(options.Concurrent);
    private int _waiting;

    /// <summary>Refuses work that would be refused after an upload anyway.</summary>
    /// <exception cref="ProblemException">503: too many pictures wait.</exception>
    public void RequireRoom()
    {
        if (Volatile.Read(ref _waiting) >= options.Waiting)
        {
            throw Refused();
        }
    }

    /// <summary>The size and placeholder of a picture. It reads the whole picture, so a damaged or truncated one is found.</summary>
    /// <param name="picture">A seekable stream, read from its beginning.</param>
    /// <param name="headers">Its size in its headers.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidImageException">It cannot be decoded.</exception>
    /// <exception cref="ProblemException">503: too many pictures wait.</exception>
    public Task<PictureDetails> DescribeAsync(Stream picture, ImageInfo headers, CancellationToken cancellationToken = default) =>
        RunAsync(
            deadline =>
            {
                using var decoded = DecodedPicture.Read(picture, headers, ThumbHash.MaxSide, ThumbHash.MaxSide, deadline);
                return Task.FromResult(new PictureDetails(decoded.Width, decoded.Height, decoded.Hash()));
            },
            cancellationToken
        );

    /// <summary>A picture in a width, as WebP; in its own width if that is smaller; null: there is no picture.</summary>
    /// <param name="open">Opens the picture when its turn has come, as a seekable stream. It is disposed here.</param>
    /// <param name="width">One of <see cref="PictureWidth"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="InvalidImageException">It cannot be decoded.</exception>
    /// <exception cref="ProblemException">503: too many pictures wait.</exception>
    public Task<Stream?> ScaleAsync(Func<Task<Stream?>> open, int width, CancellationToken cancellationToken = default) =>
        RunAsync<Stream?>(
            async deadline =>
            {
                await using var picture = await open();
                return picture is null ? null : Scale(picture, width, deadline);
            },
            cancellationToken
        );

    private static MemoryStream Scale(Stream picture, int width, Deadline deadline)
    {
        picture.Position = 0;
        using var decoded = DecodedPicture.Read(picture, ImageInfo.Read(picture), width, width * MostHeights, deadline);
        using var scaled = decoded.Draw();
        using var pixels = scaled.PeekPixels();
        var webp = new MemoryStream();
        if (!pixels.Encode(webp, new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, Quality)))
        {
            throw new InvalidImageException("The picture cannot be scaled.");
        }

        webp.Position = 0;
        return webp;
    }

    public void Dispose() => _turns.Dispose();

    private static ProblemException Refused()
    {
        PictureMetrics.Refused();
        return Problem
            .ServiceUnavailable(
                TimeSpan.FromSeconds(2),
                "Many pictures are being prepared at the moment. Try again shortly.",
                "pictures_busy"
            )
            .ToException();
    }

    private async Task<T> RunAsync<T>(Func<Deadline, Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            if (
                Interlocked.Increment(ref _waiting) > options.Waiting
                || !await _turns.WaitAsync(TimeSpan.FromSeconds(options.Seconds), cancellationToken)
            )
            {
                throw Refused();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            var began = Stopwatch.GetTimestamp();
            var deadline = new Deadline(TimeSpan.FromSeconds(options.Seconds));
            var isValid = false;
            try
            {
                var result = await Task.Run(() => work(deadline), CancellationToken.None);
                isValid = true;
                return result;
            }
            catch (InvalidImageException) when (deadline.IsOver)
            {
                // Its input ended because its time was over: that says nothing about the picture.
                throw Refused();
            }
            finally
            {
                PictureMetrics.Done(Stopwatch.GetElapsedTime(began), isValid);
            }
        }
        finally
        {
            _turns.Release();
        }
    }
}
