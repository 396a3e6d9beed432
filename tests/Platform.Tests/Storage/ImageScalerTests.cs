using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using SkiaSharp;

namespace Community.Platform.Tests.Storage;

public sealed class ImageScalerTests : IDisposable
{
    private readonly ImageScaler _scaler = new(new PictureOptions());

    public void Dispose() => _scaler.Dispose();

    [Theory]
    [InlineData(ContentType.Jpeg)]
    [InlineData(ContentType.Png)]
    [InlineData(ContentType.Webp)]
    public async Task ACopyHasTheWidthThatWasAskedForAndIsWebp(string type)
    {
        var copy = await ScaleAsync(RealPictures.Quarters(type, 400, 200), PictureWidth.Small);
        ImageInfo.Read(new MemoryStream(copy)).ShouldBe(new ImageInfo(ContentType.Webp, 64, 32));
        ColoursOf(copy).ShouldBe("red green blue white");
    }

    [Fact]
    public async Task APictureIsNotMadeLarger() =>
        ImageInfo
            .Read(new MemoryStream(await ScaleAsync(RealPictures.Quarters(ContentType.Png, 40, 20), PictureWidth.Large)))
            .ShouldBe(new ImageInfo(ContentType.Webp, 40, 20));

    [Fact]
    public async Task ARibbonBecomesNarrower() =>
        ImageInfo
            .Read(new MemoryStream(await ScaleAsync(RealPictures.Quarters(ContentType.Png, 100, 4000), PictureWidth.Small)))
            .ShouldBe(new ImageInfo(ContentType.Webp, 6, 256));

    [Theory]
    [InlineData(2, false, "green red white blue")]
    [InlineData(3, false, "white blue green red")]
    [InlineData(4, false, "blue white red green")]
    [InlineData(5, true, "red blue green white")]
    [InlineData(6, true, "blue red white green")]
    [InlineData(7, true, "white green blue red")]
    [InlineData(8, true, "green white red blue")]
    public async Task ACopyStandsUpright(int orientation, bool isTurned, string colours)
    {
        var picture = RealPictures.Quarters(ContentType.Jpeg, 400, 200, orientation);
        var details = await DescribeAsync(picture);
        (details.Width, details.Height).ShouldBe(isTurned ? (200, 400) : (400, 200));
        ColoursOf(await ScaleAsync(picture, PictureWidth.Small)).ShouldBe(colours);
    }

    [Fact]
    public async Task APictureWithoutItsLastRowsIsRefused()
    {
        var whole = RealPictures.Quarters(ContentType.Png, 400, 200);
        var cut = Pictures.PngWithHalfOfItsData(whole);
        // Its chunks are right, its picture is not.
        ImageMetadata.Strip(new MemoryStream(cut), new MemoryStream());
        await Should.ThrowAsync<InvalidImageException>(() => DescribeAsync(cut));
    }

    [Fact]
    public async Task APictureThatNoDecoderReadsIsRefused()
    {
        await Should.ThrowAsync<InvalidImageException>(() => DescribeAsync(Pictures.Jpeg()));
        await Should.ThrowAsync<InvalidImageException>(() => DescribeAsync(Pictures.Webp()));
    }

    [Fact]
    public async Task APictureIsRefusedWhenTooManyWait()
    {
        using var scaler = new ImageScaler(new PictureOptions { Concurrent = 1, Waiting = 1 });
        var picture = RealPictures.Quarters(ContentType.Png, 40, 20);
        using var held = new HeldStream(picture);
        var first = scaler.DescribeAsync(held, new ImageInfo(ContentType.Png, 40, 20));
        var second = scaler.DescribeAsync(new MemoryStream(picture), new ImageInfo(ContentType.Png, 40, 20));

        (
            await Should.ThrowAsync<ProblemException>(() => scaler.DescribeAsync(new MemoryStream(picture), new(ContentType.Png, 40, 20)))
        ).Problem.ShouldBeOfType<ServiceUnavailableProblem>();
        Should.Throw<ProblemException>(scaler.RequireRoom);

        held.Release();
        (await first).ShouldBeEquivalentTo(await second);
        scaler.RequireRoom();
    }

    [Fact]
    public void TheDetailsAreInTheKey()
    {
        var owner = Guid.CreateVersion7();
        var key = ObjectKey.New("pictures", owner, "jpg", new PictureDetails(1600, 1200, [1, 2, 3, 4, 255]));
        var details = PictureDetails.Of(key).ShouldNotBeNull();
        (details.Width, details.Height, details.Placeholder).ShouldBe((1600, 1200, "AQIDBP8="));
        var size = ObjectKey.SizeOf(key, 256);
        (ObjectKey.VersionOf(size), ObjectKey.TimeOf(size)).ShouldBe((ObjectKey.VersionOf(key), ObjectKey.TimeOf(key)));
        (ObjectKey.IsSize(size), ObjectKey.IsSize(key)).ShouldBe((true, false));
        var old = ObjectKey.New("pictures", owner, "webp");
        (PictureDetails.Of(old), ObjectKey.IsSize(old)).ShouldBe((null, false));
        (PictureDetails.Of(null), PictureDetails.Of(size)).ShouldBe((null, null));
    }

    /// <summary>The reference implementation of the format gives the same for these pixels.</summary>
    [Fact]
    public void ThePlaceholderIsAThumbHash()
    {
        var pixels = new byte[12 * 8 * 4];
        for (var i = 0; i < 12 * 8; i++)
        {
            for (var k = 0; k < 3; k++)
            {
                pixels[(i * 4) + k] = (byte)((i * 37) + (k * 71) + (i * i * (k + 3)));
            }

            pixels[(i * 4) + 3] = 255;
        }

        Convert.ToBase64String(ThumbHash.Of(pixels, 12, 8)).ShouldBe("IAgGDYQFenWmWBR5eSeGe3B0sjcA");
        for (var i = 0; i < 20; i++)
        {
            pixels[(i * 4) + 3] = (byte)(i * 3);
        }

        Convert.ToBase64String(ThumbHash.Of(pixels, 12, 8)).ShouldBe("YAiGC4I8Bpu2aYrAft57MIZ3YHhySGg=");
    }

    private static MemoryStream Clean(byte[] picture, out ImageInfo headers)
    {
        var clean = new MemoryStream();
        headers = ImageMetadata.Strip(new MemoryStream(picture), clean);
        return clean;
    }

    private Task<PictureDetails> DescribeAsync(byte[] picture) => _scaler.DescribeAsync(Clean(picture, out var headers), headers);

    private async Task<byte[]> ScaleAsync(byte[] picture, int width)
    {
        await using var copy = (await _scaler.ScaleAsync(() => Task.FromResult<Stream?>(Clean(picture, out _)), width)).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        await copy.CopyToAsync(bytes);
        return bytes.ToArray();
    }

    private static string ColoursOf(byte[] webp)
    {
        using var bitmap = SKBitmap.Decode(webp);
        var (x, y) = (bitmap.Width / 4, bitmap.Height / 4);
        return string.Join(
            ' ',
            ((int, int)[])[(x, y), (3 * x, y), (x, 3 * y), (3 * x, 3 * y)] is var places
                ? places.Select(place => NameOf(bitmap.GetPixel(place.Item1, place.Item2)))
                : []
        );
    }

    private static string NameOf(SKColor colour) =>
        (colour.Red > 128, colour.Green > 128, colour.Blue > 128) switch
        {
            (true, false, false) => "red",
            (false, true, false) => "green",
            (false, false, true) => "blue",
            (true, true, true) => "white",
            _ => colour.ToString(),
        };

    /// <summary>A picture whose first byte is not read before it is released.</summary>
    private sealed class HeldStream(byte[] bytes) : MemoryStream(bytes)
    {
        private readonly ManualResetEventSlim _released = new();

        public void Release() => _released.Set();

        public override int Read(Span<byte> buffer)
        {
            _released.Wait(TimeSpan.FromSeconds(9));
            return base.Read(buffer);
        }

        protected override void Dispose(bool disposing)
        {
            _released.Dispose();
            base.Dispose(disposing);
        }
    }
}
