namespace Community.Platform.Storage;

/// <summary>
/// An object of a bucket as a seekable stream: after a seek, the object is requested anew from that position to its end. Therefore
/// parts of it can be served (HTTP ranges) without reading the bytes before them.
/// </summary>
/// <param name="first">The answer that has the whole object.</param>
/// <param name="length">The object's length, in bytes.</param>
/// <param name="openAt">Requests the object from a position to its end.</param>
internal sealed class S3RangeStream(Stream first, long length, Func<long, CancellationToken, Task<Stream>> openAt) : ReadOnlyStream
{
    private Stream _current = first;
    private long _at;

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

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _current.Dispose();
        }

        base.Dispose(disposing);
    }
}
