using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Bench.Load;

/// <summary>
/// A stub of a model with OpenAI's interface, without delay: its words stream one by one, at once. It runs in this process.
/// </summary>
internal static class ModelStub
{
    private const string Words =
        "That sounds like a good day to me, and like one that you will remember for a while; tell me what you liked best about it, and who was there with you.";

    private static readonly string[] Chunks =
    [
        Chunk("""{"role":"assistant","content":""}"""),
        .. Words.Split(' ').Select((word, i) => Chunk($$"""{"content":"{{(i == 0 ? "" : " ")}}{{word}}"}""")),
        Chunk("{}", "\"stop\""),
        "data: [DONE]\n\n",
    ];

    public static int WordCount => Words.Split(' ').Length;

    public static async Task<WebApplication> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            foreach (var chunk in Chunks)
            {
                await context.Response.WriteAsync(chunk);
                await context.Response.Body.FlushAsync();
            }
        });
        await app.StartAsync();
        return app;
    }

    private static string Chunk(string delta, string reason = "null") =>
        $$"""data: {"id":"bench","object":"chat.completion.chunk","created":1,"model":"bench","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{reason}}}]}"""
        + "\n\n";
}
