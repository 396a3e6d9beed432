using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Community.Sdk.Models;
using Community.Sdk.Transport;

namespace Community.Sdk;

public sealed partial class CompanionResource
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(8);

    /// <summary>
    /// Says something, and follows the answer as it is made. A stream that was cut, or silent for a minute, is continued where it was; the
    /// message is asked once, by its <c>ClientId</c>.
    /// </summary>
    /// <param name="body">The message.</param>
    /// <param name="options">Options of each request.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="StreamFailedException">The answer ended without a message.</exception>
    /// <exception cref="ConnectionFailedException">The stream was cut and could not be continued.</exception>
    public async IAsyncEnumerable<TalkEvent> TalkAsync(
        SaidByUser body,
        CallOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(body);
        var said = RequestBody.Json(body with { ClientId = body.ClientId ?? Ids.New() }, CommunityJson.Default.SaidByUser);
        string? messageId = null;
        var last = "";
        for (var attempt = 0; ; attempt++)
        {
            const string Path = $"{ApiPath.Prefix}/companion/messages";
            var call = messageId is null
                ? new Call("POST", Path) { Body = said, IsRepeatable = true }
                : new Call("GET", $"{Path}/{messageId}/stream") { LastEventId = last };
            using var response = await _api.SendAsync(
                    call with
                    {
                        Accept = "text/event-stream",
                    },
                    static (answer, _) => Task.FromResult(answer),
                    options,
                    cancellationToken
                )
                .ConfigureAwait(false);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using var ownStream = stream.ConfigureAwait(false);
            var events = SseParser.Create(stream).EnumerateAsync(limit.Token).GetAsyncEnumerator(limit.Token);
            await using var ownEvents = events.ConfigureAwait(false);
            while (true)
            {
                limit.CancelAfter(Idle);
                try
                {
                    if (!await events.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception cut) when (cut is IOException or HttpRequestException or OperationCanceledException)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    break;
                }

                attempt = -1;
                last = events.Current.EventId ?? last;
                var data = JsonSerializer.Deserialize(events.Current.Data, CommunityJson.Default.JsonElement);
                switch (events.Current.EventType)
                {
                    case "accepted":
                        messageId = data.GetProperty("message_id").GetString();
                        yield return new TalkAccepted(
                            data.GetProperty("user_message_id").GetGuid(),
                            data.GetProperty("message_id").GetGuid(),
                            data.TryGetProperty("notice", out var notice) ? Message(notice) : null
                        );
                        break;
                    case "delta":
                        yield return new TalkDelta(data.GetProperty("content").GetString() ?? "");
                        break;
                    case "message":
                        yield return new TalkMessage(Message(data)!);
                        yield break;
                    case "error":
                        throw new StreamFailedException(
                            data.GetProperty("reason").GetString() ?? "",
                            data.GetProperty("detail").GetString() ?? ""
                        );
                }
            }

            if (attempt >= (options?.MaxRetries ?? _api.Options.MaxRetries))
            {
                throw new ConnectionFailedException("The stream was cut and could not be continued.");
            }

            var delay = Timing.BackOff(attempt, _api.Options.RetryDelay, MostBackOff);
            await Task.Delay(delay, _api.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static AiCompanionMessageView? Message(JsonElement data) =>
        data.ValueKind == JsonValueKind.Null ? null : data.Deserialize(CommunityJson.Default.AiCompanionMessageView);
}
