namespace Community.Gateway.Proxying;

/// <summary>
/// Names the host of a service whose instance is addressed by a number: a certificate is for the name, and the client checks the one that
/// the request has.
/// </summary>
/// <param name="name">Host and port.</param>
/// <param name="inner">Sends the request.</param>
internal sealed class NamedHost(string name, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Host = name;
        return base.SendAsync(request, cancellationToken);
    }
}
