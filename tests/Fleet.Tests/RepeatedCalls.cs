using System.Net;

namespace Community.Fleet.Tests;

/// <summary>Raw calls by the thousand, which a busy fleet may put off and which may take longer than a token lives.</summary>
internal static class RepeatedCalls
{
    private const int MostRepeats = 5;

    /// <summary>
    /// Sends a request. An answer of 503 with Retry-After asks for a repeat: up to five are sent, each after the pause that it asks for.
    /// </summary>
    /// <param name="http">The client that sends it.</param>
    /// <param name="request">Makes the request, anew for each repeat.</param>
    /// <param name="caller">The person who sends it, with a valid token; null: the client's own headers.</param>
    public static async Task<HttpResponseMessage> SendRepeatedlyAsync(
        this HttpClient http,
        Func<HttpRequestMessage> request,
        Person? caller = null
    )
    {
        for (var repeats = 0; ; repeats++)
        {
            using var sent = request();
            if (caller is not null)
            {
                sent.Headers.Authorization = new("Bearer", await caller.Client.Session.TokenAsync());
            }

            var answer = await http.SendAsync(sent, CancellationToken.None);
            if (
                answer.StatusCode != HttpStatusCode.ServiceUnavailable
                || answer.Headers.RetryAfter?.Delta is not { } pause
                || repeats == MostRepeats
            )
            {
                return answer;
            }

            answer.Dispose();
            await Task.Delay(pause);
        }
    }
}
