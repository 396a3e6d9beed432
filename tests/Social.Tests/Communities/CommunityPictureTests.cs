using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Community.Contracts.Social;
using Community.Platform.Storage;
using Community.Testing;
using SkiaSharp;

namespace Community.Social.Tests.Communities;

[Collection(nameof(SocialTests))]
public sealed class CommunityPictureTests(SocialApplication app) : IAsyncLifetime
{
    private const string Secret = "taken at 25.2048N 55.2708E";
    internal static readonly byte[] Jpeg = MakeJpeg();

    public async ValueTask InitializeAsync() => await app.RecordAnnouncedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task APictureIsVisibleToAllWithoutItsMetadata()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        var url = (await (await app.HttpAs(owner).PutPictureAsync(id, Jpeg)).ShouldBeAsync(HttpStatusCode.OK)).Text("picture_url")!;

        using var answer = await app.Http().GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=86400, immutable");
        Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()).ShouldNotContain(Secret);
        using var again = new HttpRequestMessage(HttpMethod.Get, url[..url.IndexOf('?', StringComparison.Ordinal)]);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await app.Http().SendAsync(again);
        (unchanged.StatusCode, unchanged.Headers.CacheControl!.NoCache).ShouldBe((HttpStatusCode.NotModified, true));
        (await app.LastAnnouncedAsync<CommunityUpdated>(id)).Version.ShouldBe(2);
        (await app.HttpAs(owner).GetJsonAsync($"/communities/{id}")).Text("picture_url").ShouldBe(url);
        (await app.HttpAs(owner).GetJsonAsync("/communities/mine")).GetProperty("items")[0].Text("picture_url").ShouldBe(url);
    }

    [Fact]
    public async Task APictureHasSizesAPlaceholderAndADescription()
    {
        var owner = await app.PersonAsync();
        var me = app.HttpAs(owner);
        var id = await app.FoundIdAsync(owner);
        using var content = new ByteArrayContent(Jpeg);
        var set = await (await me.PutAsync($"/api/v1/communities/{id}/picture?alt=The%20harbour", content)).ShouldBeAsync(
            HttpStatusCode.OK
        );
        var picture = set.GetProperty("picture");
        (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32(), picture.Text("alt")).ShouldBe(
            (3, 2, "The harbour")
        );
        Convert.FromBase64String(picture.Text("placeholder")!).Length.ShouldBeInRange(5, 25);
        (await me.GetJsonAsync($"/communities/{id}")).GetProperty("picture").GetRawText().ShouldBe(picture.GetRawText());
        (await me.GetJsonAsync("/communities/mine"))
            .GetProperty("items")[0]
            .GetProperty("picture")
            .GetRawText()
            .ShouldBe(picture.GetRawText());

        using var small = await app.Http().GetAsync($"{picture.Text("url")}&w=256");
        small.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        await (await app.Http().GetAsync($"{picture.Text("url")}&w=257")).ShouldBeAsync(HttpStatusCode.BadRequest);
        (await StoredAsync(id)).ShouldBe(2);

        await (await me.DeleteAsync($"/api/v1/communities/{id}/picture")).ShouldBeAsync(HttpStatusCode.NoContent);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 0);
        (await me.GetJsonAsync($"/communities/{id}")).GetProperty("picture").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task ThatOfAPrivateOneIsShownToItsMembersOnly()
    {
        var people = await app.PeopleAsync(3);
        var id = await app.FoundIdAsync(people[0], ("visibility", "private"));
        await app.JoinAsync(id, people[1]);
        var url = (await (await app.HttpAs(people[0]).PutPictureAsync(id, Jpeg)).ShouldBeAsync(HttpStatusCode.OK)).Text("picture_url")!;

        await (await app.Http().GetAsync(url)).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_picture");
        await (await app.HttpAs(people[2]).GetAsync(url)).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_picture");
        using var mine = await app.HttpAs(people[1]).GetAsync(url);
        (mine.StatusCode, mine.Headers.CacheControl!.Private).ShouldBe((HttpStatusCode.OK, true));
    }

    [Fact]
    public async Task AReplacedOrRemovedPictureLeavesTheStore()
    {
        var owner = await app.PersonAsync();
        var me = app.HttpAs(owner);
        var id = await app.FoundIdAsync(owner);
        var first = (await (await me.PutPictureAsync(id, Jpeg)).ShouldBeAsync(HttpStatusCode.OK)).Text("picture_url")!;
        var second = (await (await me.PutPictureAsync(id, Jpeg)).ShouldBeAsync(HttpStatusCode.OK)).Text("picture_url")!;
        second.ShouldNotBe(first);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 1);

        await (await me.DeleteAsync($"/api/v1/communities/{id}/picture")).ShouldBeAsync(HttpStatusCode.NoContent);
        await (await me.DeleteAsync($"/api/v1/communities/{id}/picture")).ShouldBeAsync(HttpStatusCode.NoContent);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 0);
        await (await app.Http().GetAsync(second)).ShouldBeAsync(HttpStatusCode.NotFound);
        (await me.GetJsonAsync($"/communities/{id}")).Text("picture_url").ShouldBeNull();
        (await app.LastAnnouncedAsync<CommunityUpdated>(id)).Version.ShouldBe(4);
    }

    [Fact]
    public async Task ADeletedCommunitysPictureLeavesTheStore()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        await (await app.HttpAs(owner).PutPictureAsync(id, Jpeg)).ShouldBeAsync(HttpStatusCode.OK);
        await (await app.HttpAs(owner).DeleteAsync($"/api/v1/communities/{id}")).ShouldBeAsync(HttpStatusCode.NoContent);
        await Poll.UntilAsync(async () => await StoredAsync(id) == 0);
    }

    [Fact]
    public async Task AFormBringsAPictureToo()
    {
        var owner = await app.PersonAsync();
        var id = await app.FoundIdAsync(owner);
        using var file = new ByteArrayContent(Jpeg) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
        using var form = new MultipartFormDataContent { { file, "file", "../../etc/passwd" } };
        (await (await app.HttpAs(owner).PutAsync($"/api/v1/communities/{id}/picture", form)).ShouldBeAsync(HttpStatusCode.OK))
            .Text("picture_url")
            .ShouldNotBeNull();
    }

    [Fact]
    public async Task WhatIsNoPictureOrAnothersCommunityIsRefused()
    {
        var people = await app.PeopleAsync(2);
        var me = app.HttpAs(people[0]);
        var id = await app.FoundIdAsync(people[0]);
        var hidden = await app.FoundIdAsync(people[0], ("visibility", "private"));

        await (await me.PutPictureAsync(id, "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray())).ShouldBeAsync(
            HttpStatusCode.UnsupportedMediaType
        );
        await (await me.PutPictureAsync(id, [])).ShouldBeAsync(HttpStatusCode.UnsupportedMediaType);
        await (await me.PutPictureAsync(id, Jpeg[..40])).ShouldRefuseAsync("file");
        await (await me.PutPictureAsync(id, [.. Jpeg, .. new byte[10 * 1024 * 1024]])).ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
        await (await me.PutPictureAsync(Guid.CreateVersion7(), Jpeg)).ShouldBeAsync(HttpStatusCode.NotFound);
        await (await app.HttpAs(people[1]).PutPictureAsync(id, Jpeg)).ShouldBeAsync(HttpStatusCode.Forbidden, "not_owner");
        await (await app.HttpAs(people[1]).PutPictureAsync(hidden, Jpeg)).ShouldBeAsync(HttpStatusCode.NotFound, "no_such_community");
        (await me.GetJsonAsync($"/communities/{id}")).Text("picture_url").ShouldBeNull();
        (await StoredAsync(id)).ShouldBe(0);
    }

    private async Task<int> StoredAsync(Guid id) =>
        await app.Service<IObjectStore>().ListAsync(ObjectKey.PrefixOf("communities", id)).CountAsync();

    /// <summary>A JPEG of three by two pixels with a comment, as cameras and editors write them.</summary>
    private static byte[] MakeJpeg() => [0xff, 0xd8, .. Segment(0xfe, Encoding.ASCII.GetBytes(Secret)), .. Drawn()[2..]];

    private static byte[] Drawn()
    {
        using var pixels = new SKBitmap(3, 2);
        pixels.Erase(SKColors.Red);
        return pixels.Encode(SKEncodedImageFormat.Jpeg, 80)!.ToArray();
    }

    private static byte[] Segment(byte marker, byte[] data) =>
        [0xff, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];
}
