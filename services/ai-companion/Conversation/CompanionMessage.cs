namespace Community.Companion.Conversation;

/// <summary>A message between a person and the companion.</summary>
internal sealed class CompanionMessage
{
    public required Guid Id { get; init; }

    /// <summary>The owner of the conversation.</summary>
    public required Guid UserId { get; init; }

    /// <summary>Its number in the conversation.</summary>
    public required long Seq { get; init; }

    /// <summary>One of <see cref="MessageRole"/>.</summary>
    public required string Role { get; init; }

    public required string Content { get; set; }

    /// <summary>One of <see cref="MessageStatus"/>.</summary>
    public string Status { get; set; } = MessageStatus.Complete;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its author last changed it; null: never.</summary>
    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>The client's id, for a person's message.</summary>
    public string? ClientId { get; init; }

    /// <summary>For an answer: the message that it answers; null once that was deleted.</summary>
    public Guid? AnswersId { get; init; }

    /// <summary>For an answer: <c>openai:MODEL</c>, <c>offline</c>, <c>platform</c> or <c>safety</c>; null while it is generated.</summary>
    public string? Provider { get; set; }

    /// <summary>The lease of the process that generates it: no other process writes it before <see cref="LeasedUntil"/>.</summary>
    public Guid? LeaseId { get; set; }

    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>For an answer by a model: the model.</summary>
    public string? Model { get; init; }

    /// <summary>The version of its <see cref="SystemPrompt"/>.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>
    /// The messages that the model was sent, in order. Only their ids: a text that the person deletes or edits must not live on in a copy.
    /// </summary>
    public Guid[]? ContextIds { get; init; }

    /// <summary>References to the things that the answer points to (<see cref="Guide.CardReference"/>); null: none.</summary>
    public string[]? Cards { get; init; }
}

internal static class MessageRole
{
    public const string User = "user";
    public const string Assistant = "assistant";

    /// <summary>The companion says that it is an AI; never part of a model's context.</summary>
    public const string Notice = "notice";
}

internal static class MessageStatus
{
    public const string Generating = "generating";
    public const string Complete = "complete";

    /// <summary>The model stopped early, or reached the limit of an answer; the text so far is kept.</summary>
    public const string Cut = "cut";
}

internal static class Provider
{
    public const string Offline = "offline";
    public const string Safety = "safety";
    public const string Platform = "platform";

    public static string Of(string model) => $"openai:{model}";
}

/// <summary>A conversation's row: every transaction that writes a message holds its lock.</summary>
internal sealed class ConversationState
{
    public required Guid UserId { get; init; }

    public long LastSeq { get; init; }

    /// <summary>When the companion last said that it is an AI.</summary>
    public DateTimeOffset? DisclosedAt { get; init; }

    /// <summary>The crisis of the aftercare, by its name in the rules; null: none.</summary>
    public string? CrisisKind { get; init; }

    /// <summary>Its grade, in lower case.</summary>
    public string? CrisisSeverity { get; init; }

    /// <summary>When it was last found.</summary>
    public DateTimeOffset? CrisisAt { get; init; }

    /// <summary>How many aftercare answers are left.</summary>
    public int AftercareLeft { get; init; }

    /// <summary>How many answers after those still name the help lines.</summary>
    public int QuietLeft { get; init; }

    /// <summary>Whether the person said that this finding was wrong.</summary>
    public bool CrisisDoubted { get; init; }

    /// <summary>Whether the person was told, once, how to report a misread text.</summary>
    public bool MisreadTold { get; init; }

    /// <summary>Whether help lines were offered because the language was not recognized.</summary>
    public bool LinesOffered { get; init; }
}
