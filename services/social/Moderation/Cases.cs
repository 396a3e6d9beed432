using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Community.Social.Data;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>Decides cases, each in one transaction with its record, its effects in this service and its integration events.</summary>
internal sealed class Cases(SocialDb db, TimeProvider clock)
{
    /// <summary>The case, locked for a change until this transaction ends.</summary>
    public async Task<ModerationCase?> LockAsync(Guid caseId)
    {
        // A community is locked before its case: code that changes a community locks it first and reaches the case by rules that match.
        await db.Database.ExecuteSqlAsync(
            $"""
            SELECT FROM communities
            WHERE id = (SELECT content_id FROM moderation_cases WHERE id = {caseId} AND content_type = {ApiNames.Community}) FOR NO KEY UPDATE
            """
        );
        return (
            await db.ModerationCases.FromSql($"SELECT * FROM moderation_cases WHERE id = {caseId} FOR NO KEY UPDATE").ToListAsync()
        ).SingleOrDefault();
    }

    /// <exception cref="ProblemException">400, 403 or 409: the reason why this decision is not possible.</exception>
    public async Task<ModerationDecision> DecideAsync(ModerationCase found, Guid moderator, ResolveRequest request)
    {
        await db.RequireMayDecideAsync(found, moderator);
        if (found.Status != CaseStatus.Open)
        {
            throw Problem.Conflict("This case was already decided.", "already_decided").ToException();
        }

        request.Require(found);
        var now = clock.GetKeptNow();
        var reason = await MainReasonAsync(found);
        var decision = await db.AppendAsync(
            seq => new ModerationDecision
            {
                Seq = seq,
                Id = Guid.CreateVersion7(now),
                Kind = ApiNames.Of(request.Decision),
                CaseId = found.Id,
                ContentType = found.ContentType,
                ContentId = found.ContentId,
                PersonId = found.AuthorId,
                RemovesContent = request.RemovesContent,
                Until = request.Days is { } days ? now.AddDays(days) : null,
                Reason = reason,
                DecidedBy = moderator,
                At = now,
            },
            request.Note
        );
        await CarryOutAsync(found, decision, request.Decision);
        await CloseAsync(found, decision, request.Decision);
        db.Publish(new ReportDecided(Guid.CreateVersion7(now), now, found.Id, ++found.Version, found.ContentType, found.ContentId));
        db.RecordAct(StaffActs.CaseDecided, moderator, now, decision.PersonId, found.Id, decision.Kind);
        await db.SaveChangesAsync();
        return decision;
    }

    private async Task CarryOutAsync(ModerationCase found, ModerationDecision decision, Decision measure)
    {
        if (decision.RemovesContent)
        {
            await db.RemoveContentAsync(found, decision);
        }
        else if (found.IsHeld)
        {
            await db.RestoreContentAsync(found, decision);
        }

        if (SanctionOf(measure) is { } sanction)
        {
            await db.ImposeAsync(decision, found.AuthorId!.Value, sanction);
        }
    }

    private async Task CloseAsync(ModerationCase found, ModerationDecision decision, Decision measure)
    {
        (found.Status, found.DecidedAt) = (CaseStatus.Decided, decision.At);
        var outcome = measure == Decision.Dismiss ? "no_action" : "action_taken";
        await db.Database.ExecuteSqlAsync(
            $"UPDATE reports SET closed_at = {decision.At}, outcome = {outcome} WHERE case_id = {found.Id} AND closed_at IS NULL"
        );
    }

    /// <summary>The most frequent reason; of several, the first in alphabetical order, so that the result is deterministic.</summary>
    private Task<string> MainReasonAsync(ModerationCase found) =>
        db
            .Reports.Where(report => report.CaseId == found.Id && report.ClosedAt == null)
            .GroupBy(report => report.Reason)
            .OrderByDescending(reasons => reasons.Count())
            .ThenBy(reasons => reasons.Key)
            .Select(reasons => reasons.Key)
            .FirstAsync();

    private static string? SanctionOf(Decision measure) =>
        measure switch
        {
            Decision.Warn => SanctionKind.Warning,
            Decision.Mute => SanctionKind.Mute,
            Decision.Suspend => SanctionKind.Suspension,
            _ => null,
        };
}
