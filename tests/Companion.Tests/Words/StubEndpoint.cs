using System.Text.Json;
using Community.Companion.Words;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Companion.Tests.Words;

/// <summary>An OpenAI-compatible endpoint for embeddings, over real HTTP: the word vectors, cut to the requested length.</summary>
internal sealed class StubEndpoint : IAsyncDisposable
{
    private readonly WordEmbedder _words = new();
    private readonly WebApplication _app;
    private int _calls;

    private StubEndpoint()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/embeddings", (Delegate)AnswerAsync);
    }

    /// <summary>Whether it answers 503.</summary>
    public bool IsAway { get; set; }

    public int Calls => _calls;

    public string Address => $"{_app.Urls.First()}/v1";

    public static async Task<StubEndpoint> StartAsync()
    {
        var stub = new StubEndpoint();
        await stub._app.StartAsync();
        return stub;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task<IResult> AnswerAsync(HttpContext http)
    {
        Interlocked.Increment(ref _calls);
        if (IsAway || http.Request.Headers.Authorization != "Bearer secret")
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        var asked = await http.Request.ReadFromJsonAsync<JsonElement>();
        var dimensions = asked.GetProperty("dimensions").GetInt32();
        var texts = asked.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToList();
        // In another order than requested: the index tells which is which.
        return Results.Json(
            new
            {
                @object = "list",
                model = asked.GetProperty("model").GetString(),
                data = texts
                    .Select(
                        (text, index) =>
                            new
                            {
                                @object = "embedding",
                                index,
                                embedding = Encode(text, dimensions),
                            }
                    )
                    .Reverse(),
                usage = new { prompt_tokens = 1, total_tokens = 1 },
            }
        );
    }

    /// <summary>In the form that the client library requests: base64 of little-endian floats.</summary>
    private string Encode(string text, int dimensions)
    {
        var vector = _words.Embed(text) is { Length: > 0 } known
            ? known.Take(dimensions).Select(each => each * 3).ToArray()
            : [.. Enumerable.Repeat(1f, dimensions)];
        return Convert.ToBase64String(System.Runtime.InteropServices.MemoryMarshal.AsBytes(vector.AsSpan()));
    }
}
