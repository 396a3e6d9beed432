using System.Buffers;

namespace Community.Platform.Storage.Images;

/// <summary>Copies a picture from one stream to another, through one buffer. Without a destination it only reads the headers.</summary>
internal sealed class ImageCopy(Stream source, Stream? destination, long maxPixels, bool allowsMotion = true) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;

    /// <summary>True if only the size is needed.</summary>
    public bool HeadersOnly => destination is null;

    /// <summary>The destination's position at the start.</summary>
    public long Began { get; } = destination?.Position ?? 0;

    /// <summary>The position of the next byte to write.</summary>
    public long Written => destination!.Position;

    /// <summary>The next bytes without reading them; fewer at the end of the file.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Fill())
        {
            // Until there are enough bytes or the file ends.
        }

        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Reads exactly this many bytes (at most 4,096); valid until the next call.</summary>
    public ReadOnlySpan<byte> Read(int count)
    {
        var bytes = Peek(count);
        if (bytes.Length < count)
        {
            throw Truncated();
        }
        _start += count;
        return bytes;
    }

    public byte ReadByte() => Read(1)[0];

    public void Write(ReadOnlySpan<byte> bytes) => destination?.Write(bytes);

    /// <summary>Copies this many bytes from source to destination; <paramref name="see"/> gets each piece.</summary>
    public void Copy(long count, Action<ReadOnlyMemory<byte>>? see = null) => Pass(count, keep: true, see);

    public void Skip(long count) => Pass(count, keep: false, see: null);

    /// <summary>Overwrites bytes that were written before.</summary>
    public void Patch(long position, ReadOnlySpan<byte> bytes)
    {
        var end = destination!.Position;
        destination.Position = position;
        destination.Write(bytes);
        destination.Position = end;
    }

    /// <summary>Copies the buffered bytes up to the next byte of a value, which is left unread; false at the end of the file.</summary>
    public bool CopyUntil(byte value)
    {
        while (true)
        {
            if (_start == _end && !Fill())
            {
                return false;
            }
            var at = _buffer.AsSpan(_start, _end - _start).IndexOf(value);
            var count = at < 0 ? _end - _start : at;
            Write(_buffer.AsSpan(_start, count));
            _start += count;
            if (at >= 0)
            {
                return true;
            }
        }
    }

    /// <summary>Checks a size as soon as it is known.</summary>
    public ImageInfo Sized(string contentType, long width, long height)
    {
        if (width is <= 0 or > int.MaxValue || height is <= 0 or > int.MaxValue)
        {
            throw new InvalidImageException("The picture has no size.");
        }
        LimitPixels(width * height, maxPixels);
        // Only JPEG can be decoded to a smaller picture; the others need memory for every pixel.
        if (contentType != ContentType.Jpeg)
        {
            DecodedWhole(width * height);
        }

        return new ImageInfo(contentType, (int)width, (int)height);
    }

    /// <summary>Checks the size of a picture that can only be decoded as a whole.</summary>
    public void DecodedWhole(long pixels) => LimitPixels(pixels, Math.Min(maxPixels, ImageMetadata.MaxWholePixels));

    /// <summary>The picture moves; refused where only still pictures are accepted.</summary>
    public void Moves()
    {
        if (!allowsMotion)
        {
            throw new InvalidImageException("The picture is animated. Choose one that does not move.");
        }
    }

    public static InvalidImageException Truncated() => new("The picture is truncated.");

    public static InvalidImageException Damaged() => new("The picture is damaged.");

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private void LimitPixels(long pixels, long most)
    {
        // Without a limit, only the size is read.
        if (pixels > most && maxPixels != long.MaxValue)
        {
            throw new InvalidImageException($"The picture has more than {most / 1_000_000.0:0.##} megapixels. Make it smaller.");
        }
    }

    private void Pass(long count, bool keep, Action<ReadOnlyMemory<byte>>? see)
    {
        while (count > 0)
        {
            if (_start == _end && !Fill())
            {
                throw Truncated();
            }
            var piece = _buffer.AsMemory(_start, (int)Math.Min(count, _end - _start));
            see?.Invoke(piece);
            if (keep)
            {
                Write(piece.Span);
            }
            _start += piece.Length;
            count -= piece.Length;
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        var read = source.Read(_buffer, _end, _buffer.Length - _end);
        _end += read;
        return read > 0;
    }
}
