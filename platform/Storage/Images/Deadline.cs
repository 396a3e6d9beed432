using System.Diagnostics;

namespace Community.Platform.Storage.Images;

/// <summary>The time by which a picture must have been read.</summary>
/// <param name="limit">From now on.</param>
internal sealed class Deadline(TimeSpan limit)
{
    private readonly long _began = Stopwatch.GetTimestamp();

    public bool IsOver => Stopwatch.GetElapsedTime(_began) > limit;
}

/// <summary>A file that ends early when its time is over: a decoder cannot be interrupted, but it stops where its input ends.</summary>
internal sealed class TimedStream(Stream inner, Deadline deadline) : ReadOnlyStream
{
    public override long Length => inner.Length;

    public override long Position
    {
        get => inner.Position;
        set => inner.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => deadline.IsOver ? 0 : inner.Read(buffer);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        deadline.IsOver ? new(0) : inner.ReadAsync(buffer, cancellationToken);
}
