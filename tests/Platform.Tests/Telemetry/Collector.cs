using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Tests.Telemetry;

/// <summary>
/// An OTLP collector (protocol http/protobuf) that stores its input; names and ids are plain text within protocol buffers.
/// </summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _exports = [];

    private Collector(WebApplication app)
    {
        _app = app;
        app.MapPost(
            "/{**path}",
            async (HttpContext context) =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                _exports.Enqueue((context.Request.Path.Value!, body.ToArray()));
            }
        );
    }

    public string Url => _app.Urls.Single();

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = new Collector(builder.Build());
        await collector._app.StartAsync();
        return collector;
    }

    public bool Has(string signal, string text) => Has(signal, Encoding.UTF8.GetBytes(text));

    public bool Has(string signal, ReadOnlySpan<byte> bytes)
    {
        foreach (var (path, body) in _exports)
        {
            if (path == $"/v1/{signal}" && body.AsSpan().IndexOf(bytes) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The spans of a trace: a span message begins with its trace id (field 1), its own id (2), …, its parent's (4) and name (5).
    /// </summary>
    public IReadOnlyList<Span> SpansOf(string traceId)
    {
        byte[] mark = [0x0a, 16, .. Convert.FromHexString(traceId)];
        var spans = new List<Span>();
        foreach (var (path, body) in _exports.Where(export => export.Path == "/v1/traces"))
        {
            for (var at = body.AsSpan().IndexOf(mark); at >= 0; )
            {
                spans.Add(Span.Read(body.AsSpan(at + mark.Length)));
                var next = body.AsSpan(at + 1).IndexOf(mark);
                at = next < 0 ? -1 : at + 1 + next;
            }
        }

        return spans;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    internal sealed record Span(string Id, string Parent, string Name)
    {
        public static Span Read(ReadOnlySpan<byte> bytes)
        {
            string id = "",
                parent = "",
                name = "";
            while (bytes.Length > 0 && name.Length == 0)
            {
                var tag = ReadVarint(ref bytes);
                var length = (tag & 7) switch
                {
                    2 => ReadVarint(ref bytes),
                    5 => 4,
                    1 => 8,
                    _ => throw new InvalidDataException($"Tag {tag}"),
                };
                var content = bytes[..length];
                switch (tag >> 3)
                {
                    case 2:
                        id = Convert.ToHexStringLower(content);
                        break;
                    case 4:
                        parent = Convert.ToHexStringLower(content);
                        break;
                    case 5:
                        name = Encoding.UTF8.GetString(content);
                        break;
                }

                bytes = bytes[length..];
            }

            return new Span(id, parent, name);
        }

        private static int ReadVarint(ref ReadOnlySpan<byte> bytes)
        {
            var (value, at) = (0, 0);
            for (var shift = 0; ; shift += 7)
            {
                value |= (bytes[at] & 0x7f) << shift;
                if (bytes[at++] < 0x80)
                {
                    break;
                }
            }

            bytes = bytes[at..];
            return value;
        }
    }
}
