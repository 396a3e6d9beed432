using Community.Contracts.Social;
using Community.Messaging.Data;
using Community.Messaging.Notifications;
using Community.Messaging.Realtime;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.Moderation;

/// <summary>A muted user reads and does not write. Suspensions are published by identity.</summary>
internal sealed class WhenSanctionImposed(MessagingDb db, Notifier notifier, IRealtimePublisher realtime) : IConsumer<SanctionImposed>
{
    public async Task Consume(ConsumeContext<SanctionImposed> context)
    {
        var imposed = context.Message;
        if (await db.ApplySanctionAsync(imposed.SanctionId, imposed.Version, imposed.UserId, imposed.Kind, imposed.Until, isLifted: false))
        {
            db.AfterCommit(() => realtime.RightsChanged(imposed.UserId));
            await notifier.NotifyOfSanctionAsync(db, imposed.EventId, imposed.UserId, imposed.Kind);
        }
    }
}

internal sealed class WhenSanctionLifted(MessagingDb db, Notifier notifier, IRealtimePublisher realtime) : IConsumer<SanctionLifted>
{
    public async Task Consume(ConsumeContext<SanctionLifted> context)
    {
        var lifted = context.Message;
        if (await db.ApplySanctionAsync(lifted.SanctionId, lifted.Version, lifted.UserId, lifted.Kind, until: null, isLifted: true))
        {
            db.AfterCommit(() => realtime.RightsChanged(lifted.UserId));
            await notifier.NotifyOfSanctionAsync(db, lifted.EventId, lifted.UserId, ModerationDetail.Lifted);
        }
    }
}

/// <summary>Applies sanctions against people, the newest version of each.</summary>
internal static class SanctionProjection
{
    /// <summary>
    /// True if the sanction is newer than the known one. Of several mutes the longest counts. A mute may arrive before the person's
    /// profile.
    /// </summary>
    public static async Task<bool> ApplySanctionAsync(
        this MessagingDb db,
        Guid id,
        long version,
        Guid userId,
        string kind,
        DateTimeOffset? until,
        bool isLifted
    )
    {
        var isNew =
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO sanctions (id, version, user_id, kind, until, is_lifted)
                SELECT {id}, {version}, {userId}, {kind}, {until?.ToUniversalTime()}, {isLifted}
                WHERE NOT EXISTS (SELECT FROM people WHERE id = {userId} AND is_erased)
                ON CONFLICT (id) DO UPDATE SET version = excluded.version, is_lifted = excluded.is_lifted, until = excluded.until
                WHERE sanctions.version < excluded.version
                """
            ) > 0;
        if (isNew && kind == "mute")
        {
            // Two decisions about one person at once: each sees the other's writes, because both lock the person's row first.
            await db.Database.ExecuteSqlAsync($"INSERT INTO people (id) VALUES ({userId}) ON CONFLICT (id) DO UPDATE SET id = excluded.id");
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE people SET muted_until = (
                    SELECT max(coalesce(until, '9999-12-31Z')) FROM sanctions WHERE user_id = {userId} AND kind = 'mute' AND NOT is_lifted)
                WHERE id = {userId} AND NOT is_erased
                """
            );
        }

        return isNew;
    }
}
