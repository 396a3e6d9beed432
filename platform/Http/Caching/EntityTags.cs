using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Community.Platform.Http.Caching;

/// <summary>
/// Gives every JSON answer to a GET an ETag, and answers 304 without a body if the caller has that answer already. The ETag is a hash of
/// the body, so no handler can forget a part of the state that it shows. The answer is still made by the handler: a caller that lost the
/// right to it gets no 304. An endpoint that says <see cref="CachingExtensions.NotStored"/> has neither.
/// </summary>
public static class EntityTags
{
    /// <summary>The size in bytes from which an answer is no longer held back; it has no ETag.</summary>
    private const int MaxHeld = 1024 * 1024;

    private const int HashBytes = 16;
    private const string Revalidated = "no-cache";
    private const string RevalidatedByOwner = "private, no-cache";

    /// <summary>Call it after authorization.</summary>
    public static IApplicationBuilder UseEntityTags(this IApplicationBuilder app) =>
        app.Use(next => context => IsRead(context, out var rule) ? AnswerAsync(next, context, rule) : next(context));

    /// <summary>Whether an endpoint's answers have an ETag; it tells the description the same as the callers.</summary>
    internal static bool IsTagged(EndpointMetadataCollection metadata) => metadata.GetMetadata<NotStoredAttribute>() is null;

    private static bool IsRead(HttpContext context, out EndpointMetadataCollection rule)
    {
        rule = context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        return HttpMethods.IsGet(context.Request.Method)
            && rule.GetMetadata<IHttpMethodMetadata>() is not null
            && !context.Request.Path.StartsWithSegments("/internal", StringComparison.Ordinal);
    }

    private static Task AnswerAsync(RequestDelegate next, HttpContext context, EndpointMetadataCollection rule)
    {
        var headers = context.Response.Headers;
        if (!IsTagged(rule))
        {
            headers.CacheControl = "no-store";
            return next(context);
        }

        return TagAsync(next, context, rule.GetMetadata<CachedForAttribute>());
    }

    private static async Task TagAsync(RequestDelegate next, HttpContext context, CachedForAttribute? cached)
    {
        var own = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        using var body = new HeldBody(own, context.Response);
        context.Features.Set<IHttpResponseBodyFeature>(body);
        try
        {
            await next(context);
        }
        finally
        {
            context.Features.Set(own);
        }

        if (!body.IsHolding)
        {
            return;
        }

        var response = context.Response;
        if (response.StatusCode == StatusCodes.Status200OK && response.Headers.ETag.Count == 0 && IsStorable(response.Headers))
        {
            var tag = TagOf(body.Held);
            response.Headers.ETag = tag;
            if (response.Headers.CacheControl.Count == 0)
            {
                response.Headers.CacheControl =
                    cached is not null ? $"public, max-age={cached.Seconds}"
                    : context.User.Identity?.IsAuthenticated == true ? RevalidatedByOwner
                    : Revalidated;
            }

            // The answer to one caller is not that to another, and a shared cache must know it.
            if (cached is null)
            {
                response.Headers.Append(HeaderNames.Vary, HeaderNames.Authorization);
            }

            if (IsKnown(context.Request.Headers, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                response.ContentType = null;
                response.ContentLength = null;
                return;
            }
        }

        await body.SendAsync(context.RequestAborted);
    }

    private static bool IsStorable(IHeaderDictionary headers) =>
        !headers.CacheControl.ToString().Contains("no-store", StringComparison.OrdinalIgnoreCase);

    /// <summary>A weak ETag: the gateway may compress the answer, which changes its bytes.</summary>
    private static string TagOf(ReadOnlySpan<byte> body)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, hash);
        return $"W/\"{Base64Url.EncodeToString(hash[..HashBytes])}\"";
    }

    private static bool IsKnown(IHeaderDictionary request, string tag)
    {
        if (request.IfNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList([.. request.IfNoneMatch!], out var known))
        {
            return false;
        }

        var own = EntityTagHeaderValue.Parse(tag);
        return known.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(own, useStrongComparison: false));
    }

    /// <summary>
    /// Holds a JSON body back until the handler is done. Another body (a picture, an event stream) goes straight through. So does a long
    /// one, from the moment that it is too long.
    /// </summary>
    private sealed class HeldBody(IHttpResponseBodyFeature inner, HttpResponse response) : PipeWriter, IHttpResponseBodyFeature, IDisposable
    {
        private byte[] _bytes = [];
        private int _length;
        private int _flushed;
        private bool _isDecided;
        private bool _passes;
        private Stream? _stream;

        /// <summary>Whether there is a body, and nothing of it was sent.</summary>
        public bool IsHolding => !_passes && _length > 0;

        public ReadOnlySpan<byte> Held => _bytes.AsSpan(0, _length);

        public Stream Stream => _stream ??= AsStream(leaveOpen: true);

        public PipeWriter Writer => this;

        public override bool CanGetUnflushedBytes => true;

        public override long UnflushedBytes => _passes ? inner.Writer.UnflushedBytes : _length - _flushed;

        public async Task SendAsync(CancellationToken cancellationToken)
        {
            response.ContentLength ??= _length;
            Pass();
            await inner.Writer.FlushAsync(cancellationToken);
        }

        public override Memory<byte> GetMemory(int sizeHint = 0)
        {
            Decide();
            if (_passes)
            {
                return inner.Writer.GetMemory(sizeHint);
            }

            Grow(Math.Max(sizeHint, 1));
            return _bytes.AsMemory(_length);
        }

        public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

        public override void Advance(int bytes)
        {
            if (_passes)
            {
                inner.Writer.Advance(bytes);
            }
            else
            {
                _length += bytes;
            }
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            if (!_passes && _isDecided && _length <= MaxHeld)
            {
                _flushed = _length;
                return new(new FlushResult(isCanceled: false, isCompleted: false));
            }

            Pass();
            return inner.Writer.FlushAsync(cancellationToken);
        }

        public override void CancelPendingFlush() => inner.Writer.CancelPendingFlush();

        // The framework completes the real writer when the request ends.
        public override void Complete(Exception? exception = null) { }

        public void DisableBuffering()
        {
            Pass();
            inner.DisableBuffering();
        }

        public Task StartAsync(CancellationToken cancellationToken = default)
        {
            Pass();
            return inner.StartAsync(cancellationToken);
        }

        public async Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default)
        {
            Pass();
            await inner.SendFileAsync(path, offset, count, cancellationToken);
        }

        Task IHttpResponseBodyFeature.CompleteAsync()
        {
            Pass();
            return inner.CompleteAsync();
        }

        public void Dispose()
        {
            if (_bytes.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = [];
            }
        }

        private void Decide()
        {
            if (!_isDecided)
            {
                _isDecided = true;
                _passes =
                    response.ContentType is not { } type
                    || !type.Contains("json", StringComparison.OrdinalIgnoreCase)
                    || response.StatusCode != StatusCodes.Status200OK;
            }
        }

        private void Pass()
        {
            (_isDecided, _passes) = (true, true);
            if (_length > 0)
            {
                inner.Writer.Write(Held);
                (_length, _flushed) = (0, 0);
            }
        }

        private void Grow(int free)
        {
            if (_bytes.Length - _length < free)
            {
                var larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, Math.Max(_length + free, _bytes.Length * 2)));
                Held.CopyTo(larger);
                Dispose();
                _bytes = larger;
            }
        }
    }
}
