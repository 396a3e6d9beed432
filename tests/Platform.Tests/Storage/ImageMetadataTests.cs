using System.Text;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using FsCheck;
using FsCheck.Fluent;

namespace Community.Platform.Tests.Storage;

public class ImageMetadataTests
{
    public static TheoryData<string> Types => [ContentType.Jpeg, ContentType.Png, ContentType.Webp, ContentType.Gif];

    [Theory]
    [MemberData(nameof(Types))]
    public void WhereThePictureWasTakenIsGone(string type)
    {
        var picture = Pictures.Of(type);
        Contains(picture, Pictures.Secret).ShouldBeTrue();
        var (clean, info) = Strip(picture);
        Contains(clean, Pictures.Secret).ShouldBeFalse();
        info.ShouldBe(new ImageInfo(type, 3, 2));
        ImageInfo.Read(new MemoryStream(clean)).ShouldBe(info);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void StrippingTwiceIsStrippingOnce(string type)
    {
        var once = Strip(Pictures.Of(type)).Clean;
        Strip(once).Clean.ShouldBe(once);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void WhatFollowsThePicturesEndIsGone(string type)
    {
        var picture = Pictures.Of(type);
        Strip([.. picture, .. Pictures.Script]).Clean.ShouldBe(Strip(picture).Clean);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void ATruncatedPictureIsRefused(string type)
    {
        var picture = Pictures.Of(type);
        for (var length = 0; length < picture.Length; length++)
        {
            Should.Throw<InvalidImageException>(() => Strip(picture[..length]), $"{length} of {picture.Length} bytes");
        }
    }

    [Theory]
    [InlineData(6, true)]
    [InlineData(8, false)]
    public void AJpegKeepsItsOrientationAndNothingElseOfExif(int orientation, bool bigEndian)
    {
        var clean = Strip(Pictures.Jpeg(orientation: orientation, bigEndian: bigEndian)).Clean;
        var exif = clean.AsSpan().IndexOf("Exif\0\0"u8);
        clean.AsSpan(exif, 8).EndsWith("MM"u8).ShouldBeTrue();
        clean[exif + 6 + 8 + 1].ShouldBe((byte)1);
        clean[exif + 6 + 8 + 2 + 9].ShouldBe((byte)orientation);
        (clean[exif - 2] << 8 | clean[exif - 1]).ShouldBe(2 + 6 + 26);
    }

    [Fact]
    public void AnUprightJpegHasNoExifAtAll() => Contains(Strip(Pictures.Jpeg(orientation: 1)).Clean, "Exif").ShouldBeFalse();

    [Fact]
    public void AJpegKeepsItsColourProfileAndEveryScan()
    {
        var clean = Strip(Pictures.Jpeg()).Clean;
        Contains(clean, "ICC_PROFILE").ShouldBeTrue();
        clean.AsSpan().EndsWith((ReadOnlySpan<byte>)[1, 1, 0, 1, 63, 0, 5, 6, 0xff, 0xd9]).ShouldBeTrue();
        clean.AsSpan().IndexOf((ReadOnlySpan<byte>)[1, 2, 0xff, 0x00, 3, 0xff, 0xd0, 4]).ShouldBePositive();
    }

    [Fact]
    public void AWebpsHeaderNoLongerPromisesMetadata()
    {
        var clean = Strip(Pictures.Webp()).Clean;
        clean[20].ShouldBe((byte)0);
        BitConverter.ToUInt32(clean, 4).ShouldBe((uint)clean.Length - 8);
    }

    [Fact]
    public void AGifStillLoops() => Contains(Strip(Pictures.Gif()).Clean, "NETSCAPE2.0").ShouldBeTrue();

    [Fact]
    public void APngWithAWrongChecksumIsRefused()
    {
        var picture = Pictures.Png();
        picture[^6] ^= 1;
        Should.Throw<InvalidImageException>(() => Strip(picture));
    }

    [Fact]
    public void APictureOfFarTooManyPixelsIsRefusedByItsHeader()
    {
        var bomb = Pictures.Png(30_000, 30_000);
        ImageInfo.Read(new MemoryStream(bomb)).Pixels.ShouldBe(900_000_000);
        Should.Throw<InvalidImageException>(() => Strip(bomb)).Message.ShouldContain("pixels");
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Png(uint.MaxValue, uint.MaxValue)));
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Jpeg(65_535, 65_535)));
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Webp(16_000, 16_000)));
    }

    [Fact]
    public void WhatMustBeDecodedWholeHasFewerPixels()
    {
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Png(5_001, 5_000))).Message.ShouldContain("25 megapixels");
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Webp(5_001, 5_000)));
        // Pictures.Jpeg is progressive; a plain one of that size is decoded to a smaller picture, if all components are in one scan.
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Jpeg(5_001, 5_000)));
        var plain = Pictures.Jpeg(8_000, 6_000);
        plain[plain.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xff, 0xc2]) + 1] = 0xc0;
        Should.Throw<InvalidImageException>(() => Strip(plain)).Message.ShouldContain("25 megapixels");
        byte[] oneScan = [.. plain[..plain.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xff, 0xda])], .. plain[^2..]];
        Strip(oneScan).Info.Pixels.ShouldBe(48_000_000);
    }

    [Fact]
    public void AJpegOfManyScansIsRefused()
    {
        var picture = Pictures.Jpeg();
        byte[] scan = [0xff, 0xda, 0, 8, 1, 1, 0, 1, 63, 0, 5];
        Strip([.. picture[..^2], .. Enumerable.Repeat(scan, 20).SelectMany(bytes => bytes), .. picture[^2..]]);
        Should.Throw<InvalidImageException>(() =>
            Strip([.. picture[..^2], .. Enumerable.Repeat(scan, 100).SelectMany(bytes => bytes), .. picture[^2..]])
        );
    }

    [Fact]
    public void APictureThatMovesIsRefusedWhereOnlyStillOnesAreAccepted()
    {
        var gif = Pictures.Gif();
        var frame = gif.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0x2c, 0, 0, 0, 0]);
        byte[][] moving = [Pictures.MovingPng(), Pictures.MovingWebp(), [.. gif[..^1], .. gif[frame..]]];
        foreach (var picture in moving)
        {
            ImageMetadata.Strip(new MemoryStream(picture), new MemoryStream());
            Should
                .Throw<InvalidImageException>(() => ImageMetadata.Strip(new MemoryStream(picture), new MemoryStream(), allowsMotion: false))
                .Message.ShouldContain("animated");
        }
    }

    [Fact]
    public void APictureWithoutASizeIsRefused()
    {
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Png(0, 5)));
        Should.Throw<InvalidImageException>(() => Strip(Pictures.Jpeg(5, 0)));
        Should.Throw<InvalidImageException>(() => Strip(Pictures.LossyWebp(0, 4)));
    }

    [Fact]
    public void ALossyWebpsSizeIsRead() =>
        ImageInfo.Read(new MemoryStream(Pictures.LossyWebp(640, 480))).ShouldBe(new ImageInfo(ContentType.Webp, 640, 480));

    [Fact]
    public void AWebpWhosePictureExceedsItsCanvasIsRefused()
    {
        var picture = Pictures.Webp();
        picture[12 + 18 + 9] = 200; // The lossless picture's width.
        Should.Throw<InvalidImageException>(() => Strip(picture));
    }

    [Fact]
    public void RandomBytesAreRefusedAndNothingWorse() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(
                ArbMap.Default.ArbFor<byte[]>(),
                Gen.Elements("", "\xff\xd8\xff\xe0", "\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "RIFF\xff\xff\0\0WEBPVP8X", "GIF89a").ToArbitrary(),
                (bytes, start) => IsCleanOrRefused([.. Encoding.Latin1.GetBytes(start), .. bytes])
            )
        );

    [Fact]
    public void RandomChangesAreAcceptedOrRefusedAndNothingWorse()
    {
        var change = ArbMap.Default.GeneratorFor<int>().Zip(ArbMap.Default.GeneratorFor<byte>()).ArrayOf();
        var picture = Gen.Elements(ContentType.Jpeg, ContentType.Png, ContentType.Webp, ContentType.Gif).Select(Pictures.Of);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2000),
            Prop.ForAll(
                picture.ToArbitrary(),
                change.ToArbitrary(),
                (bytes, changes) =>
                {
                    foreach (var (at, value) in changes)
                    {
                        bytes[(int)((uint)at % bytes.Length)] = value;
                    }
                    return IsCleanOrRefused(bytes);
                }
            )
        );
    }

    [Fact]
    public void MemoryDoesNotGrowWithThePicture()
    {
        // A chunk with a declared length of 2 GiB, and 100 MB of it.
        using var huge = new EndlessChunk([.. Pictures.Png()[..33], 0x7f, 0xff, 0xff, 0xff, .. "IDAT"u8], 100_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<InvalidImageException>(() => ImageMetadata.Strip(huge, Stream.Null));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1_000_000);
    }

    private static bool IsCleanOrRefused(byte[] bytes)
    {
        try
        {
            var (clean, info) = Strip(bytes);
            return info.Width > 0 && Strip(clean).Clean.AsSpan().SequenceEqual(clean);
        }
        catch (InvalidImageException)
        {
            return true;
        }
    }

    private static (byte[] Clean, ImageInfo Info) Strip(byte[] picture)
    {
        using var clean = new MemoryStream();
        var info = ImageMetadata.Strip(new MemoryStream(picture), clean);
        return (clean.ToArray(), info);
    }

    private static bool Contains(byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(text)) >= 0;

    private sealed class EndlessChunk(byte[] head, long left) : Stream
    {
        private long _left = left;
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_at < head.Length)
            {
                count = Math.Min(count, head.Length - _at);
                head.AsSpan(_at, count).CopyTo(buffer.AsSpan(offset));
                _at += count;
                return count;
            }

            var read = (int)Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
