using Community.Platform.Http.Validation;

namespace Community.Messaging.Search;

/// <summary>A text in which <see cref="SearchQuery"/> finds at least one word.</summary>
internal sealed class SearchWordsAttribute : TextRuleAttribute
{
    /// <inheritdoc/>
    public override Fault? FaultOf(string text) =>
        SearchQuery.Parse(text) is null ? new(FaultCode.Blank, "must have at least one word") : null;
}
