using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Community.Testing;

namespace Community.Platform.Tests.Storage;

/// <summary>The bound of the disk space for files on their way.</summary>
public sealed class SpoolSpaceTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly SpoolSpace _space = new(mebiBytes: 2);

    [Fact]
    public async Task AFileTooManyIsRefusedUntilAnotherIsClosed()
    {
        var first = await SpoolAsync(new Arriving(Megabyte));
        await using var second = await SpoolAsync(new Arriving(Megabyte));

        (await Should.ThrowAsync<ObjectStoreException>(() => SpoolAsync(new Arriving(10)))).Failure.ShouldBe(ObjectStoreFailure.Full);
        _space.Taken.ShouldBe(2 * Megabyte);

        await first.DisposeAsync();
        await (await SpoolAsync(new Arriving(10))).DisposeAsync();
        _space.Taken.ShouldBe(Megabyte);
    }

    [Fact]
    public async Task ASlowFileTakesWhatHasArrivedOfItAndNotWhatItMayBecome()
    {
        // Each may become 1 MiB, and there are 2 MiB: with a reservation of the limit, the third one was refused.
        var slow = Enumerable.Range(0, 50).Select(_ => new System.IO.Pipelines.Pipe()).ToList();
        var files = new List<Task<FileStream>>();
        foreach (var sender in slow)
        {
            await sender.Writer.WriteAsync(new byte[1_000], TestContext.Current.CancellationToken);
            files.Add(SpoolAsync(sender.Reader.AsStream()));
        }

        await Poll.UntilAsync(() => _space.Taken == 50 * 1_000);
        await (await SpoolAsync(new Arriving(Megabyte))).DisposeAsync();

        foreach (var sender in slow)
        {
            await sender.Writer.CompleteAsync();
        }
        foreach (var file in await Task.WhenAll(files))
        {
            file.Length.ShouldBe(1_000);
            await file.DisposeAsync();
        }
        _space.Taken.ShouldBe(0);
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
        _space.Taken.ShouldBe(11);
        await file.DisposeAsync();
        file.Dispose();
        _space.Taken.ShouldBe(1);
    }

    /// <summary>Otherwise a picture that has arrived finds no space for its copy, because newcomers took it.</summary>
    [Fact]
    public void NewPicturesAreRefusedBeforeTheyAreReadWhileHalfOfTheSpaceIsTaken()
    {
        using var scaler = new ImageScaler(new PictureOptions());
        var images = new ImageStore(new FolderObjectStore(Path.GetTempPath()), scaler, _space);
        images.RequireRoom();
        using (_space.Take(Megabyte))
        {
            Should.Throw<ProblemException>(() => images.RequireRoom());
            _space.Take(Megabyte).Dispose();
        }
        images.RequireRoom();
    }

    /// <summary>
    /// Otherwise all who have sent their files are refused while these files together take half of the space, and send them again.
    /// </summary>
    [Fact]
    public async Task AFileThatHasArrivedIsNotRefusedForTheSpaceOfOthersAndANewOneIsBeforeItIsRead()
    {
        using var scaler = new ImageScaler(new PictureOptions());
        var images = new ImageStore(new FolderObjectStore(Path.GetTempPath()), scaler, _space);
        var bodies = new BodySpool(_space);
        await using var first = await bodies.SpoolAsync(new Arriving(Megabyte / 2), Megabyte, TestContext.Current.CancellationToken);
        await using var second = await bodies.SpoolAsync(new Arriving(Megabyte / 2), Megabyte, TestContext.Current.CancellationToken);

        images.RequireRoom(first);
        images.RequireRoom(second);
        var unread = new Arriving(10);
        await Should.ThrowAsync<ProblemException>(() => bodies.SpoolAsync(unread, Megabyte, TestContext.Current.CancellationToken));
        unread.Position.ShouldBe(0);
        Should.Throw<ProblemException>(() => images.RequireRoom(unread));
    }

    private Task<FileStream> SpoolAsync(Stream source) =>
        TemporaryFile.SpoolAsync(source, Megabyte, _space, TestContext.Current.CancellationToken);

    /// <summary>A body of a length that is not known before; negative: it breaks off.</summary>
    private sealed class Arriving(int length) : MemoryStream(new byte[Math.Max(length, 0)])
    {
        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            length < 0 ? throw new IOException("broken") : base.ReadAsync(buffer, cancellationToken);
    }
}
