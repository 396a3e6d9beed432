namespace Community.Platform.Storage;

/// <summary>A file for data that is too large for memory. Only this process can read it, and closing it deletes it.</summary>
internal static class TemporaryFile
{
    public static FileStream Create()
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
        return new FileStream(Path.Combine(Path.GetTempPath(), $"community-{Guid.CreateVersion7():N}"), options);
    }

    /// <summary>A new file with the whole content of a stream, positioned at its beginning.</summary>
    /// <exception cref="ObjectStoreException">The stream is longer than <paramref name="maxBytes"/>, or the disk is full.</exception>
    public static async Task<FileStream> SpoolAsync(Stream source, long maxBytes, CancellationToken cancellationToken)
    {
        var file = Create();
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
}
