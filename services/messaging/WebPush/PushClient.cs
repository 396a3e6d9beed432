using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using Community.Platform.Http.Json;

namespace Community.Messaging.WebPush;

/// <summary>Hands one message for one device to its push service (RFC 8030 section 5).</summary>
internal sealed partial class PushClient(VapidKey vapid, IHttpClientFactory clients, TimeProvider clock, ILogger<PushClient> logger)
{
    public const string Name = "web-push";

    /// <summary>Makes one attempt.</summary>
    public async Task<PushOutcome> SendAsync(PushTarget target, PushMessage message, CancellationToken cancellationToken)
    {
        try
        {
            var endpoint = new Uri(target.Endpoint);
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint);
            request.Headers.TryAddWithoutValidation("Authorization", vapid.AuthorizationFor(endpoint, clock.GetUtcNow()));
            request.Headers.TryAddWithoutValidation("TTL", $"{(int)Math.Ceiling(message.TimeToLive.TotalSeconds)}");
            request.Headers.TryAddWithoutValidation("Urgency", message.IsUrgent ? "high" : "normal");
            // A newer message of the same topic replaces one that still waits (RFC 8030 section 5.4: 32 characters of base64url).
            request.Headers.TryAddWithoutValidation("Topic", message.Topic.ToString("N"));
            var payload = JsonSerializer.SerializeToUtf8Bytes(message.Payload, ServiceJson.Options);
            request.Content = new ByteArrayContent(PushEncryption.Encrypt(payload, target.P256dh, target.Auth));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            request.Content.Headers.ContentEncoding.Add("aes128gcm");
            using var answer = await clients
                .CreateClient(Name)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return OutcomeOf(answer.StatusCode);
        }
        catch (Exception failure)
            when (failure is HttpRequestException or SocketException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested
            )
        {
            Log.Failed(logger, failure.Message);
            return PushOutcome.Later;
        }
    }

    private static PushOutcome OutcomeOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.NotFound or HttpStatusCode.Gone => PushOutcome.DeviceGone,
            HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError => PushOutcome.Later,
            // Accepted; or refused in a way that another attempt would not change.
            _ => PushOutcome.Done,
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "A push service did not answer, and is tried again: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}

/// <summary>A device's push endpoint with the keys of its browser.</summary>
internal sealed record PushTarget(string Endpoint, byte[] P256dh, byte[] Auth);

/// <summary>A message for a device.</summary>
/// <param name="Payload">The data for its service worker, as JSON of at most <see cref="PushEncryption.MaxPlaintext"/> bytes.</param>
/// <param name="Topic">The subject: the latest message of a topic replaces those that still wait.</param>
/// <param name="TimeToLive">How long the push service keeps it for a device that is away.</param>
/// <param name="IsUrgent">Whether it is worth waking a device that saves its battery (RFC 8030 section 5.3).</param>
internal sealed record PushMessage(object Payload, Guid Topic, TimeSpan TimeToLive, bool IsUrgent);

/// <summary>The result of an attempt.</summary>
internal enum PushOutcome
{
    Done,
    Later,
    DeviceGone,
}
