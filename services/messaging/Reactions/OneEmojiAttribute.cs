using Community.Platform.Http.Validation;

namespace Community.Messaging.Reactions;

/// <summary>Exactly one emoji.</summary>
internal sealed class OneEmojiAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Fault? FaultOf(string text) => Emoji.Parse(text) is null ? new(FaultCode.InvalidEmoji, "must be one emoji") : null;
}
