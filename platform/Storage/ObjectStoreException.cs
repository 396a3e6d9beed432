using Microsoft.AspNetCore.Http;

namespace Community.Platform.Storage;

/// <summary>The kind of a store's failure.</summary>
public enum ObjectStoreFailure
{
    /// <summary>More bytes than the caller allows: the client's fault.</summary>
    TooLarge,

    /// <summary>No space left (or a quota reached): nothing was stored, another attempt may succeed when there is space.</summary>
    Full,

    /// <summary>The store does not answer, refuses its credential, or the disk fails.</summary>
    Unavailable,
}

/// <summary>A store's failure, with the status that a client should get. Its message is fit for a log, not for a client.</summary>
public sealed class ObjectStoreException(ObjectStoreFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public ObjectStoreFailure Failure => failure;

    /// <summary>413, 507 (RFC 4918 section 11.5) or 503.</summary>
    public int StatusCode =>
        failure switch
        {
            ObjectStoreFailure.TooLarge => StatusCodes.Status413PayloadTooLarge,
            ObjectStoreFailure.Full => StatusCodes.Status507InsufficientStorage,
            _ => StatusCodes.Status503ServiceUnavailable,
        };

    internal static ObjectStoreException TooLarge(long maxBytes) =>
        new(ObjectStoreFailure.TooLarge, $"The object is larger than {maxBytes} bytes.");

    // ENOSPC is 28 and EDQUOT 122 on Linux. .NET has the errno in HResult, or Windows' ERROR_DISK_FULL.
    internal static ObjectStoreException OfDisk(Exception e) =>
        e.HResult is 28 or 122 or unchecked((int)0x80070070)
            ? new ObjectStoreException(ObjectStoreFailure.Full, "The disk has no space left.", e)
            : new ObjectStoreException(ObjectStoreFailure.Unavailable, "The disk cannot be used.", e);
}
