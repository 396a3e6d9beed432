using System.Net;
using System.Net.Sockets;
using Community.Platform.Access.Fleet;

namespace Community.Platform.Tests.Owners;

/// <summary>All failures to connect are one kind of exception, so that retries and circuits see them.</summary>
public sealed class WholeAnswerHandlerTests
{
    [Fact]
    public async Task AConnectionThatIsResetBeforeItIsUsedIsAFailureToConnect()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var sockets = new SocketsHttpHandler { ConnectCallback = ResetAsync };
        using var http = new HttpClient(new WholeAnswerHandler(1_000) { InnerHandler = sockets });

        var failure = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(new Uri($"http://{listener.LocalEndpoint}/")));

        failure.HttpRequestError.ShouldBe(HttpRequestError.ConnectionError);
        failure.InnerException.ShouldBeOfType<SocketException>().SocketErrorCode.ShouldBe(SocketError.NotConnected);

        async ValueTask<Stream> ResetAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            using (var peer = await listener.AcceptSocketAsync(cancellationToken))
            {
                peer.LingerState = new LingerOption(enable: true, seconds: 0);
            }

            // The reset has arrived when the socket can be read.
            socket.Poll(TimeSpan.FromSeconds(10), SelectMode.SelectRead);
            return new NetworkStream(socket, ownsSocket: true);
        }
    }
}
