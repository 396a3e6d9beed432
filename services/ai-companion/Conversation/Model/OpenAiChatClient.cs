using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAiChat = OpenAI.Chat;

namespace Community.Companion.Conversation.Model;

/// <summary>
/// OpenAI's client as an <see cref="IChatClient"/>, for plain text only. Tools are neither offered nor called. It does not retry:
/// <see cref="CompanionModel"/> does, before an answer has begun.
/// </summary>
internal sealed class OpenAiChatClient(Uri endpoint, string apiKey, string model, TimeSpan timeout) : IChatClient
{
    private readonly OpenAiChat.ChatClient _client = new(
        model,
        new ApiKeyCredential(apiKey),
        new OpenAIClientOptions
        {
            Endpoint = endpoint,
            NetworkTimeout = timeout,
            RetryPolicy = new ClientRetryPolicy(0),
        }
    );

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var completion = (await _client.CompleteChatAsync(messages.Select(ToOpenAi), ToOpenAi(options), cancellationToken)).Value;
        return new(new ChatMessage(ChatRole.Assistant, TextOf(completion.Content)))
        {
            FinishReason = new ChatFinishReason(completion.FinishReason.ToString()),
            Usage = UsageOf(completion.Usage),
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var update in _client.CompleteChatStreamingAsync(messages.Select(ToOpenAi), ToOpenAi(options), cancellationToken))
        {
            var part = new ChatResponseUpdate(ChatRole.Assistant, TextOf(update.ContentUpdate))
            {
                FinishReason = update.FinishReason is { } reason ? new ChatFinishReason(reason.ToString()) : null,
            };
            if (UsageOf(update.Usage) is { } usage)
            {
                part.Contents.Add(new UsageContent(usage));
            }

            yield return part;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
        // Its connections belong to the process.
    }

    private static OpenAiChat.ChatMessage ToOpenAi(ChatMessage message) =>
        message.Role == ChatRole.System ? new OpenAiChat.SystemChatMessage(message.Text)
        : message.Role == ChatRole.Assistant ? new OpenAiChat.AssistantChatMessage(message.Text)
        : new OpenAiChat.UserChatMessage(message.Text);

    private static OpenAiChat.ChatCompletionOptions ToOpenAi(ChatOptions? options) =>
        new() { Temperature = options?.Temperature, MaxOutputTokenCount = options?.MaxOutputTokens };

    private static UsageDetails? UsageOf(OpenAiChat.ChatTokenUsage? usage) =>
        usage is null ? null : new() { InputTokenCount = usage.InputTokenCount, OutputTokenCount = usage.OutputTokenCount };

    private static string TextOf(OpenAiChat.ChatMessageContent content) =>
        string.Concat(content.Where(part => part.Kind == OpenAiChat.ChatMessageContentPartKind.Text).Select(part => part.Text));
}
