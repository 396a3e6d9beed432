namespace Community.Contracts.Social;

/// <summary>An automatic rule of moderation, which the owner of content applies.</summary>
/// <param name="Id">The rule's id.</param>
/// <param name="Name">The name that moderators gave it.</param>
/// <param name="Kind"><c>words</c>, <c>links</c>, <c>new_account</c> or <c>rate</c>.</param>
/// <param name="Action">
/// <c>hold</c>: the content is held back until a moderator has decided; <c>report</c>: the content is shown and reported to moderators.
/// </param>
/// <param name="Reason">The reason of the report, one of the reasons that reports have.</param>
/// <param name="ContentTypes">
/// The kinds of content that it applies to: <c>user</c>, <c>community</c>, <c>thread</c>, <c>message</c>, <c>event</c>.
/// </param>
/// <param name="Words"><c>words</c>: words and phrases that hit as whole words.</param>
/// <param name="Hosts"><c>links</c>: hosts that hit, with their subdomains.</param>
/// <param name="Hours">
/// <c>new_account</c>: it hits accounts up to this age; <c>links</c>: it hits any link by accounts up to this age.
/// </param>
/// <param name="Count"><c>rate</c>: how many in <paramref name="Minutes"/> are allowed.</param>
/// <param name="Minutes"><c>rate</c>: in how many minutes they are counted.</param>
public sealed record ModerationRule(
    Guid Id,
    string Name,
    string Kind,
    string Action,
    string Reason,
    IReadOnlyList<string> ContentTypes,
    IReadOnlyList<string> Words,
    IReadOnlyList<string> Hosts,
    int? Hours,
    int? Count,
    int? Minutes
);
