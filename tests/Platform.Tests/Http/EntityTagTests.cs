using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Community.Platform.Http.Caching;
using Community.Platform.Http.Json;
using Community.Platform.Http.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Http;

/// <summary>A caller who has an answer already does not get it again.</summary>
public sealed class EntityTagTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _seen = new();
    private WebApplication? _app;
    private HttpClient? _http;
    private string _text = "first";

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWholeAnswers();
        _app.UseHeadAsGet();
        _app.UseRouting();
        _app.UseEntityTags();
        _app.MapGet("/json", () => TypedResults.Ok(new[] { _text }));
        _app.MapGet("/long", () => TypedResults.Ok(Enumerable.Repeat("0123456789", 200_000)));
        _app.MapGet("/secret", () => TypedResults.Ok(new[] { "secret" })).NotStored("a test says so");
        _app.MapGet("/fixed", () => TypedResults.Ok(new[] { "fixed" })).CachedFor(seconds: 300);
        _app.MapGet("/missing", () => TypedResults.NotFound(new[] { "nothing" }));
        _app.MapGet("/text", (HttpResponse response) => response.WriteAsync("written by hand"));
        _app.MapGet("/none", () => TypedResults.NoContent());
        _app.MapGet("/file", () => TypedResults.Bytes(new byte[100_000], "image/png", entityTag: new("\"stored\"")));
        _app.MapGet("/stream", () => TypedResults.ServerSentEvents(Items()));
        _app.MapGet("/broken", (HttpContext _) => throw new InvalidOperationException("as planned"));
        _app.MapPost("/json", () => TypedResults.Ok(new[] { _text }));
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    [Fact]
    public async Task TheSameAnswerIsNotSentAgain()
    {
        using var first = await GetAsync("/json");
        (await first.Content.ReadAsStringAsync()).ShouldBe("""["first"]""");
        first.Content.Headers.ContentLength.ShouldBe("""["first"]""".Length);
        var tag = first.Headers.ETag.ShouldNotBeNull();
        tag.IsWeak.ShouldBeTrue();
        first.Headers.CacheControl!.NoCache.ShouldBeTrue();
        first.Headers.Vary.ShouldContain("Authorization");

        using var again = await GetAsync("/json", tag.ToString());
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        (again.Headers.ETag, again.Headers.CacheControl!.NoCache).ShouldBe((tag, true));
        using var strong = await GetAsync("/json", $"\"other\", {tag.Tag}");
        strong.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var any = await GetAsync("/json", "*");
        any.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        _text = "second";
        using var changed = await GetAsync("/json", tag.ToString());
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag.ShouldNotBe(tag);
        (await changed.Content.ReadAsStringAsync()).ShouldBe("""["second"]""");
    }

    [Fact]
    public async Task AMalformedConditionIsNone()
    {
        using var answer = await GetAsync("/json", "not quoted");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task HeadHasTheETagOfGet()
    {
        using var get = await GetAsync("/json");
        using var head = await _http!.SendAsync(new HttpRequestMessage(HttpMethod.Head, new Uri("/json", UriKind.Relative)));
        head.Headers.ETag.ShouldBe(get.Headers.ETag);
        head.Content.Headers.ContentLength.ShouldBe(get.Content.Headers.ContentLength);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatMustNotBeStoredHasNone()
    {
        using var secret = await GetAsync("/secret");
        secret.Headers.ETag.ShouldBeNull();
        secret.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await secret.Content.ReadAsStringAsync()).ShouldBe("""["secret"]""");
        using var post = await _http!.PostAsync(new Uri("/json", UriKind.Relative), null);
        post.Headers.ETag.ShouldBeNull();
        using var missing = await GetAsync("/missing", "*");
        (missing.StatusCode, missing.Headers.ETag).ShouldBe((HttpStatusCode.NotFound, null));
        (await missing.Content.ReadAsStringAsync()).ShouldBe("""["nothing"]""");
    }

    [Fact]
    public async Task AnAnswerForAllCallersIsUsedForAWhile()
    {
        using var answer = await GetAsync("/fixed");
        answer.Headers.CacheControl!.MaxAge.ShouldBe(TimeSpan.FromMinutes(5));
        (answer.Headers.CacheControl.Public, answer.Headers.ETag is null).ShouldBe((true, false));
        answer.Headers.Vary.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task OtherBodiesComeAsTheyAre()
    {
        (await (await GetAsync("/text")).Content.ReadAsStringAsync()).ShouldBe("written by hand");
        using var none = await GetAsync("/none");
        none.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var file = await GetAsync("/file");
        file.Headers.ETag!.Tag.ShouldBe("\"stored\"");
        (await file.Content.ReadAsByteArrayAsync()).Length.ShouldBe(100_000);
        using var known = await GetAsync("/file", "\"stored\"");
        known.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        using var broken = await GetAsync("/broken");
        broken.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task ALongAnswerComesCompleteWithoutBeingHeldBack()
    {
        using var answer = await GetAsync("/long");
        answer.Headers.ETag.ShouldBeNull();
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBe((200_000 * 13) + 1);
    }

    [Fact]
    public async Task AStreamsFirstItemArrivesBeforeItsEnd()
    {
        await using var stream = await _http!.GetStreamAsync(new Uri("/stream", UriKind.Relative));
        using var reader = new StreamReader(stream);
        (await reader.ReadLineAsync()).ShouldBe("data: first");
        _seen.SetResult();
        (await reader.ReadToEndAsync()).ShouldContain("data: last");
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private Task<HttpResponseMessage> GetAsync(string path, string? known = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return _http!.SendAsync(request);
    }

    private async IAsyncEnumerable<SseItem<string>> Items([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new("first");
        await _seen.Task.WaitAsync(cancellationToken);
        yield return new("last");
    }
}
