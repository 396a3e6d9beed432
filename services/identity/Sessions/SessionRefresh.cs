using System.Security.Cryptography;
using Community.Identity.Data;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Identity.Sessions;

/// <summary>
/// Rotates refresh tokens. The rotation is one conditional UPDATE, so that of any number of requests with the same token exactly one
/// rotates. The others get the same successor if they arrive within <see cref="RefreshToken.RepeatWindow"/>.
/// </summary>
internal sealed partial class SessionRefresh(
    IdentityDb db,
    NpgsqlDataSource database,
    RefreshTokens refreshTokens,
    AccessTokenIssuer accessTokens,
    StaffRoles staff,
    SessionEnd end,
    IHttpContextAccessor http,
    TimeProvider clock,
    ILogger<SessionRefresh> logger
)
{
    /// <returns>New tokens; null if the token is not valid.</returns>
    public async Task<RefreshedTokens?> RefreshAsync(string presented)
    {
        if (!refreshTokens.TryParse(presented, out var token))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var salt = RandomNumberGenerator.GetBytes(16);
        var successor = refreshTokens.Successor(token, salt);
        if (await RotateAsync(token, successor, salt, now) is { } owner)
        {
            return Tokens(owner, token.SessionId, successor);
        }

        return await RepeatOrEndAsync(token, now);
    }

    private async Task<Owner?> RotateAsync(RefreshToken token, RefreshToken successor, byte[] salt, DateTimeOffset now)
    {
        await using var command = Command(
            database,
            """
            UPDATE sessions SET previous_hash = refresh_hash, refresh_hash = $3, rotation_salt = $4, rotated_at = $5, last_used_at = $5,
                expires_at = least($5 + $6, sessions.created_at + $7)
            FROM users
            WHERE sessions.id = $1 AND refresh_hash = $2 AND ended_at IS NULL AND expires_at > $5
                AND users.id = sessions.user_id AND users.erased_at IS NULL
                AND (users.suspended_at IS NULL OR users.suspended_until <= $5)
            RETURNING users.id, users.roles, authenticated_at, second_factor_at IS NOT NULL
            """,
            token.SessionId,
            token.Hash,
            successor.Hash,
            salt,
            now,
            Session.IdleLifetime,
            Session.MaxLifetime
        );
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync()
            ? new Owner(
                reader.GetGuid(0),
                reader.GetFieldValue<string[]>(1),
                new SessionProof(reader.GetFieldValue<DateTimeOffset>(2), reader.GetBoolean(3))
            )
            : null;
    }

    private Task<RefreshedTokens?> RepeatOrEndAsync(RefreshToken token, DateTimeOffset now) =>
        db.InTransactionAsync(async () =>
        {
            var session = await db
                .Sessions.FromSql(
                    $"SELECT * FROM sessions WHERE id = {token.SessionId} AND ended_at IS NULL AND expires_at > {now} FOR UPDATE"
                )
                .SingleOrDefaultAsync();
            if (session is null || CryptographicOperations.FixedTimeEquals(session.RefreshHash, token.Hash))
            {
                // The session is over, or the token is the current one but its owner is suspended.
                return null;
            }

            if (!IsRepeat(session, token, now))
            {
                end.End(session, EndReasons.ReuseDetected);
                await db.SaveChangesAsync();
                Log.ReuseDetected(logger, session.Id);
                return null;
            }

            var roles = await db.Users.Where(user => user.Id == session.UserId).Select(user => user.Roles).SingleAsync();
            return Tokens(
                new Owner(session.UserId, roles, session.Proof),
                session.Id,
                refreshTokens.Successor(token, session.RotationSalt!)
            );
        });

    private static bool IsRepeat(Session session, RefreshToken token, DateTimeOffset now) =>
        session.PreviousHash is not null
        && CryptographicOperations.FixedTimeEquals(session.PreviousHash, token.Hash)
        && session.RotatedAt > now - RefreshToken.RepeatWindow;

    private RefreshedTokens Tokens(Owner owner, Guid sessionId, RefreshToken refreshToken) =>
        new(
            accessTokens.Issue(owner.Id, sessionId, owner.Roles, owner.Proof),
            SessionCookie.Deliver(http.HttpContext, refreshToken),
            NeedsSecondFactor: !owner.Proof.IsStrong && staff.NeedSecondFactor(owner.Roles)
        );

    private sealed record Owner(Guid Id, string[] Roles, SessionProof Proof);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "A refresh token of session {SessionId} was used again after it had been replaced; the session was ended"
        )]
        public static partial void ReuseDetected(ILogger logger, Guid sessionId);
    }
}
