using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Community.Messaging.Uploads;
using Community.Platform.Http.Problems;
using Community.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Community.Messaging.Tests.Uploads;

/// <summary>Files that arrive in parts, by the tus protocol 1.0.0.</summary>
[Collection(nameof(MessagingTests))]
public sealed class UploadTests(MessagingApplication app)
{
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    [Fact]
    public async Task TheLimitIsToldBefore()
    {
        using var anonymous = app.Http();
        var told = await anonymous.SendAsync("OPTIONS", "/attachments/uploads");
        ((int)told.StatusCode).ShouldBe(204);
        One(told, "Tus-Resumable").ShouldBe("1.0.0");
        One(told, "Tus-Version").ShouldBe("1.0.0");
        One(told, "Tus-Max-Size").ShouldBe("26214400");
        One(told, "Tus-Extension").ShouldBe("creation,expiration,termination");
    }

    [Fact]
    public async Task AFileArrivesInPartsAtAnyInstance()
    {
        var (me, member, another) = (await app.PersonAsync(), await app.PersonAsync(), await app.AnotherAsync());
        var thread = await app.ThreadAsync(await app.CommunityAsync("private", me, member), me);
        var text = Text(700_000);
        var upload = await BeginAsync(me, text.Length, "notes.md", "Notes of a game");

        (await AppendAsync(me, upload, 0, text[..300_000])).ShouldBe(300_000);
        (await OffsetAsync(me, upload, another)).ShouldBe(300_000);
        (await AppendAsync(me, upload, 300_000, text[300_000..300_010], another)).ShouldBe(300_010);
        (await AppendAsync(me, upload, 300_010, text[300_010..300_030])).ShouldBe(300_030);
        (await StateAsync(me, upload))["attachment"].ShouldBeNull();
        (await AppendAsync(me, upload, 300_030, text[300_030..], another)).ShouldBe(700_000);

        var file = (await StateAsync(me, upload))["attachment"]!;
        (file.Text("name"), file.Text("content_type"), file.Number("byte_count"), file.Text("alt")).ShouldBe(
            ("notes.md", "text/plain; charset=utf-8", 700_000, "Notes of a game")
        );
        (await OffsetAsync(me, upload)).ShouldBe(700_000);
        (await AppendAsync(me, upload, 700_000, [])).ShouldBe(700_000);
        await app.HttpAs(me)
            .SendAsync("POST", $"/threads/{thread}/messages", new { attachments = new[] { file.Id() } })
            .ShouldAnswerAsync(201);
        (await app.HttpAs(member).GetByteArrayAsync(file.Text("url"))).ShouldBe(text);
        (await PartsAsync(upload)).ShouldBe(0);
        await Poll.UntilAsync(() => !Files().Any(path => path.Contains($"uploads/{me:N}/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task TheBytesBeforeACutAreKept()
    {
        var me = await app.PersonAsync();
        var text = Text(6_000_000);
        var upload = await BeginAsync(me, text.Length);

        await CutAsync(me, upload, 0, text[..5_000_000], declared: text.Length);
        // The server drops bytes that wait for a slow reader when the connection ends: a megabyte at most.
        await Poll.UntilAsync(async () => await OffsetAsync(me, upload) > 3_500_000);
        var offset = await SettledOffsetAsync(me, upload);
        // The same connection once more, a few bytes at a time.
        for (var cut = 0; cut < 5; cut++)
        {
            await CutAsync(me, upload, offset, text[(int)offset..((int)offset + 20_000)], declared: text.Length - (int)offset);
            offset = await SettledOffsetAsync(me, upload);
        }

        (await PartsAsync(upload)).ShouldBeLessThanOrEqualTo(3);
        (await AppendAsync(me, upload, offset, text[(int)offset..])).ShouldBe(text.Length);
        var file = (await StateAsync(me, upload))["attachment"]!;
        SHA256.HashData(await app.HttpAs(me).GetByteArrayAsync(file.Text("url"))).ShouldBe(SHA256.HashData(text));
    }

    [Fact]
    public async Task OfConcurrentPartsOneIsTaken()
    {
        var (me, another) = (await app.PersonAsync(), await app.AnotherAsync());
        var text = Text(40_000);
        var upload = await BeginAsync(me, text.Length);
        for (var offset = 0; offset < text.Length; offset += 20_000)
        {
            var answers = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(number => PatchAsync(me, upload, offset, text[offset..(offset + 20_000)], number % 2 == 0 ? 0 : another))
            );
            answers.Count(answer => (int)answer.StatusCode == 204).ShouldBe(1);
            foreach (var late in answers.Where(answer => (int)answer.StatusCode != 204))
            {
                await Task.FromResult(late).ShouldAnswerAsync(409, "upload_offset");
            }
        }

        var file = (await StateAsync(me, upload))["attachment"]!;
        (await app.HttpAs(me).GetByteArrayAsync(file.Text("url"))).ShouldBe(text);
        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM attachments WHERE user_id = {me}""").SingleAsync()
            )
        ).ShouldBe(1);
    }

    [Fact]
    public async Task AnUploadIsItsOwnersOnly()
    {
        var (me, stranger) = (await app.PersonAsync(), await app.PersonAsync());
        var upload = await BeginAsync(me, 10);
        (await TusAsync(stranger, "HEAD", upload)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        await Task.FromResult(await TusAsync(stranger, "GET", upload)).ShouldAnswerAsync(404, "no_such_upload");
        await PatchAsync(stranger, upload, 0, Text(10)).ShouldAnswerAsync(404, "no_such_upload");
        await TusAsync(stranger, "DELETE", upload).ShouldAnswerAsync(404, "no_such_upload");
        using var anonymous = app.Http();
        await anonymous.GetAsync(upload).ShouldAnswerAsync(401);
        (await OffsetAsync(me, upload)).ShouldBe(0);
        await BeginRawAsync(await app.GuestAsync(), "10").ShouldAnswerAsync(403, "guest_account");
    }

    [Fact]
    public async Task WhatTheProtocolForbidsIsRefused()
    {
        var me = await app.PersonAsync();
        var upload = await BeginAsync(me, 10);

        await app.HttpAs(me).GetAsync(upload).ShouldAnswerAsync(412);
        using (var old = new HttpRequestMessage(HttpMethod.Get, upload) { Headers = { { "Tus-Resumable", "0.2.2" } } })
        {
            var answer = await app.HttpAs(me).SendAsync(old);
            ((int)answer.StatusCode, One(answer, "Tus-Version")).ShouldBe((412, "1.0.0"));
        }

        await PatchAsync(me, upload, 3, Text(7)).ShouldAnswerAsync(409, "upload_offset");
        await PatchAsync(me, upload, 0, Text(11)).ShouldAnswerAsync(413);
        await PatchAsync(me, upload, 0, Text(10), type: "application/octet-stream").ShouldAnswerAsync(415);
        await PatchAsync(me, upload, null, Text(10)).ShouldAnswerAsync(400);
        (await OffsetAsync(me, upload)).ShouldBe(0);

        foreach (var length in (string?[])[null, "0", "-1", "ten"])
        {
            await BeginRawAsync(me, length).ShouldAnswerAsync(400);
        }

        await BeginRawAsync(me, "26214401").ShouldAnswerAsync(413);
        foreach (var metadata in (string[])["filename !", "filename /w==", "a YQ==,a YQ==", "a b c", $"alt {Base64(new string('x', 501))}"])
        {
            await BeginRawAsync(me, "10", metadata).ShouldAnswerAsync(400);
        }
    }

    [Fact]
    public async Task APictureIsCheckedAtItsEndAsInOneRequest()
    {
        var me = await app.PersonAsync();
        var upload = await BeginAsync(me, Gif.Length, "dot.gif");
        await AppendAsync(me, upload, 0, Gif[..20]);
        await AppendAsync(me, upload, 20, Gif[20..]);
        var file = (await StateAsync(me, upload))["attachment"]!;
        (file.Text("content_type"), file.Number("width"), file.Number("height")).ShouldBe(("image/gif", 1, 1));

        // A bomb, a damaged picture, and a picture with a page behind it, whose page is gone afterwards.
        byte[] bomb = [.. Gif];
        (bomb[6], bomb[7], bomb[8], bomb[9]) = (0xff, 0xff, 0xff, 0xff);
        foreach (var refused in (byte[][])[bomb, Gif[..30]])
        {
            var bad = await BeginAsync(me, refused.Length, "dot.gif");
            await AppendAsync(me, bad, 0, refused[..15]);
            await PatchAsync(me, bad, 15, refused[15..]).ShouldAnswerAsync(400);
            (await TusAsync(me, "HEAD", bad)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        }

        byte[] polyglot = [.. Gif, .. "<script>alert(1)</script>"u8];
        var both = await BeginAsync(me, polyglot.Length, "dot.gif");
        var answer = await PatchAsync(me, both, 0, polyglot);
        if ((int)answer.StatusCode == 204)
        {
            var kept = (await StateAsync(me, both))["attachment"]!;
            Encoding.Latin1.GetString(await app.HttpAs(me).GetByteArrayAsync(kept.Text("url"))).ShouldNotContain("script");
        }
        else
        {
            await Task.FromResult(answer).ShouldAnswerAsync(400);
        }
    }

    [Fact]
    public async Task AFileOfNoKnownTypeIsRefusedByItsFirstBytes()
    {
        var me = await app.PersonAsync();
        var program = new byte[1_000_000];
        "MZ"u8.CopyTo(program);
        var upload = await BeginAsync(me, program.Length);
        await PatchAsync(me, upload, 0, program[..8_000]).ShouldAnswerAsync(415);
        (await TusAsync(me, "HEAD", upload)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await UsedAsync(me)).ShouldBe(0);
        var small = await BeginAsync(me, 10);
        await PatchAsync(me, small, 0, program[..10]).ShouldAnswerAsync(415);
        (await TusAsync(me, "HEAD", small)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AnEndedUploadLeavesNothing()
    {
        var me = await app.PersonAsync();
        var upload = await BeginAsync(me, 1_000_000);
        await AppendAsync(me, upload, 0, Text(400_000));
        Files().ShouldContain(path => path.Contains($"uploads/{me:N}/", StringComparison.Ordinal));

        await TusAsync(me, "DELETE", upload).ShouldAnswerAsync(204);

        await TusAsync(me, "DELETE", upload).ShouldAnswerAsync(404, "no_such_upload");
        (await TusAsync(me, "HEAD", upload)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await UsedAsync(me)).ShouldBe(400_000, "only what arrived");
        await Poll.UntilAsync(() => !Files().Any(path => path.Contains($"uploads/{me:N}/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AnUploadEndsAfterADay()
    {
        var me = await app.PersonAsync();
        var (old, young, whole) = (await BeginAsync(me, 1_000_000), await BeginAsync(me, 1_000_000), await BeginAsync(me, 5));
        await AppendAsync(me, old, 0, Text(300_000));
        await AppendAsync(me, young, 0, Text(300_000));
        await AppendAsync(me, whole, 0, "hello"u8.ToArray());
        var file = (await StateAsync(me, whole))["attachment"]!;
        var expires = DateTimeOffset.Parse(One(await TusAsync(me, "HEAD", old), "Upload-Expires"), CultureInfo.InvariantCulture);
        (expires - TimeProvider.System.GetUtcNow()).ShouldBeInRange(TimeSpan.FromHours(23), TimeSpan.FromHours(24));
        var ids = new[] { IdOf(old), IdOf(whole) };
        await app.ExecuteAsync($"UPDATE uploads SET expires_at = now() - interval '1 second' WHERE id = ANY ({ids})");

        (await TusAsync(me, "HEAD", old)).StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        await PatchAsync(me, old, 300_000, Text(10)).ShouldAnswerAsync(404, "no_such_upload");
        await app.Service<IEnumerable<IHostedService>>().OfType<ExpiredUploads>().Single().DropAsync(CancellationToken.None);

        (
            await app.WithDbAsync(db =>
                db.Database.SqlQuery<Guid>($"""SELECT id AS "Value" FROM uploads WHERE user_id = {me}""").ToListAsync()
            )
        ).ShouldBe([IdOf(young)]);
        await Poll.UntilAsync(() => Files().Count(path => path.Contains($"uploads/{me:N}/", StringComparison.Ordinal)) == 1);
        (await app.HttpAs(me).GetStringAsync(file.Text("url"))).ShouldBe("hello");
    }

    [Fact]
    public async Task AUserUploadsOnlySoMuchADay()
    {
        await using var small = await app.StartAsync(("Messaging:UploadMegabytesPerDay", "25"));
        var (me, other) = (await app.PersonAsync(), await app.PersonAsync());
        using var mine = small.CreateClient();
        using var others = small.CreateClient();
        mine.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Identity.TokenFor(me));
        others.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", app.Identity.TokenFor(other));

        var large = await BeginAsync(mine, "26214000").ShouldAnswerAsync(201);
        await BeginAsync(mine, "500").ShouldAnswerAsync(429, "upload_quota");
        var refused = await mine.PostAsync("/api/v1/attachments", new ByteArrayContent(Text(40_000)));
        refused.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.Zero, TimeSpan.FromDays(1));
        await Task.FromResult(refused).ShouldAnswerAsync(429, "upload_quota");
        await mine.PostAsync("/api/v1/attachments", new ByteArrayContent(Text(401))).ShouldAnswerAsync(429, "upload_quota");
        await BeginAsync(others, "500").ShouldAnswerAsync(201);

        using var end = new HttpRequestMessage(HttpMethod.Delete, $"/api/v1/attachments/uploads/{large.Id()}");
        end.Headers.Add("Tus-Resumable", "1.0.0");
        await mine.SendAsync(end).ShouldAnswerAsync(204);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => BeginAsync(mine, "8000000")));
        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(3, "concurrent beginnings do not exceed the quota");
        await mine.PostAsync("/api/v1/attachments", new ByteArrayContent(Text(40_000))).ShouldAnswerAsync(201);
        // Yesterday's bytes do not count.
        await app.ExecuteAsync($"UPDATE uploaded_bytes SET day = day - 1 WHERE user_id = {me}");
        await BeginAsync(mine, "8000000").ShouldAnswerAsync(201);
    }

    [Fact]
    public async Task AUserStoresOnlySoMuch()
    {
        var (me, id) = (await app.PersonAsync(), Guid.CreateVersion7());
        var allButThousand = 20L * 1024 * 1024 * 1024 - 1_000;
        await app.ExecuteAsync(
            $"""
            INSERT INTO attachments (id, user_id, object_key, name, content_type, byte_count, created_at)
            VALUES ({id}, {me}, {id.ToString()}, 'a', 'text/plain', {allButThousand}, now())
            """
        );
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent(Text(1_001))).ShouldAnswerAsync(409, "storage_full");
        await BeginAsync(app.HttpAs(me), "1001").ShouldAnswerAsync(409, "storage_full");

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => BeginAsync(app.HttpAs(me), "400")));
        answers.Count(answer => (int)answer.StatusCode == 201).ShouldBe(2, "concurrent beginnings do not exceed the limit");
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent(Text(200))).ShouldAnswerAsync(201);
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent(Text(1))).ShouldAnswerAsync(409, "storage_full");

        await app.ExecuteAsync($"DELETE FROM attachments WHERE id = {id}");
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent(Text(2_000))).ShouldAnswerAsync(201);
    }

    [Fact]
    public async Task AByteAtATimeEndsTheUpload()
    {
        var me = await app.PersonAsync();
        var text = Text(1_000);
        var upload = await BeginAsync(me, text.Length);
        for (var step = 0; step < 64; step++)
        {
            (await AppendAsync(me, upload, step, text[step..(step + 1)])).ShouldBe(step + 1);
        }

        await PatchAsync(me, upload, 64, text[64..65]).ShouldAnswerAsync(400, "too_many_steps");

        (await TusAsync(me, "HEAD", upload)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await UsedAsync(me)).ShouldBe(64, "what has not arrived is given back");
        await Poll.UntilAsync(() => !Files().Any(path => path.Contains($"uploads/{me:N}/", StringComparison.Ordinal)));
    }

    /// <summary>Of two requests that send the last bytes, the slower one must not end the upload whose file the other has made.</summary>
    [Fact]
    public async Task AFinishedUploadIsNotEndedByARequestThatBeganBefore()
    {
        var me = await app.PersonAsync();
        var upload = await BeginAsync(me, 10);
        (await AppendAsync(me, upload, 0, Text(10)[..4])).ShouldBe(4);
        await using var scope = app.Service<IServiceScopeFactory>().CreateAsyncScope();
        var slower = await scope.ServiceProvider.GetRequiredService<UploadStore>().FindAsync(Guid.Parse(upload.Split('/')[^1]), me);
        (await AppendAsync(me, upload, 4, Text(10)[4..])).ShouldBe(10);
        await app.ExecuteAsync($"UPDATE uploads SET steps = {slower!.MostSteps} WHERE id = {slower.Id}");

        var refused = await Should.ThrowAsync<ProblemException>(() =>
            scope
                .ServiceProvider.GetRequiredService<UploadReceiver>()
                .AppendAsync(slower, PipeReader.Create(new MemoryStream(Text(10)[4..])))
        );

        refused.Problem.StatusCode.ShouldBe(409);
        (await StateAsync(me, upload))["attachment"].ShouldNotBeNull();
    }

    [Fact]
    public async Task ForHeadAFileIsNotReadAndNoSizeOfAPictureIsMade()
    {
        var me = await app.PersonAsync();
        var picture = await app.HttpAs(me).PostAsync("/api/v1/attachments", new ByteArrayContent(Gif)).ShouldAnswerAsync(201);
        var url = picture.Text("url");
        using var got = await app.HttpAs(me).GetAsync(url);
        using var whole = await HeadAsync(url);
        whole.Content.Headers.ContentLength.ShouldBe(got.Content.Headers.ContentLength);
        whole.Content.Headers.ContentType.ShouldBe(got.Content.Headers.ContentType);
        whole.Headers.ETag.ShouldBe(got.Headers.ETag);

        using var small = await HeadAsync($"{url}?w=64");
        small.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        small.Content.Headers.Contains("Content-Length").ShouldBeFalse();
        Files().Count(path => path.Contains($"attachments/{me:N}/", StringComparison.Ordinal)).ShouldBe(1, "no copy was made");

        async Task<HttpResponseMessage> HeadAsync(string address)
        {
            var answer = await app.HttpAs(me).SendAsync(new HttpRequestMessage(HttpMethod.Head, address));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            return answer;
        }
    }

    [Fact]
    public async Task AnUploadTakesThePlaceOfAFileThatWaits()
    {
        var me = await app.PersonAsync();
        await app.ExecuteAsync(
            $"""
            INSERT INTO uploads (id, user_id, byte_count, created_at, expires_at)
            SELECT gen_random_uuid(), {me}, 10, now(), now() + interval '1 day' FROM generate_series(1, 99)
            """
        );
        var last = await BeginAsync(me, 5);
        await BeginRawAsync(me, "5").ShouldAnswerAsync(409, "too_many_attachments");
        await app.HttpAs(me).PostAsync("/api/v1/attachments", new StringContent("hello")).ShouldAnswerAsync(409, "too_many_attachments");
        (await AppendAsync(me, last, 0, "hello"u8.ToArray())).ShouldBe(5);
        (await StateAsync(me, last))["attachment"].ShouldNotBeNull();
    }

    [Fact]
    public async Task ARepeatedBeginningIsTheSameUpload()
    {
        var me = await app.PersonAsync();
        var key = Guid.CreateVersion7().ToString();
        var first = await BeginRawAsync(me, "10", key: key).ShouldAnswerAsync(201);
        var second = await BeginRawAsync(me, "10", key: key).ShouldAnswerAsync(201);
        second.Id().ShouldBe(first.Id());
        (await UsedAsync(me)).ShouldBe(10);
    }

    [Fact]
    public async Task ARepeatedBeginningHasTheHeadersOfTheFirstAndAnotherLengthOrNameIsRefused()
    {
        var me = await app.PersonAsync();
        var key = Guid.CreateVersion7().ToString();
        var name = $"filename {Base64("a.txt")}";
        using var first = await BeginRawAsync(me, "10", name, key: key);
        using var second = await BeginRawAsync(me, "10", name, key: key);
        One(second, "Idempotent-Replayed").ShouldBe("true");
        foreach (var header in (string[])["Tus-Resumable", "Upload-Offset", "Upload-Expires"])
        {
            One(second, header).ShouldBe(One(first, header));
        }

        await BeginRawAsync(me, "20", name, key: key).ShouldAnswerAsync(422, "idempotency_key_reused");
        await BeginRawAsync(me, "10", $"filename {Base64("b.txt")}", key: key).ShouldAnswerAsync(422, "idempotency_key_reused");
        (await UsedAsync(me)).ShouldBe(10);
    }

    private static byte[] Text(int length) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (length / 7) + 1).Select(i => $"{i:D6} ")))[..length];

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string One(HttpResponseMessage answer, string header) => answer.Headers.GetValues(header).Single();

    private static Guid IdOf(string upload) => Guid.Parse(upload.Split('/')[^1]);

    private IEnumerable<string> Files() => Directory.EnumerateFiles(app.StorageFolder, "*", SearchOption.AllDirectories);

    private async Task<string> BeginAsync(Guid who, int length, string? name = null, string? alt = null)
    {
        var metadata = string.Join(
            ',',
            ((string Name, string? Text)[])[("filename", name), ("alt", alt)] is var pairs
                ? pairs.Where(pair => pair.Text is not null).Select(pair => $"{pair.Name} {Base64(pair.Text!)}")
                : []
        );
        var answer = await BeginRawAsync(who, $"{length}", metadata);
        await Task.FromResult(answer).ShouldAnswerAsync(201);
        One(answer, "Tus-Resumable").ShouldBe("1.0.0");
        return answer.Headers.Location!.ToString();
    }

    private Task<HttpResponseMessage> BeginRawAsync(Guid who, string? length, string? metadata = null, string? key = null) =>
        BeginAsync(app.HttpAs(who), length, metadata, key);

    private static Task<HttpResponseMessage> BeginAsync(HttpClient http, string? length, string? metadata = null, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/attachments/uploads");
        request.Headers.Add("Tus-Resumable", "1.0.0");
        foreach (
            var (name, value) in ((string, string?)[])[("Upload-Length", length), ("Upload-Metadata", metadata), ("Idempotency-Key", key)]
        )
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> TusAsync(Guid who, string method, string upload, int instance = 0)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), upload);
        request.Headers.Add("Tus-Resumable", "1.0.0");
        return await app.HttpAs(who, instance).SendAsync(request);
    }

    private async Task<HttpResponseMessage> PatchAsync(
        Guid who,
        string upload,
        long? offset,
        byte[] bytes,
        int instance = 0,
        string type = "application/offset+octet-stream"
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, upload) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        if (offset is not null)
        {
            request.Headers.Add("Upload-Offset", $"{offset}");
        }

        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await app.HttpAs(who, instance).SendAsync(request);
    }

    private async Task<long> AppendAsync(Guid who, string upload, long offset, byte[] bytes, int instance = 0)
    {
        var answer = await PatchAsync(who, upload, offset, bytes, instance);
        await Task.FromResult(answer).ShouldAnswerAsync(204);
        return long.Parse(One(answer, "Upload-Offset"), CultureInfo.InvariantCulture);
    }

    private async Task<long> OffsetAsync(Guid who, string upload, int instance = 0)
    {
        var answer = await TusAsync(who, "HEAD", upload, instance);
        answer.IsSuccessStatusCode.ShouldBeTrue();
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        One(answer, "Upload-Length").ShouldNotBeEmpty();
        return long.Parse(One(answer, "Upload-Offset"), CultureInfo.InvariantCulture);
    }

    /// <summary>The offset, after the service has noticed the end of a cut connection.</summary>
    private async Task<long> SettledOffsetAsync(Guid who, string upload)
    {
        var (offset, same) = (await OffsetAsync(who, upload), 0);
        await Poll.UntilAsync(async () =>
        {
            var now = await OffsetAsync(who, upload);
            same = now == offset ? same + 1 : 0;
            offset = now;
            return same > 5;
        });
        return offset;
    }

    private Task<JsonNode> StateAsync(Guid who, string upload) => TusAsync(who, "GET", upload).ShouldAnswerAsync(200);

    private Task<int> PartsAsync(string upload) =>
        app.WithDbAsync(db =>
            db.Database.SqlQuery<int>($"""SELECT count(*)::int AS "Value" FROM upload_parts WHERE upload_id = {IdOf(upload)}""")
                .SingleAsync()
        );

    private Task<long> UsedAsync(Guid who) =>
        app.WithDbAsync(async db =>
            (
                await db
                    .Database.SqlQuery<long>($"""SELECT byte_count AS "Value" FROM uploaded_bytes WHERE user_id = {who}""")
                    .ToListAsync()
            ).Sum()
        );

    /// <summary>A PATCH whose connection ends before its body does.</summary>
    private async Task CutAsync(Guid who, string upload, long offset, byte[] sent, int declared)
    {
        var address = app.Address();
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        var head =
            $"PATCH {upload} HTTP/1.1\r\nHost: {address.Authority}\r\nAuthorization: Bearer {app.Identity.TokenFor(who)}\r\n"
            + $"Tus-Resumable: 1.0.0\r\nUpload-Offset: {offset}\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: {declared}\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        await stream.WriteAsync(sent);
        await stream.FlushAsync();
    }
}
