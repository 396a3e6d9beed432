using Community.Sdk.Models;

namespace Community.Sdk;

/// <summary>An event of the companion's stream.</summary>
public abstract record TalkEvent
{
    private protected TalkEvent() { }
}

/// <summary>The message is stored.</summary>
/// <param name="UserMessageId">The caller's message.</param>
/// <param name="MessageId">The answer that is being made.</param>
/// <param name="Notice">A message of the companion's that comes first; null: none.</param>
public sealed record TalkAccepted(Guid UserMessageId, Guid MessageId, AiCompanionMessageView? Notice) : TalkEvent;

/// <summary>More of the answer.</summary>
/// <param name="Content">The next piece of text.</param>
public sealed record TalkDelta(string Content) : TalkEvent;

/// <summary>The whole answer, which counts: it may be another text than the deltas were. The stream ends with it.</summary>
/// <param name="Message">The answer.</param>
public sealed record TalkMessage(AiCompanionMessageView Message) : TalkEvent;
