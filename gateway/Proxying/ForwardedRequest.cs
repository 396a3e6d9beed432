using Community.Gateway.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Community.Gateway.Proxying;

/// <summary>
/// What of a request reaches a service: its method, path, query, body and end-to-end headers as they came (strangers' forwarding
/// headers are gone already), and who sent it as the gateway itself saw it. Of the answer: all but hop headers.
/// </summary>
internal sealed class ForwardedRequest(string strippedPrefix) : HttpTransformer
{
    public override ValueTask TransformRequestAsync(HttpContext context, HttpRequestMessage proxyRequest, string destinationPrefix,
        CancellationToken cancellationToken)
    {
        var copied = base.TransformRequestAsync(context, proxyRequest, destinationPrefix, cancellationToken);
        var request = context.Request;
        var path = request.Path;
        if (strippedPrefix.Length > 0 && path.StartsWithSegments(strippedPrefix, StringComparison.OrdinalIgnoreCase, out var rest))
            path = rest;
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, request.QueryString);
        // The service is addressed by its own name; what the caller asked for is in X-Forwarded-Host.
        proxyRequest.Headers.Host = null;
        var headers = proxyRequest.Headers;
        headers.TryAddWithoutValidation("X-Forwarded-For", ClientAddress.Of(context)?.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
        return copied;
    }
}
