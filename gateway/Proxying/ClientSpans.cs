using System.Diagnostics;
using Microsoft.Net.Http.Headers;

namespace Community.Gateway.Proxying;

/// <summary>
/// Makes the span of a request to a service if its trace is recorded, and passes the span on as the parent of the service's. The library's
/// own instrumentation makes a span for each request and measures it again, which costs more than the rest of telemetry here.
/// </summary>
internal sealed class ClientSpans(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly ActivitySource Source = new("Community.Gateway.Client");

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        Activity.Current is { Recorded: true } ? SendRecordedAsync(request, cancellationToken) : base.SendAsync(request, cancellationToken);

    private async Task<HttpResponseMessage> SendRecordedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var span = Source.StartActivity(request.Method.Method, ActivityKind.Client);
        if (span is not { Recorded: true, Id: { } id })
        {
            return await base.SendAsync(request, cancellationToken);
        }

        request.Headers.Remove(HeaderNames.TraceParent);
        request.Headers.TryAddWithoutValidation(HeaderNames.TraceParent, id);
        span.SetTag("http.request.method", request.Method.Method);
        if (request.RequestUri is { } address)
        {
            span.SetTag("server.address", address.Host);
            span.SetTag("server.port", address.Port);
            // The query may name people.
            span.SetTag("url.full", address.GetLeftPart(UriPartial.Path));
        }

        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            span.SetTag("http.response.status_code", status);
            span.SetTag("network.protocol.version", response.Version.Major == 1 ? "1.1" : "2");
            if (status >= StatusCodes.Status400BadRequest)
            {
                span.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
                span.SetStatus(ActivityStatusCode.Error);
            }

            return response;
        }
        catch (Exception failure)
        {
            span.SetTag("error.type", failure.GetType().FullName);
            span.SetStatus(ActivityStatusCode.Error);
            throw;
        }
    }
}
