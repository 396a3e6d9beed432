namespace Community.Sdk;

/// <summary>A file to upload. Bytes, and a stream that can seek, can be sent again by a retry; another stream is sent once.</summary>
public sealed class UploadContent
{
    private readonly Stream? _stream;
    private readonly long _start;

    /// <summary>A file from its bytes.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="contentType">The media type.</param>
    public UploadContent(ReadOnlyMemory<byte> bytes, string contentType = "application/octet-stream")
    {
        (Bytes, ContentType, Length) = (bytes, contentType, bytes.Length);
    }

    /// <summary>A file from a stream, from its present position. The caller disposes of the stream.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="contentType">The media type.</param>
    public UploadContent(Stream stream, string contentType = "application/octet-stream")
    {
        ArgumentNullException.ThrowIfNull(stream);
        (_stream, ContentType) = (stream, contentType);
        if (stream.CanSeek)
        {
            (_start, Length) = (stream.Position, stream.Length - stream.Position);
        }
    }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>In bytes; null: not known.</summary>
    public long? Length { get; }

    internal bool CanRepeat => _stream is null || _stream.CanSeek;

    private ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>A file from its bytes.</summary>
    public static implicit operator UploadContent(byte[] bytes) => new(bytes);

    /// <summary>A file from a stream.</summary>
    public static implicit operator UploadContent(Stream stream) => new(stream);

    /// <summary>Up to this many bytes from an offset, of a file that can be sent again.</summary>
    internal async Task<ReadOnlyMemory<byte>> PartAsync(long offset, int mostBytes, CancellationToken cancellationToken)
    {
        var length = (int)Math.Min(mostBytes, Length!.Value - offset);
        if (_stream is null)
        {
            return Bytes.Slice((int)offset, length);
        }

        var part = new byte[length];
        _stream.Position = _start + offset;
        await _stream.ReadExactlyAsync(part, cancellationToken).ConfigureAwait(false);
        return part;
    }

    /// <summary>The bytes from the beginning.</summary>
    internal async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync()
    {
        const int Chunk = 64 * 1024;
        if (_stream is null)
        {
            for (var at = 0; at < Bytes.Length; at += Chunk)
            {
                yield return Bytes.Slice(at, Math.Min(Chunk, Bytes.Length - at));
            }

            yield break;
        }

        if (_stream.CanSeek)
        {
            _stream.Position = _start;
        }

        var buffer = new byte[Chunk];
        for (int count; (count = await _stream.ReadAsync(buffer).ConfigureAwait(false)) > 0; )
        {
            yield return buffer.AsMemory(0, count);
        }
    }
}
