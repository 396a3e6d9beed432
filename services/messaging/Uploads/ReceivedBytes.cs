using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using Community.Platform.Storage;

namespace Community.Messaging.Uploads;

/// <summary>
/// A request's body, read as parts. A part ends after a number of bytes, after a minute, and where the connection is cut: the bytes before
/// the cut are kept.
/// </summary>
internal sealed class ReceivedBytes(PipeReader body, TimeProvider clock) : ReadOnlyStream
{
    /// <summary>
    /// A part is stored well before the store takes its object for a leftover (<see cref="DroppedObjects.UploadLimit"/>).
    /// </summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private long _left;
    private long _begunAt;
    private ExceptionDispatchInfo? _cut;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The body's first bytes, which can still be read: this many, or all if there are fewer.</summary>
    public async Task<byte[]> HeadAsync(int length)
    {
        try
        {
            var head = await body.ReadAtLeastAsync(length);
            var bytes = head.Buffer.Slice(0, Math.Min(length, head.Buffer.Length)).ToArray();
            body.AdvanceTo(head.Buffer.Start);
            return bytes;
        }
        catch (Exception cut) when (IsCut(cut))
        {
            _cut = ExceptionDispatchInfo.Capture(cut);
            return [];
        }
    }

    /// <summary>Begins the next part of at most this many bytes. False: there are no more bytes.</summary>
    public async Task<bool> BeginPartAsync(long mostBytes)
    {
        (_left, _begunAt) = (mostBytes, clock.GetTimestamp());
        if (_cut is not null)
        {
            return false;
        }

        try
        {
            var next = await body.ReadAtLeastAsync(1);
            var isMore = !next.Buffer.IsEmpty;
            body.AdvanceTo(next.Buffer.Start);
            return isMore;
        }
        catch (Exception cut) when (IsCut(cut))
        {
            _cut = ExceptionDispatchInfo.Capture(cut);
            return false;
        }
    }

    /// <summary>Throws the failure of the connection, if it was cut.</summary>
    public void ThrowIfCut() => _cut?.Throw();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_cut is not null || _left == 0 || buffer.IsEmpty || clock.GetElapsedTime(_begunAt) > Longest)
        {
            return 0;
        }

        try
        {
            var next = await body.ReadAtLeastAsync(1, cancellationToken);
            var bytes = next.Buffer.Slice(0, Math.Min(Math.Min(_left, buffer.Length), next.Buffer.Length));
            var length = (int)bytes.Length;
            bytes.CopyTo(buffer.Span);
            // The sequence is not valid any more after this.
            body.AdvanceTo(bytes.End);
            _left -= length;
            return length;
        }
        catch (Exception cut) when (IsCut(cut))
        {
            _cut = ExceptionDispatchInfo.Capture(cut);
            return 0;
        }
    }

    // Also a body that ends before its declared length, or arrives too slowly (BadHttpRequestException).
    private static bool IsCut(Exception failure) => failure is IOException or OperationCanceledException;
}

/// <summary>The bytes of stored objects, one after the other, and then those of another stream.</summary>
internal sealed class StoredBytes(IObjectStore store, IEnumerable<string> keys, Stream? rest = null) : ReadOnlyStream
{
    private readonly Queue<string> _keys = new(keys);
    private ObjectContent? _open;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (_open is null && _keys.TryDequeue(out var key))
            {
                _open =
                    await store.GetAsync(key, cancellationToken)
                    ?? throw new ObjectStoreException(ObjectStoreFailure.Unavailable, $"The part {key} of an upload is missing.");
            }

            if (_open is null)
            {
                return rest is null ? 0 : await rest.ReadAsync(buffer, cancellationToken);
            }

            if (await _open.Content.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                return read;
            }

            await _open.DisposeAsync();
            _open = null;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_open is not null)
        {
            await _open.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
