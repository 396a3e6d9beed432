using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>A report to be filed in its case.</summary>
/// <param name="ContentType">One of <see cref="ReportedContent"/>.</param>
/// <param name="ContentId">The reported content.</param>
/// <param name="Reason">One of <see cref="ReportReason"/>.</param>
/// <param name="Details">In the reporter's words.</param>
/// <param name="ReporterId">Null: a rule matched.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleName">The rule's present name.</param>
/// <param name="IsHeld">The rule holds the content back.</param>
/// <param name="AuthorId">The author, as far as known.</param>
/// <param name="CommunityId">The community of the content, as far as known.</param>
/// <param name="Copy">The present state of a community or profile; null: it is read here, if the content is one of them.</param>
internal sealed record NewReport(
    string ContentType,
    Guid ContentId,
    string Reason,
    string? Details = null,
    Guid? ReporterId = null,
    Guid? RuleId = null,
    string? RuleName = null,
    bool IsHeld = false,
    Guid? AuthorId = null,
    Guid? CommunityId = null,
    ContentCopy? Copy = null
);

/// <summary>The case in which a report was filed.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Version">Its version with this report.</param>
/// <param name="IsNew">False: the same reporter already has an open report of this content.</param>
internal sealed record FiledReport(Guid CaseId, long Version, bool IsNew);

internal static class ReportFiling
{
    /// <summary>Files a report in its content's case, in the open transaction; the case stays locked until that ends.</summary>
    public static async Task<FiledReport> FileAsync(this SocialDb db, NewReport report, DateTimeOffset now)
    {
        var caseId = (
            await db
                .Database.SqlQuery<Guid>(
                    $"""
                    INSERT INTO moderation_cases (id, content_type, content_id, author_id, community_id, first_reported_at, last_reported_at)
                    VALUES ({Guid.CreateVersion7(
                        now
                    )}, {report.ContentType}, {report.ContentId}, {report.AuthorId}, {report.CommunityId}, {now}, {now})
                    ON CONFLICT (content_type, content_id) DO UPDATE SET
                        author_id = coalesce(moderation_cases.author_id, excluded.author_id), community_id = coalesce(moderation_cases.community_id, excluded.community_id)
                    RETURNING id AS "Value"
                    """
                )
                .ToListAsync()
        ).Single();
        var isNew =
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO reports (id, case_id, reporter_id, rule_id, rule_name, reason, details, created_at)
                VALUES ({Guid.CreateVersion7(
                    now
                )}, {caseId}, {report.ReporterId}, {report.RuleId}, {report.RuleName}, {report.Reason}, {report.Details}, {now})
                ON CONFLICT DO NOTHING
                """
            ) == 1;
        if (isNew && (report.Copy ?? await db.CopyOfAsync(report)) is { } copy)
        {
            await db.KeepAsync(report.ContentType, report.ContentId, copy, now);
        }

        var version = isNew ? await db.CountReportAsync(caseId, report.IsHeld, now) : 0;
        return new(caseId, version, isNew);
    }

    /// <summary>The state of a community or profile in this service; null: it is of another type, or not known.</summary>
    private static async Task<ContentCopy?> CopyOfAsync(this SocialDb db, NewReport report) =>
        report.ContentType == ApiNames.Community
            ? await db.Communities.AsNoTracking().SingleOrDefaultAsync(community => community.Id == report.ContentId) is { } community
                ? ContentCopies.Of(community)
                : null
            : report.ContentType == ApiNames.User
            && await db.People.AsNoTracking().SingleOrDefaultAsync(person => person.Id == report.ContentId && person.ProfileVersion > 0)
                is { } person
                ? ContentCopies.Of(
                    person.Id,
                    new(
                        person.Username!,
                        person.FullName,
                        person.Bio,
                        person.Location,
                        person.Region,
                        person.City,
                        null,
                        null,
                        person.Interests,
                        person.IdentityBadge,
                        person.PictureUrl,
                        default
                    )
                )
                : null;

    /// <summary>A report after the decision opens the case again: the count and the assignment are reset.</summary>
    private static async Task<long> CountReportAsync(this SocialDb db, Guid caseId, bool isHeld, DateTimeOffset now) =>
        (
            await db
                .Database.SqlQuery<long>(
                    $"""
                    UPDATE moderation_cases SET
                        version = version + 1, status = 'open', decided_at = NULL, last_reported_at = {now}, is_held = is_held OR {isHeld},
                        report_count = CASE status WHEN 'open' THEN report_count + 1 ELSE 1 END,
                        first_reported_at = CASE status WHEN 'open' THEN first_reported_at ELSE {now} END,
                        assigned_to = CASE status WHEN 'open' THEN assigned_to END,
                        assigned_at = CASE status WHEN 'open' THEN assigned_at END
                    WHERE id = {caseId} RETURNING version AS "Value"
                    """
                )
                .ToListAsync()
        ).Single();
}
