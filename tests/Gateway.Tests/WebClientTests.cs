using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Community.Gateway.Tests;

/// <summary>The web client below /app, from a folder as its build leaves it.</summary>
public sealed class WebClientTests : IAsyncLifetime
{
    private const string Page = "<!doctype html><title>Client</title>";
    private const string Script = "/app/assets/frame-1a2b3c4d.js";
    private static readonly string Code = string.Concat(Enumerable.Repeat("export const a = 1;\n", 100));
    private readonly string _folder = Directory.CreateTempSubdirectory("web-client-").FullName;
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        Write("index.html", Page);
        Write("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        Write("assets/frame-1a2b3c4d.js", Code);
        Write("worker.js", Code);
        using (var file = new BrotliStream(File.Create(Path.Combine(_folder, "assets/frame-1a2b3c4d.js.br")), CompressionLevel.Optimal))
        {
            file.Write(Encoding.UTF8.GetBytes(Code));
        }

        Write(".vite/manifest.json", "{}");
        _gateway = await GatewayHost.StartWithoutWaitingAsync([], ("Gateway:Web", _folder));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task EveryAddressOfTheClientShowsItsPage()
    {
        foreach (
            var path in new[] { "/app", "/app/", "/app/index.html", "/app/events/0198c0de-0000-7000-8000-000000000002", "/app/no/such" }
        )
        {
            var answer = await _gateway.Http.GetAsync(path);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            answer.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
            answer.Headers.CacheControl!.ToString().ShouldBe("no-cache");
            (await answer.Content.ReadAsStringAsync()).ShouldBe(Page);
        }
    }

    [Fact]
    public async Task ThePageHasAStrictPolicy()
    {
        var answer = await _gateway.Http.GetAsync("/app/communities");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'; script-src 'self'; ");
        policy.ShouldContain("require-trusted-types-for 'script'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("*");
        answer.Headers.GetValues("Cross-Origin-Opener-Policy").Single().ShouldBe("same-origin");
        answer.Headers.GetValues("Permissions-Policy").Single().ShouldContain("camera=(self), geolocation=(self)");
    }

    [Fact]
    public async Task TheServiceWorkerMayAskForTheFilesThatItKeeps()
    {
        var answer = await GetAsync("/app/worker.js", "br");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("default-src 'none'; connect-src 'self'");
        answer.Headers.CacheControl!.ToString().ShouldBe("no-cache");
        (await GetAsync(Script, "br")).Headers.GetValues("Content-Security-Policy").Single().ShouldNotContain("connect-src");
    }

    [Fact]
    public async Task AFileIsSentCompressedAsItWasBuiltAndMayBeKeptForEver()
    {
        var answer = await GetAsync(Script, "gzip;q=0.5, br");
        answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/javascript");
        answer.Headers.CacheControl!.ToString().ShouldBe("public, max-age=31536000, immutable");
        answer.Headers.Vary.ShouldBe(["Accept-Encoding"]);
        await using var content = new BrotliStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var text = new StreamReader(content);
        (await text.ReadToEndAsync()).ShouldBe(Code);

        var plain = await GetAsync(Script, "br;q=0");
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        (await plain.Content.ReadAsStringAsync()).ShouldBe(Code);
        plain.Headers.ETag.ShouldNotBe(answer.Headers.ETag);
    }

    [Fact]
    public async Task AFileThatTheBrowserHasIsNotSentAgain()
    {
        var first = await GetAsync(Script, "br");
        using var request = new HttpRequestMessage(HttpMethod.Get, Script);
        request.Headers.AcceptEncoding.ParseAdd("br");
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        var second = await _gateway.Http.SendAsync(request);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await second.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/app/assets/frame-99999999.js")]
    [InlineData("/app/assets/frame-1a2b3c4d.js.br")]
    [InlineData("/app/assets/")]
    public async Task AFileOfAnotherVersionIsNotFound(string path)
    {
        var answer = await _gateway.Http.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Theory]
    [InlineData("/app/.vite/manifest.json")]
    [InlineData("/app/../appsettings.json")]
    public async Task NothingElseOfTheFolderIsSent(string path)
    {
        var answer = await _gateway.Http.GetAsync(path);
        (await answer.Content.ReadAsStringAsync()).ShouldNotBe("{}");
    }

    [Fact]
    public async Task TheRootIsThePublicStartPage()
    {
        var answer = await _gateway.Http.GetAsync("/");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("<main id=\"main\"");
    }

    [Fact]
    public async Task WithoutAClientItsPathsAreUnknown()
    {
        await using var gateway = await GatewayHost.StartWithoutWaitingAsync([]);
        (await gateway.Http.GetAsync("/app/")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task AFolderWithoutAClientStopsTheStart()
    {
        var empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;
        var refused = await Should.ThrowAsync<InvalidOperationException>(() =>
            GatewayHost.StartWithoutWaitingAsync([], ("Gateway:Web", empty))
        );
        refused.Message.ShouldContain("Gateway:Web");
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string encodings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var encoding in encodings.Split(", "))
        {
            request.Headers.AcceptEncoding.Add(StringWithQualityHeaderValue.Parse(encoding));
        }

        return await _gateway.Http.SendAsync(request);
    }

    private void Write(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
