using Community.Contracts.Identity;
using Community.Identity.Data;
using Community.Platform.Http.Pagination;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Sessions;

/// <summary>Ends sessions early: their tokens are refused by this instance at once and by the fleet within seconds.</summary>
internal sealed class SessionEnd(IdentityDb db, RevokedSessionFeed revoked, IHttpContextAccessor http, TimeProvider clock)
{
    /// <summary>
    /// Ends a user's live sessions, and those of the user's bots, in the open transaction, which has locked the user; the caller saves. A
    /// token of a bot is the owner's as much as an API token of the owner: a stranger may have made it.
    /// </summary>
    /// <returns>The number of sessions that ended.</returns>
    public async Task<int> EndAllAsync(Guid userId, string reason, Guid? except = null)
    {
        // Locked, so that a refresh or a logout of one of them at the same time publishes no second end.
        var live = await db
            .Sessions.FromSql(
                $"""
                SELECT * FROM sessions
                WHERE user_id IN (SELECT {userId} UNION ALL SELECT id FROM users WHERE owner_id = {userId})
                    AND ended_at IS NULL AND id IS DISTINCT FROM {except}
                ORDER BY id FOR UPDATE
                """
            )
            .ToListAsync();
        live.ForEach(session => End(session, reason));
        return live.Count;
    }

    /// <summary>Ends one session in the present unit of work; the caller saves.</summary>
    public void End(Session session, string reason)
    {
        var now = clock.GetUtcNow();
        session.EndedAt = now;
        session.EndReason = reason;
        db.CommitWithin(StampedFeed.CommitLimit);
        var tokensExpireAt = Session.TokensExpireAt(now);
        db.Publish(new SessionRevoked(Guid.CreateVersion7(now), now, session.Id, Version: 1, session.UserId, reason, tokensExpireAt));
        db.AfterCommit(() => revoked.Add(session.Id, tokensExpireAt));
        SessionCookie.ClearIfOf(http.HttpContext, session.Id);
    }
}
