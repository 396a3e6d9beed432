using Community.Contracts.Social;
using Community.Platform.Data;
using Community.Social.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation.Rules;

/// <summary>
/// Another service found that a rule matches its content: this becomes a report by the rule. If a content was checked several times, the
/// newest check counts, so that a late event does not open a decided case again.
/// </summary>
internal sealed class WhenContentFlagged(SocialDb db, TimeProvider clock) : IConsumer<ContentFlagged>
{
    public async Task Consume(ConsumeContext<ContentFlagged> context)
    {
        var flagged = context.Message;
        var isOld = await db
            .Database.SqlQuery<bool>(
                $"""
                SELECT EXISTS (
                    SELECT FROM moderation_cases
                    WHERE content_type = {flagged.ContentType} AND content_id = {flagged.ContentId} AND flagged_version >= {flagged.Version}) AS "Value"
                """
            )
            .SingleAsync();
        if (isOld)
        {
            return;
        }

        // The rule may have been deleted in the meantime.
        var rule = await db.ModerationRules.AsNoTracking().SingleOrDefaultAsync(rule => rule.Id == flagged.RuleId);
        var filed = await db.FileAsync(
            new(
                flagged.ContentType,
                flagged.ContentId,
                rule?.Reason ?? ApiNames.Of(ReportReason.Other),
                RuleId: flagged.RuleId,
                RuleName: rule?.Name,
                IsHeld: flagged.IsHeld,
                AuthorId: flagged.AuthorId,
                CommunityId: flagged.CommunityId
            ),
            clock.GetKeptNow()
        );
        await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE moderation_cases SET flagged_version = greatest(flagged_version, {flagged.Version}), is_held = is_held OR {flagged.IsHeld} WHERE id = {filed.CaseId}
            """
        );
    }
}
