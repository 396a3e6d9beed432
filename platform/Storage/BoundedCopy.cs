using System.Buffers;
using System.Security.Cryptography;

namespace Community.Platform.Storage;

/// <summary>Copies up to a limit of bytes, with one buffer of 64 KiB.</summary>
internal static class BoundedCopy
{
    private const string SourceMark = "community.source";

    /// <summary>Returns how many bytes were copied.</summary>
    /// <exception cref="ObjectStoreException">There were more than <paramref name="maxBytes"/>.</exception>
    public static async Task<long> RunAsync(
        Stream source,
        Stream target,
        long maxBytes,
        IncrementalHash? hash,
        CancellationToken cancellationToken
    )
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            var length = 0L;
            while (await ReadAsync(source, buffer, cancellationToken) is > 0 and var read)
            {
                length += read;
                if (length > maxBytes)
                {
                    throw ObjectStoreException.TooLarge(maxBytes);
                }
                hash?.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }

            return length;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>True if the source (a client's connection) failed, not the store.</summary>
    public static bool IsOfSource(Exception e) => e.Data.Contains(SourceMark);

    private static async ValueTask<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            e.Data[SourceMark] = true;
            throw;
        }
    }
}
