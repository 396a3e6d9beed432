namespace Community.Platform.Storage;

/// <summary>The content of an object for an answer that has no body: its length alone.</summary>
/// <param name="length">Bytes; null: not known.</param>
internal sealed class UnreadContent(long? length) : ReadOnlyStream
{
    public override bool CanSeek => length is not null;

    public override long Length => length ?? throw new NotSupportedException();

    public override long Position { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(0);
}
