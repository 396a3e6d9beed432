using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Community.Contracts.Identity;
using Community.Testing;

namespace Community.Identity.Tests.Profiles;

/// <summary>Pictures built by hand, so that every byte is known.</summary>
internal static class Pictures
{
    public static byte[] Png { get; } = MakePng(2, 2);

    /// <summary>A PNG with a text chunk, as cameras and editors write them.</summary>
    public static byte[] PngWithText { get; } = MakePng(2, 2, "tEXt", Encoding.ASCII.GetBytes("Comment\0taken at 25.2048N 55.2708E"));

    public static byte[] MakePng(int width, int height, string? extra = null, byte[]? extraData = null)
    {
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        header[9] = 2;
        Chunk(png, "IHDR", header);
        if (extra is not null)
        {
            Chunk(png, extra, extraData!);
        }

        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(new byte[Math.Min(height, 2) * ((Math.Min(width, 2) * 3) + 1)]);
        }

        Chunk(png, "IDAT", pixels.ToArray());
        Chunk(png, "IEND", []);
        return png.ToArray();
    }

    private static void Chunk(MemoryStream png, string type, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
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

public sealed class PictureTests(IdentityApplication application) : IClassFixture<IdentityApplication>
{
    [Fact]
    public async Task APictureIsVisibleToAllWithoutItsMetadata()
    {
        var person = await application.PersonAsync();
        var me = await PutAsync(person, Pictures.PngWithText).ShouldBeAsync(HttpStatusCode.OK);
        var url = me["picture_url"]!.GetValue<string>();

        using var stranger = application.Anonymous();
        using var answer = await stranger.GetAsync(url);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        answer.Headers.CacheControl!.Public.ShouldBeTrue();
        answer.Headers.CacheControl.MaxAge.ShouldBe(TimeSpan.FromDays(1));
        Encoding.Latin1.GetString(await answer.Content.ReadAsByteArrayAsync()).ShouldNotContain("25.2048N");
        (await application.PublishedAsync<UserProfileUpdated>(person.Id)).ShouldHaveSingleItem().Profile.PictureUrl.ShouldBe(url);

        using var again = new HttpRequestMessage(HttpMethod.Get, url);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        (await stranger.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task APictureHasSizesAPlaceholderAndADescription()
    {
        var person = await application.PersonAsync();
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(Pictures.Png), "file", "me.png" },
            { new StringContent("Me at the oven"), "alt" },
        };
        var set = (await person.Client.PutAsync("/api/v1/users/me/picture", form).ShouldBeAsync(HttpStatusCode.OK))["picture"]!;
        (set["width"]!.GetValue<int>(), set["height"]!.GetValue<int>(), set["alt"]!.GetValue<string>()).ShouldBe((2, 2, "Me at the oven"));
        Convert.FromBase64String(set["placeholder"]!.GetValue<string>()).Length.ShouldBeInRange(5, 25);
        foreach (var path in new[] { "auth/me", $"users/{person.Id}", $"users/by-username/{person.Username}" })
        {
            var shown = await person.Client.GetAsync($"/api/v1/{path}").ShouldBeAsync(HttpStatusCode.OK);
            JsonNode.DeepEquals(shown["picture"], set).ShouldBeTrue(path);
        }

        using var stranger = application.Anonymous();
        using var small = await stranger.GetAsync($"{set["url"]!.GetValue<string>()}&w=64");
        (small.Content.Headers.ContentType!.MediaType, small.Headers.CacheControl!.MaxAge).ShouldBe(("image/webp", TimeSpan.FromDays(1)));
        await stranger.GetAsync($"{set["url"]!.GetValue<string>()}&w=63").ShouldBeAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AFormIsTakenToo()
    {
        var person = await application.PersonAsync();
        using var form = new MultipartFormDataContent
        {
            { new StringContent("x"), "caption" },
            { new ByteArrayContent(Pictures.Png), "file", "../../etc/passwd.svg" },
        };

        var me = await person.Client.PutAsync("/api/v1/users/me/picture", form).ShouldBeAsync(HttpStatusCode.OK);

        me["picture_url"]!.GetValue<string>().ShouldStartWith($"/api/v1/users/{person.Id}/picture?v=");
    }

    [Fact]
    public async Task WhatIsNoPictureIsRefusedAndThePresentOneStays()
    {
        var person = await application.PersonAsync();
        var before = (await PutAsync(person, Pictures.Png).ShouldBeAsync(HttpStatusCode.OK))["picture_url"]!.GetValue<string>();

        await PutAsync(person, []).ShouldBeAsync(HttpStatusCode.UnsupportedMediaType);
        await PutAsync(person, "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray())
            .ShouldBeAsync(HttpStatusCode.UnsupportedMediaType);
        await PutAsync(person, "GIF89a\x01\x00\x01\x00\x00\x00\x00;"u8.ToArray()).ShouldBeAsync(HttpStatusCode.UnsupportedMediaType);
        await PutAsync(person, Pictures.Png[..40]).ShouldBeAsync(HttpStatusCode.BadRequest);
        await PutAsync(person, Pictures.MakePng(30_000, 30_000)).ShouldBeAsync(HttpStatusCode.BadRequest);
        await PutAsync(person, [.. Pictures.Png[..33], .. new byte[5 * 1024 * 1024]]).ShouldBeAsync(HttpStatusCode.RequestEntityTooLarge);
        await PutAsync(person, Pictures.Png, "text/html").ShouldBeAsync(HttpStatusCode.UnsupportedMediaType);
        using var empty = new MultipartFormDataContent { { new StringContent("x"), "caption" } };
        await person.Client.PutAsync("/api/v1/users/me/picture", empty).ShouldBeAsync(HttpStatusCode.BadRequest);

        var me = await person.Client.GetAsync("/api/v1/auth/me").ShouldBeAsync(HttpStatusCode.OK);
        me["picture_url"]!.GetValue<string>().ShouldBe(before);
    }

    [Fact]
    public async Task AReplacedOrRemovedPictureLeavesTheStore()
    {
        var person = await application.PersonAsync();
        var folder = Path.Combine(application.StorageFolder, "pictures", person.Id.ToString("N"));
        var first = (await PutAsync(person, Pictures.Png).ShouldBeAsync(HttpStatusCode.OK))["picture_url"]!.GetValue<string>();
        var second = (await PutAsync(person, Pictures.PngWithText).ShouldBeAsync(HttpStatusCode.OK))["picture_url"]!.GetValue<string>();
        second.ShouldNotBe(first);

        application.Clock.Advance(TimeSpan.FromMinutes(11));
        await Poll.UntilAsync(() => Directory.GetFiles(folder).Length == 1);

        await person.Client.DeleteAsync("/api/v1/users/me/picture").ShouldBeAsync(HttpStatusCode.NoContent);
        application.Clock.Advance(TimeSpan.FromMinutes(11));
        await Poll.UntilAsync(() => Directory.GetFiles(folder).Length == 0);
        using var stranger = application.Anonymous();
        await stranger.GetAsync(second).ShouldBeAsync(HttpStatusCode.NotFound);
    }

    private static async Task<HttpResponseMessage> PutAsync(Person person, byte[] picture, string type = "image/jpeg")
    {
        using var content = new ByteArrayContent(picture) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        return await person.Client.PutAsync("/api/v1/users/me/picture", content);
    }
}
