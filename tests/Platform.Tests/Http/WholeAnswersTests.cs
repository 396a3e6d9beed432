using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Community.Platform.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Http;

/// <summary>Short answers are sent whole, with their length; long answers and streams are sent piece by piece.</summary>
public sealed class WholeAnswersTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _seen = new();
    private WebApplication? _app;
    private HttpClient? _http;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.UseWholeAnswers();
        _app.MapGet("/short", () => TypedResults.Ok(new[] { "one", "two" }));
        _app.MapGet("/none", () => TypedResults.NoContent());
        _app.MapGet("/long", () => TypedResults.Ok(Enumerable.Repeat("0123456789", 100_000)));
        _app.MapGet("/stream", () => TypedResults.ServerSentEvents(Items()));
        _app.MapGet("/text", (HttpResponse response) => response.WriteAsync("written by hand"));
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()), Timeout = TimeSpan.FromSeconds(20) };
    }

    [Fact]
    public async Task AShortAnswerSaysItsLength()
    {
        using var answer = await _http!.GetAsync(new Uri("/short", UriKind.Relative));
        answer.Content.Headers.ContentLength.ShouldBe("""["one","two"]""".Length);
        answer.Headers.TransferEncodingChunked.ShouldNotBe(true);
        (await answer.Content.ReadAsStringAsync()).ShouldBe("""["one","two"]""");
    }

    [Fact]
    public async Task WhatIsWrittenByHandOrNotAtAllComesAsItIs()
    {
        (await _http!.GetStringAsync(new Uri("/text", UriKind.Relative))).ShouldBe("written by hand");
        using var none = await _http!.GetAsync(new Uri("/none", UriKind.Relative));
        none.StatusCode.ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await none.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ALongAnswerComesCompleteWithoutBeingHeldBack()
    {
        using var answer = await _http!.GetAsync(new Uri("/long", UriKind.Relative));
        answer.Headers.TransferEncodingChunked.ShouldBe(true);
        (await answer.Content.ReadAsByteArrayAsync()).Length.ShouldBe((100_000 * 13) + 1);
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

    // The last item waits until the reader has the first.
    private async IAsyncEnumerable<SseItem<string>> Items([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new SseItem<string>("first");
        await _seen.Task.WaitAsync(cancellationToken);
        yield return new SseItem<string>("last");
    }
}
