using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Fleet.Tests;

/// <summary>Collects the fleet's OTLP exports over HTTP. Ids and names are plain text within protocol buffers.</summary>
internal sealed class TraceSink : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _exports = [];
    private readonly WebApplication _app;

    private TraceSink(WebApplication app)
    {
        _app = app;
        app.MapPost(
            "/v1/traces",
            async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                _exports.Enqueue(body.ToArray());
            }
        );
        app.MapPost("/{**other}", () => { });
    }

    public string Url => _app.Urls.Single();

    public static async Task<TraceSink> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var sink = new TraceSink(builder.Build());
        await sink._app.StartAsync();
        return sink;
    }

    /// <summary>Whether a service (one of "gateway", "identity", …) exported spans of a trace.</summary>
    public bool Has(string service, string traceId)
    {
        byte[] id = Convert.FromHexString(traceId);
        // The attribute service.name of the resource: its key, then a string value (field 2, in it field 1).
        byte[] name =
        [
            .. "service.name"u8,
            0x12,
            (byte)(service.Length + 2),
            0x0a,
            (byte)service.Length,
            .. Encoding.UTF8.GetBytes(service),
        ];
        return _exports.Any(export => export.AsSpan().IndexOf(id) >= 0 && export.AsSpan().IndexOf(name) >= 0);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
