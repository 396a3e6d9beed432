using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Community.Platform.Http.Json;

/// <summary>
/// Sends a short answer in one piece, with its length. The framework flushes JSON as soon as it is written and ends the answer later. That
/// makes two frames here, a chunk and its end at the gateway, and one more system call and wake-up at each hop. A long answer or a stream
/// (server-sent events turn buffering off) is flushed as it is written.
/// </summary>
internal static class WholeAnswers
{
    /// <summary>The size in bytes from which an answer is no longer held back.</summary>
    private const long MaxHeld = 64 * 1024;

    public static IApplicationBuilder UseWholeAnswers(this IApplicationBuilder app) =>
        app.Use(next =>
            async context =>
            {
                var own = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
                var body = new HeldBody(own);
                context.Features.Set<IHttpResponseBodyFeature>(body);
                await next(context);
                body.Complete(context.Response);
                context.Features.Set(own);
            }
        );

    private sealed class HeldBody(IHttpResponseBodyFeature inner) : IHttpResponseBodyFeature
    {
        private HeldWriter? _writer;
        private bool _flushes;

        public Stream Stream => inner.Stream;

        public PipeWriter Writer => _flushes || !inner.Writer.CanGetUnflushedBytes ? inner.Writer : _writer ??= new(inner.Writer);

        public void DisableBuffering()
        {
            _flushes = true;
            _writer?.StopHolding();
            inner.DisableBuffering();
        }

        public Task StartAsync(CancellationToken cancellationToken = default) => inner.StartAsync(cancellationToken);

        public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
            inner.SendFileAsync(path, offset, count, cancellationToken);

        public Task CompleteAsync() => inner.CompleteAsync();

        public void Complete(HttpResponse response)
        {
            if (_writer is { IsHolding: true, HeldBytes: > 0 and var length } && response is { HasStarted: false, ContentLength: null })
            {
                response.ContentLength = length;
            }
        }
    }

    private sealed class HeldWriter(PipeWriter inner) : PipeWriter
    {
        private long _flushed;

        public bool IsHolding { get; private set; } = true;

        public override bool CanGetUnflushedBytes => true;

        /// <summary>All that has been written, as long as nothing was sent.</summary>
        public long HeldBytes => inner.UnflushedBytes;

        /// <summary>Bytes that were held back at a flush count as flushed. Otherwise the JSON writer would flush again for ever.</summary>
        public override long UnflushedBytes => inner.UnflushedBytes - _flushed;

        public void StopHolding() => (IsHolding, _flushed) = (false, 0);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (IsHolding && inner.UnflushedBytes <= MaxHeld)
            {
                _flushed = inner.UnflushedBytes;
                return new(new FlushResult(isCanceled: false, isCompleted: false));
            }

            (IsHolding, _flushed) = (false, 0);
            return inner.FlushAsync(cancellationToken);
        }

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
