using Community.Platform.Http.Problems;
using Community.Platform.Http.Uploads;

namespace Community.Platform.Storage;

/// <summary>
/// The disk space for files on their way (<see cref="TemporaryFile"/>). Their number has no bound of its own, and a container whose disk
/// fills up is ended with all its connections, so a file that does not fit is refused. A file takes the space of the bytes that have
/// arrived, not of the most that it may get: a sender who is slow, or stops, holds no space that others need. None waits for space: a
/// picture needs several files, and two pictures could wait for each other.
/// </summary>
internal sealed class SpoolSpace(int mebiBytes = StorageOptions.DefaultSpoolMegabytes)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly long _bytes = mebiBytes * 1024L * 1024L;
    private long _taken;

    /// <summary>Bytes of the files that are open.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>
    /// Refuses a new upload while half of the space is taken: the rest is for the uploads that have begun, and for their copies. An upload
    /// whose body is in a file of this space was accepted before its body was read. Refused now, it would have arrived in vain, and while
    /// the others' bodies fill half of the space, no upload would succeed.
    /// </summary>
    /// <param name="body">The request's body; null: it is not known.</param>
    /// <exception cref="ProblemException">503: there is no space.</exception>
    public void RequireRoom(Stream? body = null)
    {
        if (Taken >= _bytes / 2 && !TemporaryFile.IsSpooled(body))
        {
            throw Problem.ServiceUnavailable(Soon, "Too many files are being stored at the moment. Try again shortly.").ToException();
        }
    }

    /// <summary>Takes space for a file; it is free again when the result is disposed.</summary>
    /// <param name="bytes">The bytes that the file is known to get. It takes more as it grows beyond them.</param>
    /// <exception cref="ObjectStoreException">There is not enough space.</exception>
    public SpoolShare Take(long bytes)
    {
        Add(bytes);
        return new SpoolShare(this, bytes);
    }

    private void Add(long bytes)
    {
        // Compared by subtraction, because the sum may exceed the largest number.
        for (var taken = Taken; ; taken = Taken)
        {
            if (bytes > _bytes - taken)
            {
                throw new ObjectStoreException(
                    ObjectStoreFailure.Full,
                    "The space for files on their way is used up (Storage:SpoolMegabytes)."
                );
            }
            if (Interlocked.CompareExchange(ref _taken, taken + bytes, taken) == taken)
            {
                return;
            }
        }
    }

    /// <summary>The space of one file. The file's writer alone makes it grow.</summary>
    internal sealed class SpoolShare(SpoolSpace space, long bytes) : IDisposable
    {
        private long _bytes = bytes;
        private int _isOver;

        /// <summary>Takes the space that a file of this length lacks.</summary>
        /// <exception cref="ObjectStoreException">There is not enough space.</exception>
        public void GrowTo(long length)
        {
            if (length > _bytes)
            {
                space.Add(length - _bytes);
                _bytes = length;
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Add(ref space._taken, -_bytes);
            }
        }
    }
}

/// <summary>Puts bodies on the disk of files on their way.</summary>
internal sealed class BodySpool(SpoolSpace space) : IBodySpool
{
    public async Task<Stream> SpoolAsync(Stream body, long maxBytes, CancellationToken cancellationToken)
    {
        space.RequireRoom();
        return await TemporaryFile.SpoolAsync(body, maxBytes, space, cancellationToken);
    }
}
