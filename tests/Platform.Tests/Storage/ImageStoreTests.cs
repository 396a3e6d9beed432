using Community.Platform.Storage;
using Community.Platform.Storage.Images;

namespace Community.Platform.Tests.Storage;

public sealed class ImageStoreTests : IDisposable
{
    private static readonly Guid Owner = Guid.Parse("0198c0de-0000-7000-8000-000000000001");

    private readonly string _folder = Directory.CreateTempSubdirectory("images-").FullName;
    private readonly ImageScaler _scaler = new(new PictureOptions());
    private readonly SpoolSpace _space = new();
    private readonly FolderObjectStore _objects;
    private readonly ImageStore _images;

    public ImageStoreTests()
    {
        _objects = new FolderObjectStore(_folder);
        _images = new ImageStore(_objects, _scaler, _space);
    }

    public void Dispose()
    {
        _scaler.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ASizeIsMadeOnceAndStaysBesideThePicture()
    {
        var stored = await PutAsync(RealPictures.Quarters(ContentType.Jpeg, 800, 600));
        (stored.Width, stored.Height).ShouldBe((800, 600));
        (await KeysAsync()).ShouldBe([stored.Stored.Key]);

        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AboutAsync(stored.Stored.Key, PictureWidth.Medium)));

        all.Distinct().Single().ContentType.ShouldBe(ContentType.Webp);
        (await KeysAsync()).ShouldBe([stored.Stored.Key, ObjectKey.SizeOf(stored.Stored.Key, PictureWidth.Medium)], ignoreOrder: true);
        (await AboutAsync(stored.Stored.Key, width: null)).ContentType.ShouldBe(ContentType.Jpeg);

        await _objects.DeletePictureAsync(stored.Stored.Key);
        (await KeysAsync()).ShouldBeEmpty();
        (await _images.OpenAsync(stored.Stored.Key, PictureWidth.Small)).ShouldBeNull();
        (await KeysAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task APictureThatWasStoredBeforeGetsItsSizesToo()
    {
        var key = ObjectKey.New("pictures", Owner, "png");
        await _objects.PutAsync(key, new MemoryStream(RealPictures.Quarters(ContentType.Png, 300, 200)), ContentType.Png, 1_000_000);
        (await AboutAsync(key, PictureWidth.Small)).ContentType.ShouldBe(ContentType.Webp);
    }

    [Fact]
    public async Task WhatCannotBeDecodedIsServedAsItIs()
    {
        var key = ObjectKey.New("pictures", Owner, "jpg");
        await _objects.PutAsync(key, new MemoryStream(Pictures.Jpeg()), ContentType.Jpeg, 1_000_000);
        (await AboutAsync(key, PictureWidth.Small)).ContentType.ShouldBe(ContentType.Jpeg);
        var text = ObjectKey.New("pictures", Owner, "txt");
        await _objects.PutAsync(text, new MemoryStream([65]), "text/plain", 10);
        (await AboutAsync(text, PictureWidth.Small)).ContentType.ShouldBe("text/plain");
    }

    [Fact]
    public async Task APictureIsStoredUnderItsOwnersPrefixWithoutItsMetadata()
    {
        var stored = await PutAsync(RealPictures.Quarters(ContentType.Jpeg, 8, 4, orientation: 6));
        stored.Stored.Key.ShouldStartWith(ObjectKey.PrefixOf("pictures", Owner));
        stored.Stored.Key.ShouldEndWith(".jpg");
        (stored.Stored.ContentType, stored.Width, stored.Height).ShouldBe(("image/jpeg", 4, 8));
        await using var got = (await _objects.GetAsync(stored.Stored.Key)).ShouldNotBeNull();
        using var bytes = new MemoryStream();
        await got.Content.CopyToAsync(bytes);
        bytes.ToArray().AsSpan().IndexOf("JFIF"u8).ShouldBePositive();
    }

    [Fact]
    public async Task WhatIsRefusedIsNotStored()
    {
        await Should.ThrowAsync<InvalidImageException>(() => PutAsync(Pictures.Jpeg()));
        await Should.ThrowAsync<InvalidImageException>(() => PutAsync("<svg/>"u8.ToArray()));
        await Should.ThrowAsync<InvalidImageException>(() => PutAsync(Pictures.Png(30_000, 30_000)));
        await Should.ThrowAsync<InvalidImageException>(() => PutAsync(Pictures.MovingPng()));
        (
            await Should.ThrowAsync<ObjectStoreException>(() =>
                _images.PutAsync("pictures", Owner, new MemoryStream(RealPictures.Quarters(ContentType.Png, 9, 9)), maxBytes: 20)
            )
        ).StatusCode.ShouldBe(413);
        (await KeysAsync()).ShouldBeEmpty();
    }

    private Task<StoredImage> PutAsync(byte[] picture) => _images.PutAsync("pictures", Owner, new MemoryStream(picture), 10_000_000);

    private async Task<StoredObject> AboutAsync(string key, int? width)
    {
        await using var content = (await _images.OpenAsync(key, width)).ShouldNotBeNull();
        return content.About;
    }

    private async Task<string[]> KeysAsync() => await _objects.ListAsync("pictures/").ToArrayAsync();
}
