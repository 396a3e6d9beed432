using Community.Contracts.Identity;
using Community.Messaging.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Messaging.WebPush;

/// <summary>Removes the devices of a session that has ended, with the pushes on their way to them.</summary>
internal sealed class WhenSessionRevoked(MessagingDb db) : IConsumer<SessionRevoked>
{
    public async Task Consume(ConsumeContext<SessionRevoked> context)
    {
        var ended = context.Message;
        await db.LockDevicesAsync(ended.SessionId);
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ended_sessions (session_id, tokens_expire_at) VALUES ({ended.SessionId}, {ended.TokensExpireAt.ToUniversalTime()})
            ON CONFLICT DO NOTHING
            """
        );
        await db.Database.ExecuteSqlAsync(
            $"DELETE FROM push_subscriptions WHERE session_id = {ended.SessionId} OR (user_id = {ended.UserId} AND session_id IS NULL)"
        );
    }
}

/// <summary>The order of a device that is added and the end of its session.</summary>
internal static class SessionDevices
{
    /// <summary>Until the transaction ends, no other one adds a device to the session or ends it here.</summary>
    public static Task<int> LockDevicesAsync(this MessagingDb db, Guid sessionId) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({$"devices {sessionId}"}, 0))");

    /// <summary>Whether the session is known to have ended.</summary>
    public static async Task<bool> HasEndedAsync(this MessagingDb db, Guid sessionId) =>
        await db
            .Database.SqlQuery<bool>($"""SELECT EXISTS (SELECT FROM ended_sessions WHERE session_id = {sessionId}) AS "Value" """)
            .SingleAsync();
}
