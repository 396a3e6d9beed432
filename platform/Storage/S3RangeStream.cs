namespace Community.Platform.Storage;

/// <summary>
/// An object of a bucket as a seekable stream: after a seek, the rest of the object is requested anew from there. So parts of it can be
/// served (HTTP ranges) without reading what is before them.
/// </summary>
/// <param name="first">The answer that has the whole object.</param>
/// <param name="length">The object's length, in bytes.</param>
/// <param name="openAt">Requests the object from a position to its end.</param>
internal sealed class S3RangeStream(Stream first, long length, Func<long, CancellationToken, Task<Stream>> openAt) : Stream
{
    private Stream _current = first;
    private long _at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= length)
        {
            return 0;
        }

        if (_at != Position)
        {
            await _current.DisposeAsync();
            _current = await openAt(Position, cancellationToken);
            _at = Position;
        }

        var read = await _current.ReadAsync(buffer, cancellationToken);
        Position = _at += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => Position + offset,
            _ => length + offset,
        };

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Dispose();
        }

        base.Dispose(disposing);
    }
}
