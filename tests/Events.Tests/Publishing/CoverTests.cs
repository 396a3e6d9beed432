using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Community.Contracts.Events;
using Community.Platform.Storage;
using Community.Testing;

namespace Community.Events.Tests.Publishing;

[Collection(nameof(EventsTests))]
public sealed class CoverTests(EventsApplication events) : IAsyncLifetime
{
    private static readonly byte[] Png = MakePng();
    private readonly Guid _me = Guid.CreateVersion7();

    private HttpClient Me => events.Organizer(_me);

    public async ValueTask InitializeAsync() => await events.RecordAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task ACoverIsVisibleToAllWithoutItsMetadata()
    {
        var id = (await Me.PublishedAsync()).Id();
        var url = (await (await PutAsync(Me, id, Png)).ShouldBeAsync(HttpStatusCode.OK)).Text("image_url")!;

        using var answer = await events.Http().GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=86400, immutable");
        Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()).ShouldNotContain("25.2048N");
        (await events.Http().GetAsync(url[..url.IndexOf('?', StringComparison.Ordinal)])).Headers.CacheControl!.NoCache.ShouldBeTrue();
        (await events.LastAnnouncedAsync<EventUpdated>(id)).Version.ShouldBe(2);
        (await events.Http().GetJsonAsync($"/events/{id}")).Text("image_url").ShouldBe(url);
    }

    [Fact]
    public async Task ACoverHasSizesAPlaceholderAndADescription()
    {
        var id = (await Me.PublishedAsync()).Id();
        using var content = new ByteArrayContent(Png);
        var set = await (await Me.PutAsync($"/api/v1/events/{id}/image?alt=The%20quay", content)).ShouldBeAsync(HttpStatusCode.OK);
        var image = set.GetProperty("image");
        image.Text("alt").ShouldBe("The quay");
        image.GetProperty("width").GetInt32().ShouldBePositive();
        Convert.FromBase64String(image.Text("placeholder")!).Length.ShouldBeInRange(5, 25);
        (await events.Http().GetJsonAsync($"/events/{id}")).GetProperty("image").GetRawText().ShouldBe(image.GetRawText());

        using var small = await events.Http().GetAsync($"{image.Text("url")}&w=1024");
        small.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        await (await events.Http().GetAsync($"{image.Text("url")}&w=1")).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await StoredAsync(id)).ShouldBe(2);
        await (await Me.DeleteAsync($"/api/v1/events/{id}/image")).ShouldBeAsync(HttpStatusCode.NoContent);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 0);
    }

    [Fact]
    public async Task ACoverIsVisibleToUsersWhoSeeTheEvent()
    {
        var id = (await Me.CreateAsync()).Id();
        var url = (await (await PutAsync(Me, id, Png)).ShouldBeAsync(HttpStatusCode.OK)).Text("image_url")!;

        await (await events.Http().GetAsync(url)).ShouldBeAsync(HttpStatusCode.NotFound);
        using var mine = await Me.GetAsync(url);
        (mine.StatusCode, mine.Headers.CacheControl!.Private).ShouldBe((HttpStatusCode.OK, true));
    }

    [Fact]
    public async Task AReplacedOrRemovedCoverLeavesTheStore()
    {
        var id = (await Me.PublishedAsync()).Id();
        var first = (await (await PutAsync(Me, id, Png)).ShouldBeAsync(HttpStatusCode.OK)).Text("image_url")!;
        var second = (await (await PutAsync(Me, id, Png)).ShouldBeAsync(HttpStatusCode.OK)).Text("image_url")!;
        second.ShouldNotBe(first);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 1);

        await (await Me.DeleteAsync($"/api/v1/events/{id}/image")).ShouldBeAsync(HttpStatusCode.NoContent);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 0);
        await (await events.Http().GetAsync(second)).ShouldBeAsync(HttpStatusCode.NotFound);
        (await Me.GetJsonAsync($"/events/{id}")).Text("image_url").ShouldBeNull();
    }

    [Fact]
    public async Task ADeletedEventsCoverLeavesTheStore()
    {
        var id = (await Me.PublishedAsync()).Id();
        await (await PutAsync(Me, id, Png)).ShouldBeAsync(HttpStatusCode.OK);
        await (await Me.DeleteAsync($"/api/v1/events/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 0);
    }

    [Fact]
    public async Task WhatAProcessStoredAndDiedOverIsFound()
    {
        var id = (await Me.PublishedAsync()).Id();
        await (await PutAsync(Me, id, Png)).ShouldBeAsync(HttpStatusCode.OK);
        var old = $"{ObjectKey.PrefixOf("covers", id)}{Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddHours(-1)):N}.png";
        await events.Service<IObjectStore>().PutAsync(old, new MemoryStream(Png), "image/png", 1_000_000);
        (await StoredAsync(id)).ShouldBe(2);

        await events.ExecuteAsync($"UPDATE dropped_objects SET dropped_at = now() WHERE object_key = {ObjectKey.PrefixOf("covers", id)}");

        await Poll.UntilAsync(async () => await StoredAsync(id) == 1);
        (await events.Service<IObjectStore>().FindAsync(old)).ShouldBeNull();
    }

    [Fact]
    public async Task WhatIsNoPictureOrAnothersEventIsRefused()
    {
        var id = (await Me.PublishedAsync()).Id();
        await (await PutAsync(Me, id, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray())).ShouldBeAsync(
            HttpStatusCode.UnsupportedMediaType
        );
        await (await PutAsync(Me, id, Png[..40])).ShouldBeAsync(HttpStatusCode.BadRequest);
        await (await PutAsync(Me, id, [.. Png[..33], .. new byte[10 * 1024 * 1024]])).ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
        await (await PutAsync(events.Organizer(Guid.CreateVersion7()), id, Png)).ShouldBeAsync(HttpStatusCode.Forbidden);
        await (await PutAsync(events.HttpAs(Guid.CreateVersion7()), id, Png)).ShouldBeAsync(HttpStatusCode.Forbidden);
        await (await PutAsync(Me, Guid.CreateVersion7(), Png)).ShouldBeAsync(HttpStatusCode.NotFound);
        (await Me.GetJsonAsync($"/events/{id}")).Text("image_url").ShouldBeNull();
    }

    private async Task<int> StoredAsync(Guid id)
    {
        var count = 0;
        await foreach (var _ in events.Service<IObjectStore>().ListAsync(ObjectKey.PrefixOf("covers", id)))
        {
            count++;
        }

        return count;
    }

    private static async Task<HttpResponseMessage> PutAsync(HttpClient http, Guid id, byte[] picture)
    {
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue("image/jpeg") } };
        return await http.PutAsync($"/api/v1/events/{id}/image", content);
    }

    /// <summary>A PNG with a text chunk, as cameras and editors write them.</summary>
    private static byte[] MakePng()
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        Chunk(png, "IHDR", [0, 0, 0, 2, 0, 0, 0, 2, 8, 2, 0, 0, 0]);
        Chunk(png, "tEXt", Encoding.ASCII.GetBytes("Comment\0taken at 25.2048N 55.2708E"));
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(new byte[14]);
        }

        Chunk(png, "IDAT", pixels.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        byte[] content = [.. Encoding.ASCII.GetBytes(type), .. data];
        png.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(content));
        png.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
