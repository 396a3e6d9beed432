using System.Net.Sockets;

namespace Community.Platform.Access.Fleet;

/// <summary>
/// Reads the whole answer before it is handed on, so that retries and time-outs of the handlers above cover the body too. An answer that is
/// larger than <paramref name="maxBytes"/>, ends early, or a connection that takes too long or is reset at once is an
/// <see cref="HttpRequestException"/>. Add it after (below) the resilience handler. Do not use it for streamed answers.
/// </summary>
/// <param name="maxBytes">The largest body, in bytes.</param>
public sealed class WholeAnswerHandler(long maxBytes) : DelegatingHandler
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage? answer = null;
        try
        {
            answer = await base.SendAsync(request, cancellationToken);
            await answer.Content.LoadIntoBufferAsync(maxBytes, cancellationToken);
            var whole = answer;
            answer = null;
            return whole;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler of sockets throws this when connecting takes too long.
            throw new HttpRequestException(HttpRequestError.ConnectionError, "Connecting took too long.", exception);
        }
        catch (SocketException exception)
        {
            // The handler of sockets lets this through when the peer resets a connection that was made a moment ago.
            throw new HttpRequestException(HttpRequestError.ConnectionError, "The connection was reset before it was used.", exception);
        }
        finally
        {
            answer?.Dispose();
        }
    }
}
