using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Community.Companion.Conversation.Guide;
using Community.Companion.Data;
using Community.Platform.Http.Json;
using Microsoft.EntityFrameworkCore;

namespace Community.Companion.Conversation;

/// <summary>
/// Follows an answer to its end while it is generated, here or in another instance. The id of each event is the length of the answer so
/// far, in characters, so that a client that was cut off can continue from there, at any instance.
/// </summary>
internal sealed class Following(CompanionDb db, Answering answering, TimeProvider clock)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Waits for the finished answer; null: it was deleted before.</summary>
    public async Task<MessageView?> EndAsync(Guid answerId, CancellationToken cancellationToken)
    {
        for (; ; await Task.Delay(Look, clock, cancellationToken))
        {
            if (answering.Find(answerId) is { } live && await live.WaitAsync(int.MaxValue, cancellationToken) is { Final: { } final })
            {
                return final;
            }

            var kept = await FindAsync(answerId, cancellationToken);
            if (kept is null or { Status: not MessageStatus.Generating })
            {
                return kept;
            }
        }
    }

    /// <summary>
    /// The answer as server-sent events: <c>delta</c> for more text, and at last <c>message</c> with the whole answer, which is
    /// authoritative; or <c>error</c>.
    /// </summary>
    /// <param name="answerId">The answer.</param>
    /// <param name="from">How many characters the reader has.</param>
    /// <param name="cancellationToken">The reader is gone.</param>
    public async IAsyncEnumerable<SseItem<string>> StreamAsync(
        Guid answerId,
        int from,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var sent = from;
        while (true)
        {
            var (text, final, isGone) = await NextAsync(answerId, sent, cancellationToken);
            if (isGone)
            {
                yield return Event("error", new StreamError("deleted", "The message is not there any more."), sent);
                yield break;
            }

            // An answer in place of the model's is not a continuation of the text that was shown.
            var isContinued = final is null || sent == 0 || final.Provider?.StartsWith("openai:", StringComparison.Ordinal) == true;
            if (isContinued && text.Length > sent)
            {
                yield return Event("delta", new StreamDelta(text[sent..]), text.Length);
                sent = text.Length;
            }

            if (final is not null)
            {
                yield return Event("message", final, final.Content.Length);
                yield break;
            }
        }
    }

    public static SseItem<string> Event<T>(string type, T data, int position) =>
        new(JsonSerializer.Serialize(data, ServiceJson.Options), type)
        {
            EventId = position.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };

    /// <summary>Waits for more text than the reader has, or for the end.</summary>
    private async Task<(string Text, MessageView? Final, bool IsGone)> NextAsync(
        Guid answerId,
        int beyond,
        CancellationToken cancellationToken
    )
    {
        for (; ; await Task.Delay(Look, clock, cancellationToken))
        {
            if (answering.Find(answerId) is { } live)
            {
                var (text, isOver, final) = await live.WaitAsync(beyond, cancellationToken);
                if (!isOver || final is not null)
                {
                    return (final?.Content ?? text, final, false);
                }
            }

            // Generated in another instance, or over.
            switch (await FindAsync(answerId, cancellationToken))
            {
                case null:
                    return ("", null, true);
                case { Status: not MessageStatus.Generating } kept:
                    return (kept.Content, kept, false);
                case var growing when growing.Content.Length > beyond:
                    return (growing.Content, null, false);
            }
        }
    }

    private async Task<MessageView?> FindAsync(Guid answerId, CancellationToken cancellationToken) =>
        await db.Messages.AsNoTracking().SingleOrDefaultAsync(message => message.Id == answerId, cancellationToken) is { } message
            ? (await db.ToViewsAsync(message.UserId, [message], clock.GetUtcNow(), cancellationToken))[0]
            : null;
}

/// <summary>The first event: the message is stored.</summary>
/// <param name="UserMessageId">The caller's message.</param>
/// <param name="MessageId">The answer that follows.</param>
/// <param name="Notice">The notice before the answer, if one was due.</param>
internal sealed record StreamAccepted(Guid UserMessageId, Guid MessageId, MessageView? Notice);

/// <summary>More of an answer.</summary>
/// <param name="Content">The next text.</param>
internal sealed record StreamDelta(string Content);

/// <summary>The reason why the stream ends.</summary>
/// <param name="Reason">As a code.</param>
/// <param name="Detail">In words.</param>
internal sealed record StreamError(string Reason, string Detail);
