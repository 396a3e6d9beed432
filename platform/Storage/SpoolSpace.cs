using Community.Platform.Http.Problems;

namespace Community.Platform.Storage;

/// <summary>
/// The disk space for files on their way (<see cref="TemporaryFile"/>). Their number has no bound of its own, and a container whose disk
/// fills up is ended with all its connections, so a file that does not fit is refused before it is read. None waits for space: a picture
/// needs several files, and two pictures could wait for each other.
/// </summary>
internal sealed class SpoolSpace(int mebiBytes = StorageOptions.DefaultSpoolMegabytes)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private readonly long _bytes = mebiBytes * 1024L * 1024L;
    private long _taken;

    /// <summary>Bytes of the files that are open.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Refuses an upload that would be refused anyway.</summary>
    /// <exception cref="ProblemException">503: there is no space.</exception>
    public void RequireRoom()
    {
        if (Taken >= _bytes)
        {
            throw Problem.ServiceUnavailable(Soon, "Too many files are being stored at the moment. Try again shortly.").ToException();
        }
    }

    /// <summary>Takes space for a file; it is free again when the result is disposed.</summary>
    /// <param name="bytes">The most that the file may have.</param>
    /// <exception cref="ObjectStoreException">There is not enough space.</exception>
    public IDisposable Take(long bytes)
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
                return new Taking(this, bytes);
            }
        }
    }

    private sealed class Taking(SpoolSpace space, long bytes) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                Interlocked.Add(ref space._taken, -bytes);
            }
        }
    }
}
