using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;

namespace Community.Platform.Tests.Storage;

/// <summary>The bound of the disk space for files on their way.</summary>
public sealed class SpoolSpaceTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly SpoolSpace _space = new(mebiBytes: 2);

    [Fact]
    public async Task AFileTooManyIsRefusedBeforeItIsReadUntilAnotherIsClosed()
    {
        var first = await SpoolAsync(new Arriving(10));
        await using var second = await SpoolAsync(new Arriving(10));
        var third = new Arriving(10);

        (await Should.ThrowAsync<ObjectStoreException>(() => SpoolAsync(third))).Failure.ShouldBe(ObjectStoreFailure.Full);
        third.IsRead.ShouldBeFalse();

        await first.DisposeAsync();
        await (await SpoolAsync(third)).DisposeAsync();
        _space.Taken.ShouldBe(Megabyte);
    }

    [Fact]
    public async Task AFileThatIsTooLargeOrBreaksOffTakesNoSpace()
    {
        await Should.ThrowAsync<ObjectStoreException>(() => SpoolAsync(new Arriving(Megabyte + 1)));
        await Should.ThrowAsync<IOException>(() => SpoolAsync(new Arriving(-1)));
        _space.Taken.ShouldBe(0);
    }

    [Fact]
    public async Task AFileOfKnownLengthTakesThatAndClosingItTwiceFreesItOnce()
    {
        await using var other = await SpoolAsync(new Arriving(1));
        var file = await SpoolAsync(new MemoryStream(new byte[10]));
        _space.Taken.ShouldBe(Megabyte + 10);
        await file.DisposeAsync();
        file.Dispose();
        _space.Taken.ShouldBe(Megabyte);
    }

    [Fact]
    public void PicturesAreRefusedBeforeTheyAreReadWhileThereIsNoSpace()
    {
        using var scaler = new ImageScaler(new PictureOptions());
        var images = new ImageStore(new FolderObjectStore(Path.GetTempPath()), scaler, _space);
        images.RequireRoom();
        using (_space.Take(2 * Megabyte))
        {
            Should.Throw<ProblemException>(images.RequireRoom);
        }
        images.RequireRoom();
    }

    private Task<FileStream> SpoolAsync(Stream source) =>
        TemporaryFile.SpoolAsync(source, Megabyte, _space, TestContext.Current.CancellationToken);

    /// <summary>A body of a length that is not known before; negative: it breaks off.</summary>
    private sealed class Arriving(int length) : MemoryStream(new byte[Math.Max(length, 0)])
    {
        public bool IsRead { get; private set; }

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            IsRead = true;
            return length < 0 ? throw new IOException("broken") : base.ReadAsync(buffer, cancellationToken);
        }
    }
}
