using Community.Platform.Http.Validation;

namespace Community.Messaging.Reactions;

/// <summary>Exactly one emoji.</summary>
internal sealed class OneEmojiAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    protected override string? Fault(string text) => Emoji.Parse(text) is null ? "must be one emoji" : null;
}
