using Community.ServiceDefaults.OpenApi;
using Community.Social.People;

namespace Community.Social.Moderation;

/// <summary>All reports of one content, as moderators see them in the queue.</summary>
/// <param name="Id">The case's id.</param>
/// <param name="ContentType">user, community, thread, message, event or photo.</param>
/// <param name="ContentId">What was reported.</param>
/// <param name="Status">open or decided.</param>
/// <param name="AssignedTo">The moderator who looks at it.</param>
/// <param name="AuthorId">Who made it; null: its service has not told yet.</param>
/// <param name="CommunityId">The community that it stands in.</param>
/// <param name="IsHeld">A rule keeps it back until this is decided.</param>
/// <param name="ReportCount">How many reports there were since the case was last opened.</param>
/// <param name="Reasons">Their reasons, the most frequent first.</param>
/// <param name="FirstReportedAt">The first of them.</param>
/// <param name="LastReportedAt">The last of them.</param>
/// <param name="DecidedAt">When it was decided.</param>
internal sealed record CaseView(
    Guid Id, string ContentType, Guid ContentId, string Status, Guid? AssignedTo, Guid? AuthorId, Guid? CommunityId, bool IsHeld, int ReportCount,
    IReadOnlyList<ReasonCount> Reasons, DateTimeOffset FirstReportedAt, DateTimeOffset LastReportedAt, DateTimeOffset? DecidedAt) : IHasExample<CaseView>
{
    public static CaseView Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"), "message", Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"), "open", null,
        Guid.Parse("0198c0de-0000-7000-8000-000000000002"), Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"), false, 3,
        [new("spam", 2), new("scam", 1)], new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero), new DateTimeOffset(2026, 11, 21, 9, 5, 0, TimeSpan.Zero), null);
}

/// <param name="Reason">A reason that reports have.</param>
/// <param name="Count">How many reports gave it.</param>
internal sealed record ReasonCount(string Reason, int Count);

/// <summary>A case with all that moderators decide by.</summary>
/// <param name="Case">As in the queue.</param>
/// <param name="Author">Who made it, as far as known here.</param>
/// <param name="Reports">Every report since the case was last opened, the first first.</param>
/// <param name="EarlierDecisions">What was decided before about the author, the latest first; at most 50.</param>
/// <param name="Evidence">
/// What a reported message or thread said when it was reported, whatever its author did since; null: it is of another kind, there is none, or its service does not answer.
/// </param>
/// <param name="Copies">The same of a reported event, photo, community or profile: one for each state that was reported, the first first, at most 20.</param>
internal sealed record CaseDetails(CaseView Case, PersonSummary? Author, IReadOnlyList<CaseReport> Reports, IReadOnlyList<DecisionView> EarlierDecisions,
    IReadOnlyList<EvidenceView>? Evidence = null, IReadOnlyList<ContentCopyView>? Copies = null)
    : IHasExample<CaseDetails>
{
    public static CaseDetails Example => new(CaseView.Example, PersonSummary.Example, [CaseReport.Example], [DecisionView.Example], [EvidenceView.Example]);
}

/// <summary>One report of a case.</summary>
/// <param name="Id">The report's id.</param>
/// <param name="ReporterId">Who reported; null: a rule found it.</param>
/// <param name="RuleName">The rule that found it.</param>
/// <param name="Reason">The reason chosen.</param>
/// <param name="Details">In the reporter's words.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record CaseReport(Guid Id, Guid? ReporterId, string? RuleName, string Reason, string? Details, DateTimeOffset CreatedAt) : IHasExample<CaseReport>
{
    public static CaseReport Example => new(
        Guid.Parse("0198c0de-0000-7000-8000-0000000000b2"), Guid.Parse("0198c0de-0000-7000-8000-000000000001"), null, "spam", "The same advertisement in every thread.",
        new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero));
}
