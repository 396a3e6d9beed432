using Community.Platform.Http.Problems;
using Community.Platform.Storage;
using Community.Platform.Storage.Images;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

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

    private static async Task<HttpResponse> HeadAsync(ImageStore images, string key, int? width)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseHeadAsGet();
        app.Run(async http =>
        {
            await using var picture = (await images.OpenAsync(key, width, http.Request)).ShouldNotBeNull();
            await TypedResults.Stream(picture.Content, picture.About.ContentType, entityTag: picture.EntityTag).ExecuteAsync(http);
        });
        var http = new DefaultHttpContext { RequestServices = services, Request = { Method = "HEAD" } };
        await app.Build()(http);
        http.Response.StatusCode.ShouldBe(200);
        return http.Response;
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
    public async Task ForHeadNothingIsReadAndNoSizeIsMade()
    {
        var counted = new CountedReads(_objects);
        var images = new ImageStore(counted, _scaler, _space);
        var key = (await PutAsync(RealPictures.Quarters(ContentType.Jpeg, 800, 600))).Stored.Key;

        var whole = await HeadAsync(images, key, width: null);
        whole.ContentType.ShouldBe("image/jpeg");
        whole.Headers.ETag.ToString().ShouldBe($"\"{(await AboutAsync(key, width: null)).ETag}\"");
        whole.ContentLength.ShouldBe((await AboutAsync(key, width: null)).Length);
        var unmade = await HeadAsync(images, key, PictureWidth.Medium);
        (unmade.ContentType, unmade.ContentLength, unmade.Headers.ETag.Count).ShouldBe((ContentType.Webp, null, 0));
        counted.Reads.ShouldBe(0);
        (await KeysAsync()).ShouldBe([key]);

        var size = await AboutAsync(key, PictureWidth.Medium);
        var made = await HeadAsync(images, key, PictureWidth.Medium);
        (made.ContentType, made.ContentLength, made.Headers.ETag.ToString()).ShouldBe((ContentType.Webp, size.Length, $"\"{size.ETag}\""));
        counted.Reads.ShouldBe(0);
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

/// <summary>Counts the objects that are opened for reading.</summary>
internal sealed class CountedReads(IObjectStore inner) : IObjectStore
{
    private int _reads;

    public int Reads => _reads;

    public Task<StoredObject> PutAsync(
        string key,
        Stream content,
        string contentType,
        long maxBytes,
        CancellationToken cancellationToken = default
    ) => inner.PutAsync(key, content, contentType, maxBytes, cancellationToken);

    public Task<ObjectContent?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reads);
        return inner.GetAsync(key, cancellationToken);
    }

    public Task<StoredObject?> FindAsync(string key, CancellationToken cancellationToken = default) =>
        inner.FindAsync(key, cancellationToken);

    public Task DeleteAsync(string key, CancellationToken cancellationToken = default) => inner.DeleteAsync(key, cancellationToken);

    public IAsyncEnumerable<string> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);
}
