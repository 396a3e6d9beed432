using System.Net;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Community.Gateway.Compression;

/// <summary>
/// Checks more than the answer's type: whether it is long enough (services send the length of answers up to 64 KiB), and whether its bytes
/// may be changed. <c>no-transform</c> forbids that, and a partial answer must not be compressed.
/// </summary>
internal sealed class WorthCompressing(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    public override bool ShouldCompressResponse(HttpContext context)
    {
        var response = context.Response;
        return response.StatusCode is not ((int)HttpStatusCode.PartialContent or (int)HttpStatusCode.NotModified)
            && !(response.ContentLength < CompressionExtensions.MinBytes)
            && !response.Headers.CacheControl.ToString().Contains("no-transform", StringComparison.OrdinalIgnoreCase)
            && base.ShouldCompressResponse(context);
    }
}
