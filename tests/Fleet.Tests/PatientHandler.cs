using System.Net;
using System.Net.Sockets;

namespace Community.Fleet.Tests;

/// <summary>Repeats a request, as a correct client does, while the service is away. The request must be safe to repeat.</summary>
internal sealed class PatientHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var answer = await base.SendAsync(request, cancellationToken);
                if (
                    answer.StatusCode
                    is not (HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                )
                {
                    return answer;
                }

                answer.Dispose();
            }
            catch (Exception away) when (away is HttpRequestException or SocketException)
            {
                // It went away in the middle of the request.
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
