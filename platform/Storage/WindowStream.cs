namespace Community.Platform.Storage;

/// <summary>The first bytes of a stream, as a stream of its own. Owns the stream beneath.</summary>
internal sealed class WindowStream(Stream inner, long length) : ReadOnlyStream
{
    public override long Length => length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => inner.Read(buffer[..Allowed(buffer.Length)]);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer[..Allowed(buffer.Length)], cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Allowed(int requested) => (int)Math.Clamp(length - inner.Position, 0, requested);
}
