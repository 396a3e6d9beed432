using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Community.Companion.Conversation.Model;

/// <summary>
/// Gives each request to the model a span and its figures, by OpenTelemetry's conventions for generative AI. They have the model's name,
/// times and numbers of tokens, and never a word of the conversation.
/// </summary>
internal sealed class MeasuredChatClient(IChatClient inner, Uri endpoint, string model) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        using var call = new ModelCall(endpoint, model, options);
        var response = await call.WatchAsync(base.GetResponseAsync(messages, options, cancellationToken));
        call.See(response.Usage, response.FinishReason);
        return response;
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        using var call = new ModelCall(endpoint, model, options);
        await using var updates = base.GetStreamingResponseAsync(messages, options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await call.WatchAsync(updates.MoveNextAsync().AsTask()))
        {
            var update = updates.Current;
            if (update.Text.Length > 0)
            {
                call.SeeWords();
            }

            call.See(update.Contents.OfType<UsageContent>().FirstOrDefault()?.Details, update.FinishReason);
            yield return update;
        }
    }
}
