using Community.Platform.Http.OpenApi;
using Community.Social.People;

namespace Community.Social.Moderation;

/// <summary>All reports of one content, as moderators see them in the queue.</summary>
/// <param name="Id">The case's id.</param>
/// <param name="ContentType">user, community, thread, message, event or photo.</param>
/// <param name="ContentId">The reported content.</param>
/// <param name="Status">open or decided.</param>
/// <param name="AssignedTo">The moderator to whom it is assigned.</param>
/// <param name="Assignee">The same moderator, as far as known here.</param>
/// <param name="AuthorId">The author; null: its service has not named the author yet.</param>
/// <param name="Author">The same user, as far as known here.</param>
/// <param name="CommunityId">The community of the content.</param>
/// <param name="IsHeld">A rule holds the content back until the decision.</param>
/// <param name="ReportCount">The number of reports since the case was last opened.</param>
/// <param name="Reasons">Their reasons, the most frequent first.</param>
/// <param name="FirstReportedAt">The time of the first report.</param>
/// <param name="LastReportedAt">The time of the last report.</param>
/// <param name="DecidedAt">When it was decided.</param>
internal sealed record CaseView(
    Guid Id,
    string ContentType,
    Guid ContentId,
    string Status,
    Guid? AssignedTo,
    PersonSummary? Assignee,
    Guid? AuthorId,
    PersonSummary? Author,
    Guid? CommunityId,
    bool IsHeld,
    int ReportCount,
    IReadOnlyList<ReasonCount> Reasons,
    DateTimeOffset FirstReportedAt,
    DateTimeOffset LastReportedAt,
    DateTimeOffset? DecidedAt
) : IHasExample<CaseView>
{
    public static CaseView Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000c1"),
            "message",
            Guid.Parse("0198c0de-0000-7000-8000-0000000000a1"),
            "open",
            null,
            null,
            Guid.Parse("0198c0de-0000-7000-8000-000000000002"),
            PersonSummary.Example,
            Guid.Parse("0198c0de-0000-7000-8000-0000000000d1"),
            false,
            3,
            [new("spam", 2), new("scam", 1)],
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero),
            new DateTimeOffset(2026, 11, 21, 9, 5, 0, TimeSpan.Zero),
            null
        );
}

/// <param name="Reason">A reason of the reports.</param>
/// <param name="Count">The number of reports with this reason.</param>
internal sealed record ReasonCount([property: WordOf<ReportReason>] string Reason, int Count);

/// <summary>A case with all data for the decision.</summary>
/// <param name="Case">The case as in the queue.</param>
/// <param name="Author">The author, as far as known here.</param>
/// <param name="Reports">Every report since the case was last opened, the oldest first.</param>
/// <param name="EarlierDecisions">Earlier decisions about the author, the latest first; at most 50.</param>
/// <param name="Evidence">
/// The reported message or thread at the time of the report, whatever its author did since; null: the content is of another type, there is
/// no evidence, or its service does not answer.
/// </param>
/// <param name="Copies">
/// The same for a reported event, photo, community or profile: one copy for each reported state, the oldest first, at most 20.
/// </param>
internal sealed record CaseDetails(
    CaseView Case,
    PersonSummary? Author,
    IReadOnlyList<CaseReport> Reports,
    IReadOnlyList<DecisionView> EarlierDecisions,
    IReadOnlyList<EvidenceView>? Evidence = null,
    IReadOnlyList<ContentCopyView>? Copies = null
) : IHasExample<CaseDetails>
{
    public static CaseDetails Example =>
        new(CaseView.Example, PersonSummary.Example, [CaseReport.Example], [DecisionView.Example], [EvidenceView.Example]);
}

/// <summary>One report of a case.</summary>
/// <param name="Id">The report's id.</param>
/// <param name="ReporterId">The reporter; null: a rule matched.</param>
/// <param name="RuleName">The rule that matched.</param>
/// <param name="Reason">The reason chosen.</param>
/// <param name="Details">In the reporter's words.</param>
/// <param name="CreatedAt">When.</param>
internal sealed record CaseReport(
    Guid Id,
    Guid? ReporterId,
    string? RuleName,
    [property: WordOf<ReportReason>] string Reason,
    string? Details,
    DateTimeOffset CreatedAt
) : IHasExample<CaseReport>
{
    public static CaseReport Example =>
        new(
            Guid.Parse("0198c0de-0000-7000-8000-0000000000b2"),
            Guid.Parse("0198c0de-0000-7000-8000-000000000001"),
            null,
            "spam",
            "The same advertisement in every thread.",
            new DateTimeOffset(2026, 11, 21, 8, 30, 0, TimeSpan.Zero)
        );
}
