using Community.Contracts.Social;
using Community.Social.Communities;
using Community.Social.Data;
using Community.Social.Feed;
using Microsoft.EntityFrameworkCore;

namespace Community.Social.Moderation;

/// <summary>
/// Applies decisions in the open transaction: directly to social's own data (communities, mutes), and by integration events to data of
/// other services (content, suspensions).
/// </summary>
internal static class Measures
{
    public static async Task RemoveContentAsync(this SocialDb db, ModerationCase found, ModerationDecision decision)
    {
        (found.RemovalDecisionId, found.IsHeld) = (decision.Id, false);
        found.Version++;
        db.Publish(
            new ContentRemoved(
                Guid.CreateVersion7(decision.At),
                decision.At,
                found.Id,
                found.Version,
                found.ContentType,
                found.ContentId,
                decision.DecidedBy,
                decision.Reason
            )
        );
        await ContentActivities.RemoveAsync(db, found.ContentType, found.ContentId);
        if (found.ContentType == ApiNames.Community)
        {
            await db.ChangeCommunityAsync(found.ContentId, decision, removedAt: decision.At);
        }
    }

    /// <summary>Shows content again that was removed or held back.</summary>
    public static async Task RestoreContentAsync(this SocialDb db, ModerationCase found, ModerationDecision decision)
    {
        (found.RemovalDecisionId, found.IsHeld) = (null, false);
        found.Version++;
        db.Publish(
            new ContentRestored(
                Guid.CreateVersion7(decision.At),
                decision.At,
                found.Id,
                found.Version,
                found.ContentType,
                found.ContentId,
                decision.DecidedBy
            )
        );
        await ContentActivities.RestoreAsync(db, found.ContentType, found.ContentId);
        if (found.ContentType == ApiNames.Community)
        {
            await db.ChangeCommunityAsync(found.ContentId, decision, removedAt: null);
        }
    }

    /// <summary>The published community includes whether it is hidden, so that other services show and hide its content.</summary>
    private static async Task ChangeCommunityAsync(this SocialDb db, Guid id, ModerationDecision decision, DateTimeOffset? removedAt)
    {
        var community = await db
            .Communities.FromSql($"SELECT * FROM communities WHERE id = {id} AND deleted_at IS NULL FOR NO KEY UPDATE")
            .SingleOrDefaultAsync();
        if (community is not null)
        {
            (community.RemovedAt, community.HeldAt) = (removedAt, null);
            db.Changed(community, decision.At);
        }
    }

    public static async Task ImposeAsync(this SocialDb db, ModerationDecision decision, Guid userId, string kind)
    {
        var sanction = new Sanction
        {
            Id = Guid.CreateVersion7(decision.At),
            Version = 1,
            UserId = userId,
            Kind = kind,
            CaseId = decision.CaseId,
            DecisionId = decision.Id,
            Reason = decision.Reason,
            ImposedAt = decision.At,
            Until = decision.Until,
        };
        db.Sanctions.Add(sanction);
        db.Publish(
            new SanctionImposed(
                Guid.CreateVersion7(decision.At),
                decision.At,
                sanction.Id,
                sanction.Version,
                userId,
                kind,
                decision.Until,
                decision.Reason,
                decision.CaseId,
                decision.DecidedBy
            )
        );
        await db.SaveChangesAsync();
        await db.ApplyMutesAsync(sanction);
    }

    /// <param name="sanction">Tracked, and not lifted yet.</param>
    /// <param name="decision">The decision that lifts it.</param>
    public static async Task LiftAsync(this SocialDb db, Sanction sanction, ModerationDecision decision)
    {
        sanction.LiftedAt = decision.At;
        sanction.Version++;
        db.Publish(
            new SanctionLifted(
                Guid.CreateVersion7(decision.At),
                decision.At,
                sanction.Id,
                sanction.Version,
                sanction.UserId,
                sanction.Kind,
                sanction.CaseId,
                decision.DecidedBy
            )
        );
        await db.SaveChangesAsync();
        await db.ApplyMutesAsync(sanction);
    }

    /// <summary>
    /// Of several mutes the longest one counts. A user who is not known here yet gets a row, so that the mute exists before the profile.
    /// </summary>
    private static async Task ApplyMutesAsync(this SocialDb db, Sanction changed)
    {
        if (changed.Kind == SanctionKind.Mute)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO people (id, muted_until)
                SELECT {changed.UserId}, max(until) FROM sanctions WHERE user_id = {changed.UserId} AND kind = 'mute' AND lifted_at IS NULL
                ON CONFLICT (id) DO UPDATE SET muted_until = excluded.muted_until WHERE NOT people.is_erased
                """
            );
        }
    }
}
