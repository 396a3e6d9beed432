using Community.Platform.Http.OpenApi;
using Community.Platform.Http.Validation;

namespace Community.Social.Communities;

/// <summary>House rules that are being written.</summary>
/// <param name="Rules">Markdown, at most 5,000 characters.</param>
internal sealed record RulesDraft([Graphemes(CommunityRules.HouseRulesLength), MultiLine] string Rules) : IHasExample<RulesDraft>
{
    public static RulesDraft Example => new("- Wait for the last runner.\n- No advertising.");
}

/// <summary>House rules as they will look.</summary>
/// <param name="RulesHtml">HTML that is safe to show.</param>
internal sealed record RulesPreview(string RulesHtml) : IHasExample<RulesPreview>
{
    public static RulesPreview Example => new("<ul>\n<li>Wait for the last runner.</li>\n<li>No advertising.</li>\n</ul>");
}
