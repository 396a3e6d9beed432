using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Community.Messaging.Webhooks;

/// <summary>
/// Makes one attempt to deliver. It follows no redirect, waits at most ten seconds, and reads the beginning of the answer only.
/// </summary>
internal sealed class WebhookClient(IHttpClientFactory clients, WebhookSignature signature, TimeProvider clock)
{
    public const string Name = "webhooks";

    /// <summary>The bytes of an answer that are read.</summary>
    public const int AnswerBytes = 1_024;

    /// <summary>The limit of an attempt.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Makes an attempt.</summary>
    /// <exception cref="OperationCanceledException">The instance stops.</exception>
    public async Task<WebhookOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        var (began, now) = (Stopwatch.GetTimestamp(), clock.GetUtcNow());
        try
        {
            using var request = RequestOf(delivery, now);
            using var answer = await clients.CreateClient(Name).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            return new(now, Elapsed(began), (int)answer.StatusCode, Error: null, await BeginningAsync(answer, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(now, Elapsed(began), Status: null, "There was no answer within ten seconds.", Response: null);
        }
        catch (Exception failure) when (failure is HttpRequestException or SocketException or IOException or UriFormatException)
        {
            return new(now, Elapsed(began), Status: null, ReasonOf(failure), Response: null);
        }
    }

    private HttpRequestMessage RequestOf(ClaimedDelivery delivery, DateTimeOffset now)
    {
        var body = Encoding.UTF8.GetBytes(delivery.Body);
        var secrets =
            delivery.FormerSecret is { } former && delivery.FormerUntil > now ? [delivery.Secret, former] : new[] { delivery.Secret };
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(delivery.Url)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json") { CharSet = "utf-8" };
        request.Headers.UserAgent.ParseAdd("Community-Webhooks/1");
        request.Headers.Add(WebhookSignature.Header, signature.Sign(delivery.EndpointId, body, now, secrets));
        request.Headers.Add("Community-Event", delivery.EventId.ToString());
        request.Headers.Add("Community-Delivery", delivery.Id.ToString());
        request.Headers.Add("Community-Attempt", delivery.Attempts.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>The first bytes of the answer as text; characters that PostgreSQL cannot store are replaced.</summary>
    private static async Task<string?> BeginningAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            var buffer = new byte[AnswerBytes];
            var length = await stream.ReadAtLeastAsync(buffer, AnswerBytes, throwOnEndOfStream: false, cancellationToken);
            return length == 0 ? null : Encoding.UTF8.GetString(buffer, 0, length).Replace('\0', '\uFFFD');
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException)
        {
            return null; // The status has come, and it counts.
        }
    }

    private static int Elapsed(long began) => (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds;

    /// <summary>A sentence that tells the owner nothing of our own network.</summary>
    private static string ReasonOf(Exception failure) =>
        failure switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "The name of the host was not found.",
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "The certificate was not accepted.",
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded or HttpRequestError.InvalidResponse } =>
                "The answer was no valid HTTP.",
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } =>
                "The headers of the answer are too long.",
            _ => "The host could not be reached.",
        };
}

/// <summary>The result of an attempt.</summary>
/// <param name="At">When it began.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Status">The status of the answer; null: there was none.</param>
/// <param name="Error">Why there was no answer; null: there was one.</param>
/// <param name="Response">The beginning of the answer.</param>
internal sealed record WebhookOutcome(DateTimeOffset At, int Milliseconds, int? Status, string? Error, string? Response)
{
    /// <summary>Only 2xx says that the receiver has it.</summary>
    public bool IsDelivered => Status is >= 200 and < 300;
}
