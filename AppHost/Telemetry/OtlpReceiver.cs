using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Community.AppHost.Telemetry;

/// <summary>
/// Receives OTLP: over HTTP (<c>POST /v1/traces</c>, <c>/v1/logs</c>, <c>/v1/metrics</c>; protobuf, gzip or not) and over gRPC (the three
/// <c>Export</c> calls, which need no more than a frame of five bytes around the same message). A sender has to present the key of this
/// run, so that no other user of the machine fills the memory. Bodies are limited before and after decompression, and only a few are read
/// at once; a sender beyond that is asked to come again.
/// </summary>
internal sealed class OtlpReceiver(TelemetryStore store, string key) : IDisposable
{
    /// <summary>The header with the key; Aspire's dashboard has the same one.</summary>
    public const string KeyHeader = "x-otlp-api-key";

    /// <summary>Bytes of a body as it is sent.</summary>
    private const int LargestBody = 4 * 1024 * 1024;

    /// <summary>Bytes of a body when it is decompressed.</summary>
    private const int LargestMessage = 16 * 1024 * 1024;

    private const int AtOnce = 4;
    private const int FrameLength = 5;
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly SemaphoreSlim _slots = new(AtOnce);

    /// <summary>Status codes of gRPC.</summary>
    private enum GrpcStatus
    {
        Ok = 0,
        InvalidArgument = 3,
        ResourceExhausted = 8,
        Unavailable = 14,
        Unauthenticated = 16,
    }

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    public void Map(IEndpointRouteBuilder routes)
    {
        foreach (
            var (signal, path, service) in (ReadOnlySpan<(Signal, string, string)>)
                [
                    (Signal.Traces, "traces", "trace.v1.TraceService"),
                    (Signal.Logs, "logs", "logs.v1.LogsService"),
                    (Signal.Metrics, "metrics", "metrics.v1.MetricsService"),
                ]
        )
        {
            routes.MapPost($"/v1/{path}", context => ReceiveHttpAsync(context, signal));
            routes.MapPost($"/opentelemetry.proto.collector.{service}/Export", context => ReceiveGrpcAsync(context, signal));
        }
    }

    private async Task ReceiveHttpAsync(HttpContext context, Signal signal)
    {
        var request = context.Request;
        var response = context.Response;
        var encoding = request.Headers.ContentEncoding.ToString();
        if (!HasKey(request))
        {
            response.StatusCode = StatusCodes.Status401Unauthorized;
            await response.WriteAsync($"Send the key of this run in the header {KeyHeader}; it is in the data folder, secrets/otlp-key.\n");
        }
        else if (request.ContentType?.StartsWith("application/x-protobuf", StringComparison.OrdinalIgnoreCase) != true)
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            await response.WriteAsync("Send application/x-protobuf (OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf).\n");
        }
        else if (encoding is not ("" or "identity" or "gzip"))
        {
            response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            await response.WriteAsync("Send it with gzip or uncompressed.\n");
        }
        else
        {
            var status = await ReceiveAsync(request.Body, encoding == "gzip", signal, context.RequestAborted);
            response.StatusCode = status switch
            {
                GrpcStatus.Ok => StatusCodes.Status200OK,
                GrpcStatus.ResourceExhausted => StatusCodes.Status413PayloadTooLarge,
                GrpcStatus.Unavailable => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status400BadRequest,
            };
            if (status == GrpcStatus.Unavailable)
            {
                response.Headers.RetryAfter = "1";
            }

            // The answer to a request that was taken whole is an empty message.
            response.ContentType = "application/x-protobuf";
        }
    }

    private async Task ReceiveGrpcAsync(HttpContext context, Signal signal)
    {
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        var status = HasKey(context.Request) ? await ReceiveFrameAsync(context, signal) : GrpcStatus.Unauthenticated;
        if (status == GrpcStatus.Ok)
        {
            await context.Response.Body.WriteAsync(new byte[FrameLength], context.RequestAborted); // an empty message, not compressed
        }

        context.Response.AppendTrailer("grpc-status", ((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task<GrpcStatus> ReceiveFrameAsync(HttpContext context, Signal signal)
    {
        var frame = new byte[FrameLength];
        try
        {
            await context.Request.Body.ReadExactlyAsync(frame, context.RequestAborted);
        }
        catch (EndOfStreamException)
        {
            return GrpcStatus.InvalidArgument;
        }

        var isCompressed = frame[0] == 1;
        return isCompressed && context.Request.Headers["grpc-encoding"] != "gzip" ? GrpcStatus.InvalidArgument
            : BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(1)) > LargestBody ? GrpcStatus.ResourceExhausted
            : await ReceiveAsync(context.Request.Body, isCompressed, signal, context.RequestAborted);
    }

    private async Task<GrpcStatus> ReceiveAsync(Stream body, bool isCompressed, Signal signal, CancellationToken cancellationToken)
    {
        if (!await _slots.WaitAsync(LongestWait, cancellationToken))
        {
            return GrpcStatus.Unavailable;
        }

        var message = new PooledBytes();
        try
        {
            if (isCompressed)
            {
                await using var gzip = new GZipStream(new LimitedStream(body, LargestBody), CompressionMode.Decompress);
                await message.ReadAsync(gzip, LargestMessage, cancellationToken);
            }
            else
            {
                await message.ReadAsync(body, LargestBody, cancellationToken);
            }

            store.Receive(signal, message.Span);
            return GrpcStatus.Ok;
        }
        catch (TooLargeException)
        {
            return GrpcStatus.ResourceExhausted;
        }
        catch (BadHttpRequestException exception)
        {
            return exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? GrpcStatus.ResourceExhausted : GrpcStatus.InvalidArgument;
        }
        catch (InvalidDataException)
        {
            return GrpcStatus.InvalidArgument;
        }
        finally
        {
            message.Dispose();
            _slots.Release();
        }
    }

    private bool HasKey(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[KeyHeader].ToString()), _key);

    private sealed class TooLargeException : Exception;

    /// <summary>Bytes in a rented array that grows.</summary>
    private sealed class PooledBytes : IDisposable
    {
        private byte[] _bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);
        private int _length;

        public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, _length);

        /// <summary>Reads to the end.</summary>
        /// <exception cref="TooLargeException">There are more than <paramref name="limit"/> bytes.</exception>
        public async Task ReadAsync(Stream from, int limit, CancellationToken cancellationToken)
        {
            for (int count; (count = await from.ReadAsync(_bytes.AsMemory(_length), cancellationToken)) > 0; )
            {
                _length += count;
                if (_length > limit)
                {
                    throw new TooLargeException();
                }

                if (_length == _bytes.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(2 * _length);
                    Span.CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(_bytes);
                    _bytes = larger;
                }
            }
        }

        public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
    }

    /// <summary>A stream of which at most some bytes can be read.</summary>
    private sealed class LimitedStream(Stream inner, int limit) : Stream
    {
        private int _left = limit;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            _left -= count;
            return _left >= 0 ? count : throw new TooLargeException();
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
