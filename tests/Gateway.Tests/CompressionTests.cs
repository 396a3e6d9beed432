using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Community.Gateway.Tests;

/// <summary>The answers that the gateway compresses, and those that it must not compress.</summary>
public sealed class CompressionTests : IAsyncLifetime
{
    private static readonly string Page =
        "["
        + string.Join(
            ',',
            Enumerable
                .Range(0, 50)
                .Select(i =>
                    $$$"""{"id":"019a{{{i:x4}}}-0000-7000-8000-{{{i * 7919:x12}}}","content":"What number {{{i}}} says is about as long as what people write.","author":{"username":"person{{{i % 7}}}"}}"""
                )
        )
        + "]";

    private readonly FakeIdentity _keys = new();
    private readonly List<Backend> _backends = [];
    private GatewayHost _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _backends.Add(
            await Backend.StartAsync(
                "identity",
                app =>
                {
                    _keys.Map(app);
                    app.MapPost("/api/v1/auth/login", () => Json(Page));
                    app.MapGet("/api/v1/auth/me", () => Json(Page));
                    app.MapGet(
                        "/openapi/v1.json",
                        () =>
                            Json(
                                """{"openapi":"3.1.1","info":{"title":"identity","version":"v1"},"paths":{"/api/v1/users/me":{"get":{"summary":"SUMMARY"}}}}""".Replace(
                                    "SUMMARY",
                                    Convert.ToBase64String(Encoding.UTF8.GetBytes(Page)),
                                    StringComparison.Ordinal
                                )
                            )
                    );
                }
            )
        );
        _backends.Add(
            await Backend.StartAsync(
                "messaging",
                app =>
                {
                    app.MapGet(
                        "/api/v1/threads/{id}/messages",
                        (string id, HttpContext context) =>
                        {
                            switch (id)
                            {
                                case "short":
                                    return Json("[1]");
                                case "tagged":
                                    context.Response.Headers.ETag = "\"tag\"";
                                    break;
                                case "exact":
                                    context.Response.Headers.CacheControl = "no-transform";
                                    break;
                                case "picture":
                                    return Results.Bytes(new byte[5000], "image/png");
                                default:
                                    break;
                            }

                            return Json(Page);
                        }
                    );
                    app.MapPost("/api/v1/threads/{id}/messages", () => Json(Page));
                    app.MapGet("/api/v1/messages/search", () => Json(Page));
                    app.MapGet("/api/v1/notifications", () => Json(Page));
                    app.MapGet("/api/v1/direct", () => Json(Page));
                    app.MapGet("/api/v1/direct/{id}/messages", () => Json(Page));
                }
            )
        );
        _backends.Add(
            await Backend.StartAsync(
                "events",
                app =>
                {
                    app.MapGet("/api/v1/events", () => Json(Page));
                    app.MapGet("/api/v1/events/{id}/status", () => Json(Page));
                    app.MapGet("/api/v1/tickets/{code}", () => Json(Page));
                }
            )
        );
        _backends.Add(
            await Backend.StartAsync(
                "ai-companion",
                app =>
                    app.MapGet(
                        "/api/v1/courses",
                        async (HttpContext context) =>
                        {
                            context.Response.ContentType = "text/event-stream";
                            await context.Response.WriteAsync($"data: {Page}\n\n");
                        }
                    )
            )
        );
        _gateway = await GatewayHost.StartAsync(_backends, ("Gateway:RateLimit", "off"));
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }

    private static IResult Json(string text) => Results.Text(text, "application/json");

    private Task<HttpResponseMessage> AskAsync(string path, string? encodings = "gzip, br", HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path);
        return _gateway.Http.SendAsync(encodings is null ? request : request.With("Accept-Encoding", encodings));
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("br;q=0, gzip", "gzip")]
    [InlineData("identity", null)]
    [InlineData(null, null)]
    public async Task APageOfMessagesComesInTheEncodingThatTheCallerKnows(string? accepted, string? encoding)
    {
        using var answer = await AskAsync("/api/v1/threads/1/messages", accepted);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(encoding);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        var body = await answer.Content.ReadAsByteArrayAsync();
        (await DecodeAsync(body, encoding)).ShouldBe(Page);
        if (encoding is not null)
        {
            body.Length.ShouldBeLessThan(Page.Length / 4);
        }
    }

    [Theory]
    [InlineData("/api/v1/events", "GET", true)]
    [InlineData("/api/v1/direct/1/messages", "GET", true)]
    [InlineData("/api/v1/threads/1/messages", "POST", false)]
    [InlineData("/api/v1/threads/short/messages", "GET", false)]
    [InlineData("/api/v1/threads/exact/messages", "GET", false)]
    [InlineData("/api/v1/threads/picture/messages", "GET", false)]
    [InlineData("/api/v1/auth/login", "POST", false)]
    [InlineData("/api/v1/auth/me", "GET", false)]
    [InlineData("/api/v1/messages/search", "GET", false)]
    [InlineData("/api/v1/notifications", "GET", false)]
    [InlineData("/api/v1/direct", "GET", false)]
    [InlineData("/api/v1/events/1/status", "GET", false)]
    [InlineData("/api/v1/tickets/COMM-1", "GET", false)]
    [InlineData("/api/v1/courses", "GET", false)]
    public async Task OnlyWhatHoldsNoSecretIsCompressed(string path, string method, bool isCompressed)
    {
        using var answer = await AskAsync(path, method: new HttpMethod(method));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentEncoding.Count.ShouldBe(isCompressed ? 1 : 0);
    }

    [Fact]
    public async Task AStrongTagBecomesAWeakOne()
    {
        (await AskAsync("/api/v1/threads/tagged/messages")).Headers.ETag!.ToString().ShouldBe("W/\"tag\"");
        (await AskAsync("/api/v1/threads/tagged/messages", encodings: null)).Headers.ETag!.ToString().ShouldBe("\"tag\"");
    }

    [Fact]
    public async Task HeadHasTheHeadersOfGet()
    {
        using var head = await AskAsync("/api/v1/events", method: HttpMethod.Head);
        head.Headers.Vary.ShouldContain("Accept-Encoding");
        head.Content.Headers.ContentLength.ShouldNotBe(Page.Length);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    [InlineData(null)]
    public async Task TheDescriptionIsCompressedAndNotSentTwice(string? encoding)
    {
        using var answer = await AskAsync("/openapi/v1.json", encoding);
        answer.Content.Headers.ContentEncoding.SingleOrDefault().ShouldBe(encoding);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
        (await DecodeAsync(await answer.Content.ReadAsByteArrayAsync(), encoding)).ShouldContain("\"/api/v1/users/me\"");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json").With("If-None-Match", answer.Headers.ETag!.ToString());
        using var unchanged = await _gateway.Http.SendAsync(encoding is null ? again : again.With("Accept-Encoding", encoding));
        unchanged.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    private static async Task<string> DecodeAsync(byte[] body, string? encoding)
    {
        Stream stream = new MemoryStream(body);
        stream = encoding switch
        {
            "br" => new BrotliStream(stream, CompressionMode.Decompress),
            "gzip" => new GZipStream(stream, CompressionMode.Decompress),
            _ => stream,
        };
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync();
    }
}
