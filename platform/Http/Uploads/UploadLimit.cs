using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Community.Platform.Http.Uploads;

/// <summary>
/// Declares that an endpoint accepts a file, and its largest size. The server refuses a longer body. The gateway has the same number for
/// the endpoint's path, and a test compares the two.
/// </summary>
/// <param name="MaxBytes">Bytes of the file, 1 to <see cref="Largest"/>.</param>
public sealed record UploadLimit(long MaxBytes) : IRequestSizeLimitMetadata
{
    /// <summary>Bytes that a form may add around its file.</summary>
    public const long MultipartOverhead = 64 * 1024;

    /// <summary>
    /// Bytes of the largest file that any endpoint accepts: connections between the gateway and services are sized for it.
    /// </summary>
    public const long Largest = 25 * 1024 * 1024;

    /// <summary>Bytes of the largest body of any request.</summary>
    public const long LargestBody = Largest + MultipartOverhead;

    /// <inheritdoc/>
    public long? MaxRequestBodySize => MaxBytes + MultipartOverhead;
}

/// <summary>Declares endpoints that accept files.</summary>
public static class UploadExtensions
{
    /// <summary>
    /// The endpoint accepts a file of at most <paramref name="maxBytes"/>: as <c>file</c> in a form, or as the body itself, of one of
    /// <paramref name="contentTypes"/>. Its path needs a row in the gateway's <c>Routes.Uploads</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBytes"/> is not 1 to <see cref="UploadLimit.Largest"/>.</exception>
    public static RouteHandlerBuilder TakesFile(this RouteHandlerBuilder endpoint, long maxBytes, params string[] contentTypes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxBytes, UploadLimit.Largest);
        return endpoint.Accepts<IFormFile>("multipart/form-data", contentTypes).WithMetadata(new UploadLimit(maxBytes));
    }
}
