using Community.Gateway.Headers;
using Microsoft.Net.Http.Headers;
using Yarp.ReverseProxy.Forwarder;

namespace Community.Gateway.Proxying;

/// <summary>
/// Defines the forwarded parts of a request: its method, path, query, body and end-to-end headers unchanged (untrusted forwarding headers
/// were removed before), and the sender's address as the gateway sees it. Of the answer, all but hop headers are forwarded; only identity
/// sets cookies.
/// </summary>
internal sealed class ForwardedRequest(string strippedPrefix, bool setsCookies) : HttpTransformer
{
    public override ValueTask TransformRequestAsync(
        HttpContext context,
        HttpRequestMessage proxyRequest,
        string destinationPrefix,
        CancellationToken cancellationToken
    )
    {
        var copied = base.TransformRequestAsync(context, proxyRequest, destinationPrefix, cancellationToken);
        var request = context.Request;
        var path = request.Path;
        if (strippedPrefix.Length > 0 && path.StartsWithSegments(strippedPrefix, StringComparison.OrdinalIgnoreCase, out var rest))
        {
            path = rest;
        }
        proxyRequest.RequestUri = RequestUtilities.MakeDestinationAddress(destinationPrefix, path, request.QueryString);
        // The request has the service's own name as host; the caller's host is in X-Forwarded-Host.
        proxyRequest.Headers.Host = null;
        var headers = proxyRequest.Headers;
        headers.TryAddWithoutValidation("X-Forwarded-For", ClientAddress.Of(context)?.ToString());
        headers.TryAddWithoutValidation("X-Forwarded-Proto", request.Scheme);
        headers.TryAddWithoutValidation("X-Forwarded-Host", request.Host.Value);
        return copied;
    }

    public override async ValueTask<bool> TransformResponseAsync(
        HttpContext context,
        HttpResponseMessage? proxyResponse,
        CancellationToken cancellationToken
    )
    {
        var copied = await base.TransformResponseAsync(context, proxyResponse, cancellationToken);
        if (!setsCookies)
        {
            context.Response.Headers.Remove(HeaderNames.SetCookie);
        }

        return copied;
    }
}
