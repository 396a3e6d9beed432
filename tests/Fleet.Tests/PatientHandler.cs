using System.Net;
using System.Net.Sockets;

namespace Community.Fleet.Tests;

/// <summary>Asks again, as an honest client does, while what it asks is away. What it sends must bear being sent again.</summary>
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
                // it went in the midst of it
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
