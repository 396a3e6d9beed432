using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Community.Platform.Http.Problems;

/// <summary>
/// HEAD is answered as GET, without the body (RFC 9110 section 9.3.2). Every GET route accepts it without a route of its own. An answer
/// that started before it was complete has no Content-Length, as with GET.
/// </summary>
public static class HeadRequests
{
    private static readonly object Item = new();

    /// <summary>Whether the request is a HEAD that is answered like GET. A handler can spare the work that only the body needs.</summary>
    public static bool IsHeadAsGet(this HttpRequest request) => request.HttpContext.Items.ContainsKey(Item);

    /// <summary>Leaves out the length of an answer to HEAD: it is known only when the answer is made.</summary>
    public static void LeaveLengthOut(this HttpRequest request) => request.HttpContext.Items[Item] = false;

    /// <summary>Call it before routing.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) =>
        app.Use(next => context => HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(next, context) : next(context));

    private static async Task AnswerAsync(RequestDelegate next, HttpContext context)
    {
        var own = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        var counted = new CountedBody(own);
        context.Features.Set<IHttpResponseBodyFeature>(counted);
        context.Request.Method = HttpMethods.Get;
        context.Items[Item] = true;
        try
        {
            await next(context);
            await counted.Writer.FlushAsync(context.RequestAborted);
            if (context.Items[Item] is true && context.Response is { HasStarted: false, ContentLength: null, StatusCode: not (204 or 304) })
            {
                context.Response.ContentLength = counted.Length;
            }
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Features.Set(own);
        }
    }

    /// <summary>Counts the bytes that would be sent, and sends none.</summary>
    private sealed class CountedBody : Stream, IHttpResponseBodyFeature
    {
        private readonly IHttpResponseBodyFeature _inner;
        private long _length;

        public CountedBody(IHttpResponseBodyFeature inner)
        {
            _inner = inner;
            Writer = PipeWriter.Create(this, new StreamPipeWriterOptions(leaveOpen: true));
        }

        public PipeWriter Writer { get; }

        Stream IHttpResponseBodyFeature.Stream => this;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public void DisableBuffering() => _inner.DisableBuffering();

        public Task StartAsync(CancellationToken cancellationToken = default) => _inner.StartAsync(cancellationToken);

        public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
        {
            _length += count ?? (new FileInfo(path).Length - offset);
            await Task.CompletedTask;
        }

        public Task CompleteAsync() => _inner.CompleteAsync();

        public override void Flush() { }

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            _length += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
