namespace Community.Platform.Storage;

/// <summary>A file for data that is too large for memory. Only this process can read it, and closing it deletes it.</summary>
internal static class TemporaryFile
{
    /// <summary>A new, empty file.</summary>
    /// <param name="space">Where it takes its space from until it is closed.</param>
    /// <param name="knownBytes">How many bytes the caller will write; 0: not known.</param>
    /// <exception cref="ObjectStoreException">There is not enough space.</exception>
    public static FileStream Create(SpoolSpace space, long knownBytes)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 64 * 1024,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        var taken = space.Take(knownBytes);
        try
        {
            return new SpooledFile(Path.Combine(Path.GetTempPath(), $"community-{Guid.CreateVersion7():N}"), options, taken);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>A new file with the whole content of a stream, positioned at its beginning.</summary>
    /// <exception cref="ObjectStoreException">The stream is longer than <paramref name="maxBytes"/>, or there is not enough
    /// space.</exception>
    public static async Task<FileStream> SpoolAsync(Stream source, long maxBytes, SpoolSpace space, CancellationToken cancellationToken)
    {
        var file = Create(space, source.CanSeek ? Math.Min(maxBytes, source.Length - source.Position) : 0);
        try
        {
            await BoundedCopy.RunAsync(source, file, maxBytes, hash: null, cancellationToken);
            await file.FlushAsync(cancellationToken);
            file.Position = 0;
            return file;
        }
        catch (Exception e)
        {
            await CloseAsync(file);
            if (e is IOException && !BoundedCopy.IsOfSource(e))
            {
                throw ObjectStoreException.OfDisk(e);
            }
            throw;
        }
    }

    /// <summary>Whether a stream is such a file.</summary>
    public static bool IsSpooled(Stream? stream) => stream is SpooledFile;

    private static async Task CloseAsync(FileStream file)
    {
        try
        {
            await file.DisposeAsync();
        }
        catch (IOException)
        {
            // The buffered rest cannot be written either, and is no longer needed.
        }
    }

    /// <summary>Takes space before it writes. Its writers use no other methods than these.</summary>
    private sealed class SpooledFile(string path, FileStreamOptions options, SpoolSpace.SpoolShare taken) : FileStream(path, options)
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            taken.GrowTo(Position + buffer.Length);
            base.Write(buffer);
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            taken.GrowTo(Position + count);
            base.Write(buffer, offset, count);
        }

        public override void WriteByte(byte value)
        {
            taken.GrowTo(Position + 1);
            base.WriteByte(value);
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            taken.GrowTo(Position + count);
            return base.WriteAsync(buffer, offset, count, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            taken.GrowTo(Position + buffer.Length);
            return base.WriteAsync(buffer, cancellationToken);
        }

        public override async ValueTask DisposeAsync()
        {
            try
            {
                await base.DisposeAsync();
            }
            finally
            {
                taken.Dispose();
            }
        }

        protected override void Dispose(bool disposing)
        {
            try
            {
                base.Dispose(disposing);
            }
            finally
            {
                taken.Dispose();
            }
        }
    }
}
