using Community.Platform.Http.Validation;

namespace Community.Messaging.Search;

/// <summary>A text in which <see cref="SearchQuery"/> finds at least one word.</summary>
internal sealed class SearchWordsAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    protected override string? Fault(string text) => SearchQuery.Parse(text) is null ? "must have at least one word" : null;
}
