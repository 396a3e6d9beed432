using Community.Companion.Conversation.Guide;
using Community.Platform.Http.OpenApi;

namespace Community.Companion.Conversation;

/// <summary>A message of the conversation.</summary>
/// <param name="Id">The message.</param>
/// <param name="Role"><c>user</c>, <c>assistant</c>, or <c>notice</c>: the companion says that it is an AI.</param>
/// <param name="Content">Plain text.</param>
/// <param name="Provider">
/// The author of an answer: <c>openai:MODEL</c>, <c>offline</c> (no model was asked, or none answered), <c>platform</c> (a request that the
/// platform itself answers, with cards) or <c>safety</c> (the fixed answer to a person who may be in danger); null for other messages, and
/// while the answer is generated.
/// </param>
/// <param name="Status">
/// <c>complete</c>, <c>generating</c>, or <c>cut</c>: the model stopped early or reached the limit of an answer, and this is the text so
/// far.
/// </param>
/// <param name="ReplyTo">For an answer: the message that it answers.</param>
/// <param name="ClientId">For the caller's message: the id that the client gave it.</param>
/// <param name="CreatedAt">When, in UTC.</param>
/// <param name="EditedAt">When the caller last changed it; null: never.</param>
/// <param name="Cards">
/// Things of the platform that the answer points to, the best first, and help texts; empty for most. A thing that the caller may not see
/// any more is left out.
/// </param>
internal sealed record MessageView(
    Guid Id,
    string Role,
    string Content,
    string? Provider,
    string Status,
    Guid? ReplyTo,
    string? ClientId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EditedAt,
    IReadOnlyList<CardView> Cards
) : IHasExample<MessageView>
{
    public static MessageView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d2"),
            MessageRole.Assistant,
            "It sounds as if the new town still feels like somebody else's. What was one moment this week when it did not?",
            "openai:gpt-5.1-turbo",
            MessageStatus.Complete,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            null,
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            null,
            []
        );

    public static MessageView Of(CompanionMessage message, IReadOnlyList<CardView> cards) =>
        new(
            message.Id,
            message.Role,
            message.Content,
            message.Provider,
            message.Status,
            message.AnswersId,
            message.ClientId,
            message.CreatedAt,
            message.EditedAt,
            cards
        );
}

/// <summary>The caller's message to the companion.</summary>
/// <param name="Content">Plain text, 1 to 4,000 characters.</param>
/// <param name="ClientId">
/// The client's own id of the message, 1 to 100 characters. If it is sent again with the same id, the model is asked once, and the answer
/// is the same.
/// </param>
internal sealed record SaidByUser(
    [property: System.ComponentModel.DataAnnotations.StringLength(4_000, MinimumLength = 1), Platform.Http.Validation.MultiLine]
        string Content,
    [property: System.ComponentModel.DataAnnotations.StringLength(100, MinimumLength = 1), Platform.Http.Validation.SingleLine]
        string ClientId
) : IHasExample<SaidByUser>
{
    public static SaidByUser Example => new("I moved here a month ago and still know nobody.", "5f0c2a1e-1");
}

/// <summary>A message and its answer.</summary>
/// <param name="Message">The answer.</param>
/// <param name="UserMessageId">The caller's message.</param>
/// <param name="Notice">The notice before the answer, if one was due: that the companion is an AI.</param>
internal sealed record AnswerView(MessageView Message, Guid UserMessageId, MessageView? Notice) : IHasExample<AnswerView>
{
    public static AnswerView Example => new(MessageView.Example, Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"), null);
}
