namespace Community.Platform.Http.Uploads;

/// <summary>
/// Where a service that keeps files puts a body that has to be read twice: on a disk whose use is counted. The library of storage adds it.
/// </summary>
public interface IBodySpool
{
    /// <summary>Reads a body to its end into a file that its disposal deletes; positioned at the beginning.</summary>
    /// <param name="body">The body.</param>
    /// <param name="maxBytes">The most that it may have: 413 beyond it.</param>
    /// <param name="cancellationToken">Cancels; the file is deleted then.</param>
    /// <exception cref="Problems.ProblemException">503, before it is read: too many files are on their way.</exception>
    Task<Stream> SpoolAsync(Stream body, long maxBytes, CancellationToken cancellationToken);
}
