namespace Community.Companion.Conversation;

/// <summary>Something that was said between a person and the companion.</summary>
internal sealed class CompanionMessage
{
    public required Guid Id { get; init; }

    /// <summary>Whose conversation it is in.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Its place in the conversation.</summary>
    public required long Seq { get; init; }

    /// <summary>One of <see cref="MessageRole"/>.</summary>
    public required string Role { get; init; }

    public required string Content { get; set; }

    /// <summary>One of <see cref="MessageStatus"/>.</summary>
    public string Status { get; set; } = MessageStatus.Complete;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of a person's message: the client's own id of it.</summary>
    public string? ClientId { get; init; }

    /// <summary>Of an answer: the message that it answers; null once that was deleted.</summary>
    public Guid? AnswersId { get; init; }

    /// <summary>Of an answer: <c>openai:MODEL</c>, <c>offline</c> or <c>safety</c>; null while it is generated.</summary>
    public string? Provider { get; set; }

    /// <summary>Who generates it: nobody else writes it as long as <see cref="LeasedUntil"/> is not over.</summary>
    public Guid? LeaseId { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>Of an answer for which a model is asked: which one.</summary>
    public string? Model { get; init; }

    /// <summary>With which <see cref="SystemPrompt"/>.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>
    /// And with which messages, in order. Their ids: messages never change once they are complete, and what a person deletes must not live on in a copy.
    /// </summary>
    public Guid[]? ContextIds { get; init; }
}

internal static class MessageRole
{
    public const string User = "user";
    public const string Assistant = "assistant";

    /// <summary>The companion says what it is; never part of what a model is sent.</summary>
    public const string Notice = "notice";
}

internal static class MessageStatus
{
    public const string Generating = "generating";
    public const string Complete = "complete";

    /// <summary>The model broke off, or was at the end of what it may say; what had come is kept.</summary>
    public const string Cut = "cut";
}

internal static class Provider
{
    public const string Offline = "offline";
    public const string Safety = "safety";

    public static string Of(string model) => $"openai:{model}";
}

/// <summary>A conversation's row: whoever writes into it holds its lock.</summary>
internal sealed class ConversationState
{
    public required Guid UserId { get; init; }

    public long LastSeq { get; init; }

    /// <summary>When the companion last said that it is an AI.</summary>
    public DateTimeOffset? DisclosedAt { get; init; }

    /// <summary>The crisis that the turns after it are about, as rules name it; null: none.</summary>
    public string? CrisisKind { get; init; }

    /// <summary>Its grade, in lower case.</summary>
    public string? CrisisSeverity { get; init; }

    /// <summary>When it was last found.</summary>
    public DateTimeOffset? CrisisAt { get; init; }

    /// <summary>How many answers of the turns after it are left.</summary>
    public int AftercareLeft { get; init; }

    /// <summary>With how many answers after those the help lines are still named.</summary>
    public int QuietLeft { get; init; }

    /// <summary>Whether the person was told once how to say that they were misread.</summary>
    public bool MisreadTold { get; init; }

    /// <summary>Whether help lines were offered because the language is not known.</summary>
    public bool LinesOffered { get; init; }
}
