using System.Net.Http.Headers;
using System.Text;
using Community.Messaging.Attachments;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace Community.Messaging.Tests.Attachments;

[Collection(nameof(MessagingTests))]
public sealed class AttachmentTests(MessagingApplication app)
{
    [Fact]
    public async Task AFileIsItsUploadersUntilAMessageHasIt()
    {
        var (me, member, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, member), me);
        var file = await UploadAsync(me, "Grüße an alle"u8.ToArray(), "?name=Gr%C3%BC%C3%9Fe.md");

        (file.Text("name"), file.Text("content_type"), file.Number("byte_count")).ShouldBe(("Grüße.md", "text/plain; charset=utf-8", 15));
        await ReadAsync(me, file).ShouldAnswerAsync(200);
        await ReadAsync(member, file).ShouldAnswerAsync(404, "no_such_attachment");
        await app.HttpAs(member)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "x", attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(400);

        var message = await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "", attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(201);

        message["attachments"]![0]!.Text("url").ShouldBe($"/api/v1/attachments/{file.Id()}");
        var served = await ReadAsync(member, file);
        (await served.Content.ReadAsStringAsync()).ShouldBe("Grüße an alle");
        served.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        served.Content.Headers.ContentDisposition.FileNameStar.ShouldBe("Grüße.md");
        served.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        served.Headers.CacheControl!.Private.ShouldBeTrue();
        await ReadAsync(stranger, file).ShouldAnswerAsync(404);
        await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "again", attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(400);
        await app.BlockAsync(member, me);
        await ReadAsync(member, file).ShouldAnswerAsync(404);
    }

    [Fact]
    public async Task APageIsOnlyText()
    {
        var me = await app.PersonAsync();
        var file = await UploadAsync(me, "<html><script>alert(1)</script></html>"u8.ToArray(), "?name=../../evil.html");
        (file.Text("name"), file.Text("content_type")).ShouldBe(("evil.txt", "text/plain; charset=utf-8"));
        var served = await ReadAsync(me, file);
        served.Content.Headers.ContentType!.MediaType.ShouldBe("text/plain");
        served.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        served.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("sandbox");
    }

    [Fact]
    public async Task AFormBringsAPictureWithItsName()
    {
        var me = await app.PersonAsync();
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Gif), "file", "smile.gif" } };
        var file = await app.HttpAs(me).PostAsync("/api/v1/attachments", form).ShouldAnswerAsync(201);
        (file.Text("name"), file.Text("content_type")).ShouldBe(("smile.gif", "image/gif"));
        (await ReadAsync(me, file)).Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
    }

    [Fact]
    public async Task AnUploadThatIsRefusedAtItsEndLeavesNoFile()
    {
        var me = await app.PersonAsync();
        foreach (var (content, name) in ((byte[], string)[])[(Gif, "smile.gif"), ("text"u8.ToArray(), "note.txt")])
        {
            // The text comes after the file, so that it is known only when the file is stored.
            using var form = new MultipartFormDataContent
            {
                { new ByteArrayContent(content), "file", name },
                { new StringContent(new string('x', 501)), "alt" },
            };
            await app.HttpAs(me).PostAsync("/api/v1/attachments", form).ShouldAnswerAsync(400);
        }

        Directory.EnumerateFiles(app.StorageFolder, "*", SearchOption.AllDirectories).ShouldNotContain(file => file.Contains($"{me:N}"));
    }

    [Fact]
    public async Task FilmIsServedInPieces()
    {
        var me = await app.PersonAsync();
        var file = await UploadAsync(me, [0, 0, 0, 24, .. "ftypisom"u8, .. new byte[1000]], "?name=clip.mp4");
        file.Text("content_type").ShouldBe("video/mp4");
        using var request = new HttpRequestMessage(HttpMethod.Get, file.Text("url")) { Headers = { Range = new RangeHeaderValue(4, 7) } };
        var piece = await app.HttpAs(me).SendAsync(request);
        ((int)piece.StatusCode).ShouldBe(206);
        (await piece.Content.ReadAsStringAsync()).ShouldBe("ftyp");
    }

    [Fact]
    public async Task APictureHasItsSizeItsPlaceholderAndItsDescription()
    {
        var (me, member) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, member), me);
        var file = await UploadAsync(me, Gif, "?name=dot.gif&alt=A%20black%20dot");
        (file.Number("width"), file.Number("height"), file.Text("alt")).ShouldBe((1, 1, "A black dot"));
        Convert.FromBase64String(file.Text("placeholder")!).Length.ShouldBeInRange(5, 25);

        await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "", attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(201);

        var page = await app.HttpAs(member).GetAsync($"/api/v1/threads/{thread}/messages").ShouldAnswerAsync(200);
        page["items"]!.AsArray()[^1]!["attachments"]![0]!.ToJsonString().ShouldBe(file.ToJsonString());
        var small = await app.HttpAs(member).GetAsync($"/api/v1/attachments/{file.Id()}?w=64");
        small.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        await app.HttpAs(member).GetAsync($"/api/v1/attachments/{file.Id()}?w=65").ShouldAnswerAsync(400);
        (await UploadAsync(me, "text"u8.ToArray()))["width"].ShouldBeNull();
        await app.HttpAs(me).PostAsync($"/api/v1/attachments?alt={new string('x', 501)}", new ByteArrayContent(Gif)).ShouldAnswerAsync(400);
    }

    [Fact]
    public async Task TheUploaderChangesTheDescriptionBeforeAndAfterSending()
    {
        var (me, member) = (await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, member), me);
        var file = await UploadAsync(me, Gif, "?name=dot.gif&alt=A%20dot");
        var path = $"/attachments/{file.Id()}";
        (await app.HttpAs(me).SendAsync("PATCH", path, new { alt = "A black dot" }).ShouldAnswerAsync(200))
            .Text("alt")
            .ShouldBe("A black dot");
        var message = await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "", attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(201);

        await using var reader = await app.HubAsync(member);
        await reader.CallAsync("JoinThread", thread);
        await app.HttpAs(member).SendAsync("PATCH", path, new { alt = "Mine now" }).ShouldAnswerAsync(404, "no_such_attachment");
        await app.HttpAs(me).SendAsync("PATCH", path, new { alt = new string('x', 501) }).ShouldAnswerAsync(400);
        await app.HttpAs(me).SendAsync("PATCH", path, new { }).ShouldAnswerAsync(200);
        await app.HttpAs(me).SendAsync("PATCH", path, new { alt = "A small black dot" }).ShouldAnswerAsync(200);
        await Poll.UntilAsync(async () => (await DescriptionAsync()) == "A small black dot");
        await Poll.UntilAsync(() =>
            reader.Received.Any(heard =>
                heard.Method == "message_updated" && $"{heard.Payload}".Contains("A small black dot", StringComparison.Ordinal)
            )
        );
        await app.HttpAs(me).SendAsync("PATCH", path, new { alt = (string?)null }).ShouldAnswerAsync(200);
        (await DescriptionAsync()).ShouldBeNull();

        await app.HttpAs(me).DeleteAsync($"/api/v1/messages/{message.Id()}").ShouldAnswerAsync(204);
        await app.HttpAs(me).SendAsync("PATCH", path, new { alt = "Too late" }).ShouldAnswerAsync(404, "no_such_attachment");

        async Task<string?> DescriptionAsync()
        {
            var page = await app.HttpAs(member).GetAsync($"/api/v1/threads/{thread}/messages").ShouldAnswerAsync(200);
            return page["items"]!.AsArray()[^1]!["attachments"]![0]!["alt"]?.GetValue<string>();
        }
    }

    [Fact]
    public async Task ALinkOpensOneFileWithoutATokenForAShortTime()
    {
        var (me, member, stranger) = (await app.PersonAsync(), await app.PersonAsync(), await app.PersonAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, member), me);
        var (sent, unsent) = (await UploadAsync(me, "Grüße"u8.ToArray()), await UploadAsync(me, "later"u8.ToArray()));
        var message = await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { content = "", attachments = new[] { sent.Id() } })
            .ShouldAnswerAsync(201);

        (await LinksAsync(stranger, sent, unsent)).ShouldBeEmpty();
        (await LinksAsync(me, unsent, sent)).Length.ShouldBe(2);
        var link = (await LinksAsync(member, sent, unsent)).ShouldHaveSingleItem();

        using var anonymous = app.Http();
        (await anonymous.GetStringAsync(link)).ShouldBe("Grüße");
        using var part = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(0, 1) } };
        ((int)(await anonymous.SendAsync(part)).StatusCode).ShouldBe(206);
        using var beyond = new HttpRequestMessage(HttpMethod.Get, link) { Headers = { Range = new RangeHeaderValue(100, 200) } };
        ((int)(await anonymous.SendAsync(beyond)).StatusCode).ShouldBe(416);
        await anonymous.GetAsync(link.Replace($"{sent.Id()}", $"{unsent.Id()}", StringComparison.Ordinal)).ShouldAnswerAsync(404);
        await anonymous.GetAsync(link[..^2] + (link[^2] == 'A' ? "BA" : "AA")).ShouldAnswerAsync(404);
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var expires = link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..].Split('.')[0];
        long.Parse(expires, System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(now + 290, now + 610);
        await anonymous
            .GetAsync(link.Replace(expires, $"{now + 100_000}", StringComparison.Ordinal))
            .ShouldAnswerAsync(404, "no_such_attachment");

        await app.HttpAs(me).DeleteAsync($"/api/v1/messages/{message.Id()}").ShouldAnswerAsync(204);
        await anonymous.GetAsync(link).ShouldAnswerAsync(404, "no_such_attachment");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALinkEndsWithItsThreadAndWithItsCommunity(bool withTheCommunity)
    {
        var me = await app.PersonAsync();
        var community = await app.CommunityAsync("private", me);
        var thread = await app.ThreadAsync(community, me);
        var file = await UploadAsync(me, "later"u8.ToArray());
        await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(201);
        var link = (await LinksAsync(me, file)).ShouldHaveSingleItem();
        using var anonymous = app.Http();
        (await anonymous.GetStringAsync(link)).ShouldBe("later");

        if (withTheCommunity)
        {
            await app.ExecuteAsync($"UPDATE communities SET is_deleted = true WHERE id = {community}");
        }
        else
        {
            await app.HttpAs(me).SendAsync("DELETE", $"/threads/{thread}").ShouldAnswerAsync(204);
        }

        await anonymous.GetAsync(link).ShouldAnswerAsync(404, "no_such_attachment");
    }

    [Fact]
    public async Task WhatCannotBeTakenIsRefused()
    {
        var me = await app.PersonAsync();
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent([0x4d, 0x5a, 0, 0, 1, 2, 3])).ShouldAnswerAsync(415);
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent([])).ShouldAnswerAsync(400);
        // The client asks before it sends (100-continue): otherwise a body refused for its length may be cut off before the answer is read.
        using var tooLarge = new HttpRequestMessage(HttpMethod.Post, "/api/v1/attachments")
        {
            Content = new ByteArrayContent(new byte[26 * 1024 * 1024]),
        };
        tooLarge.Headers.ExpectContinue = true;
        await app.HttpAs(me).SendAsync(tooLarge).ShouldAnswerAsync(413);
        await app.HttpAs(me)
            .PostAsync("/api/v1/attachments", new ByteArrayContent([0xff, 0xd8, 0xff, 0xe0, 0, 16, 1, 2, 3]))
            .ShouldAnswerAsync(400);
        await app.HttpAs(await app.GuestAsync())
            .PostAsync("/api/v1/attachments", new StringContent("x"))
            .ShouldAnswerAsync(403, "guest_account");
        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM attachments WHERE user_id = {me}""").SingleAsync()
            )
        ).ShouldBe(0);
    }

    [Fact]
    public async Task WhatNoMessageTookGoesAfterADay()
    {
        var me = await app.PersonAsync();
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me), me);
        var (used, unused, young) = (
            await UploadAsync(me, "used"u8.ToArray()),
            await UploadAsync(me, "unused"u8.ToArray()),
            await UploadAsync(me, "young"u8.ToArray())
        );
        await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { attachments = new[] { used.Id() } })
            .ShouldAnswerAsync(201);
        await app.ExecuteAsync(
            $"UPDATE attachments SET created_at = created_at - interval '25 hours' WHERE id IN ({used.Id()}, {unused.Id()})"
        );
        var key = await app.WithDbAsync(db =>
            db.Database.SqlQuery<string>($"""SELECT object_key AS "Value" FROM attachments WHERE id = {unused.Id()}""").SingleAsync()
        );
        var stored = app.Service<Community.Platform.Storage.IObjectStore>();

        await app.Service<IEnumerable<IHostedService>>().OfType<UnusedAttachments>().Single().DropAsync(CancellationToken.None);

        await Poll.UntilAsync(async () => await stored.FindAsync(key) is null);
        await ReadAsync(me, unused).ShouldAnswerAsync(404);
        await ReadAsync(me, used).ShouldAnswerAsync(200);
        await ReadAsync(me, young).ShouldAnswerAsync(200);
    }

    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    private Task<System.Text.Json.Nodes.JsonNode> UploadAsync(Guid who, byte[] content, string query = "") =>
        app.HttpAs(who).PostAsync($"/api/v1/attachments{query}", new ByteArrayContent(content)).ShouldAnswerAsync(201);

    private async Task<string[]> LinksAsync(Guid who, params System.Text.Json.Nodes.JsonNode[] files) =>
        [
            .. (
                await app.HttpAs(who)
                    .GetAsync($"/api/v1/attachments/links?{string.Join('&', files.Select(file => $"ids={file.Id()}"))}")
                    .ShouldAnswerAsync(200)
            )["items"]!
                .AsArray()
                .Select(link => link!.Text("url")!),
        ];

    private Task<HttpResponseMessage> ReadAsync(Guid who, System.Text.Json.Nodes.JsonNode file) =>
        app.HttpAs(who).GetAsync($"/api/v1/attachments/{file.Id()}");
}

/// <summary>The type of a file by its first bytes, and its name.</summary>
public sealed class FileTypesTests
{
    public static TheoryData<byte[], string?> Heads =>
        new()
        {
            { "%PDF-1.7 "u8.ToArray(), "application/pdf" },
            { "OggS12345678"u8.ToArray(), "audio/ogg" },
            { "fLaC12345678"u8.ToArray(), "audio/flac" },
            { "RIFF1234WAVE"u8.ToArray(), "audio/wav" },
            { "ID3\x04\x00123456"u8.ToArray().Concat(new byte[8]).ToArray(), "audio/mpeg" },
            { [0xff, 0xfb, 0x90, 0x64, 0, 0, 0, 0, 0, 0, 0, 0], "audio/mpeg" },
            { [0, 0, 0, 24, .. "ftypM4A 0000"u8], "audio/mp4" },
            { [0, 0, 0, 24, .. "ftypqt  0000"u8], "video/quicktime" },
            { [0, 0, 0, 24, .. "ftypheic0000"u8], null },
            { [0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84, .. "webm0000"u8], "video/webm" },
            { "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(), FileTypes.PlainText },
            { Encoding.UTF8.GetBytes("日本語"), FileTypes.PlainText },
            { [0xff, 0xfe, 0x41, 0x00], null },
            { [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0], null },
            { "PK\x03\x04 zip zip"u8.ToArray(), null },
            { [], null },
        };

    [Theory, MemberData(nameof(Heads))]
    public void ByItsBeginning(byte[] head, string? type) => FileTypes.Detect(head).ShouldBe(type);

    [Fact]
    public void TextIsTextWhereverItIsCut()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("añ日🙂", 1000)));
        for (var from = 0; from < 10; from++)
        {
            FileTypes
                .Detect(Encoding.UTF8.GetBytes(new string('x', from)).Concat(text).Take(FileTypes.BytesNeeded).ToArray())
                .ShouldBe(FileTypes.PlainText);
        }
    }

    [Theory]
    [InlineData("plan.pdf", "application/pdf", "plan.pdf")]
    [InlineData("plan.PDF", "application/pdf", "plan.PDF")]
    [InlineData("plan.exe", "application/pdf", "plan.pdf")]
    [InlineData("photo.JPEG", "image/jpeg", "photo.JPEG")]
    [InlineData("C:\\temp\\a.jpg", "image/jpeg", "a.jpg")]
    [InlineData("/etc/passwd", FileTypes.PlainText, "passwd.txt")]
    [InlineData("\u202egpj.exe", "image/jpeg", "gpj.jpg")]
    [InlineData("a\r\nb: c.txt", FileTypes.PlainText, "ab c.txt")]
    [InlineData("...", "image/png", "file.png")]
    [InlineData(null, "image/png", "file.png")]
    [InlineData("run.bat", FileTypes.PlainText, "run.txt")]
    public void NamesAreCleaned(string? name, string type, string clean) => AttachmentEndpoints.Clean(name, type).ShouldBe(clean);
}
