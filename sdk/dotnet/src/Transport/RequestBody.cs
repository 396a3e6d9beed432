using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Community.Sdk.Transport;

/// <summary>The body of a call, which each attempt sends anew.</summary>
internal sealed class RequestBody
{
    private readonly Func<CallOptions?, HttpContent> _create;

    private RequestBody(bool canRepeat, Func<CallOptions?, HttpContent> create) => (CanRepeat, _create) = (canRepeat, create);

    public bool CanRepeat { get; }

    public static RequestBody Json<T>(T value, JsonTypeInfo<T> type)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        return new(
            canRepeat: true,
            _ => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }
        );
    }

    public static RequestBody? JsonOrNull<T>(T? value, JsonTypeInfo<T> type)
        where T : class => value is null ? null : Json(value, type);

    public static RequestBody File(UploadContent file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new(file.CanRepeat, options => new FileContent(file, (options as UploadOptions)?.Progress));
    }

    public HttpContent Create(CallOptions? options) => _create(options);

    private sealed class FileContent : HttpContent
    {
        private readonly UploadContent _file;
        private readonly IProgress<UploadProgress>? _progress;

        public FileContent(UploadContent file, IProgress<UploadProgress>? progress)
        {
            (_file, _progress) = (file, progress);
            Headers.ContentType = MediaTypeHeaderValue.Parse(file.ContentType);
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            var sent = 0L;
            await foreach (var part in _file.ReadAsync().ConfigureAwait(false))
            {
                await stream.WriteAsync(part, cancellationToken).ConfigureAwait(false);
                sent += part.Length;
                _progress?.Report(new(sent, _file.Length));
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _file.Length ?? 0;
            return _file.Length is not null;
        }
    }
}
