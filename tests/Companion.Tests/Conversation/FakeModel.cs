using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Companion.Tests.Conversation;

/// <summary>
/// An OpenAI-compatible endpoint over real HTTP. A test defines its answer to a message in advance; otherwise it repeats the message.
/// </summary>
internal sealed class FakeModel : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<Reply, Task>> _scripts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<JsonElement> _requests = new();

    private FakeModel()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    public string Endpoint => $"{_app.Urls.First()}/v1";

    public static async Task<FakeModel> StartAsync()
    {
        var model = new FakeModel();
        await model._app.StartAsync();
        return model;
    }

    /// <summary>The answer to this message, each time it is sent.</summary>
    public void When(string message, Func<Reply, Task> script) => _scripts[message] = script;

    /// <summary>The requests for this message, as they arrived.</summary>
    public IReadOnlyList<JsonElement> Asked(string message) => [.. _requests.Where(request => LastOf(request) == message)];

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        var request = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
        _requests.Enqueue(request);
        var reply = new Reply(http);
        await _scripts.GetValueOrDefault(LastOf(request), answer => answer.SayAsync("I hear you: ", LastOf(request)))(reply);
    }

    private static string LastOf(JsonElement request) => TextOf(request.GetProperty("messages").EnumerateArray().Last());

    /// <summary>A message's text, in each form that a client may use.</summary>
    public static string TextOf(JsonElement message) =>
        message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts
            ? string.Concat(parts.EnumerateArray().Select(part => part.GetProperty("text").GetString()))
            : message.GetProperty("content").GetString()!;

    /// <summary>One answer.</summary>
    internal sealed class Reply(HttpContext http)
    {
        /// <summary>The whole answer, each text in a piece of its own, and the end.</summary>
        public async Task SayAsync(params string[] pieces)
        {
            foreach (var piece in pieces)
            {
                await PieceAsync(piece);
            }

            await ChunkAsync(new { }, "stop");
            await http.Response.WriteAsync("data: [DONE]\n\n");
        }

        /// <summary>The numbers of tokens, in a chunk of their own, as models send them last.</summary>
        public async Task SayUsageAsync(int input, int output)
        {
            var usage = new
            {
                prompt_tokens = input,
                completion_tokens = output,
                total_tokens = input + output,
            };
            var chunk = JsonSerializer.Serialize(
                new
                {
                    id = "c",
                    @object = "chat.completion.chunk",
                    created = 1,
                    model = "m",
                    choices = Array.Empty<object>(),
                    usage,
                }
            );
            await http.Response.WriteAsync($"data: {chunk}\n\n");
        }

        public Task PieceAsync(string text) => ChunkAsync(new { role = "assistant", content = text });

        public async Task ChunkAsync(object delta, string? reason = null)
        {
            if (!http.Response.HasStarted)
            {
                http.Response.ContentType = "text/event-stream";
            }

            var chunk = JsonSerializer.Serialize(
                new
                {
                    id = "c",
                    @object = "chat.completion.chunk",
                    created = 1,
                    model = "m",
                    choices = new[]
                    {
                        new
                        {
                            index = 0,
                            delta,
                            finish_reason = reason,
                        },
                    },
                }
            );
            await http.Response.WriteAsync($"data: {chunk}\n\n");
            await http.Response.Body.FlushAsync();
        }

        /// <summary>Breaks the connection.</summary>
        public void Cut() => http.Abort();

        public Task FailAsync(int status)
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("""{"error":{"message":"no"}}""");
        }

        /// <summary>Waits until the test releases it or the client has gone.</summary>
        public Task WaitAsync(Task gate) => gate.WaitAsync(http.RequestAborted);
    }
}
