using Community.Platform.Http.Problems;
using Community.Platform.Storage.Images;

namespace Community.Platform.Storage;

/// <summary>The answers to failures of the object store, and to files that are not pictures.</summary>
internal sealed class StorageProblems : IExceptionProblems
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    public ProblemResult? For(Exception exception) =>
        exception switch
        {
            InvalidImageException image => Problem.BadRequest(image.Message, "invalid_picture"),
            ObjectStoreException { Failure: ObjectStoreFailure.TooLarge } => Problem.PayloadTooLarge("The file is larger than allowed."),
            ObjectStoreException => Problem.ServiceUnavailable(Soon, "Files cannot be stored or read at the moment. Try again shortly."),
            _ => null,
        };
}
