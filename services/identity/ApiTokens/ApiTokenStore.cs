using System.Security.Cryptography;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.ApiTokens;

/// <summary>The API tokens of an account: a person's own, or those that a person makes for a bot.</summary>
internal sealed class ApiTokenStore(IdentityDb db, SessionEnd end, TimeProvider clock)
{
    public const int MaxTokens = 50;
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>The account's live tokens, the newest first.</summary>
    public async Task<ApiTokenList> ListAsync(Guid accountId)
    {
        var now = clock.GetUtcNow();
        var tokens = await (
            from token in db.ApiTokens
            join session in db.Sessions on token.Id equals session.Id
            where token.UserId == accountId && session.EndedAt == null && session.ExpiresAt > now
            orderby token.CreatedAt descending
            select new ApiTokenView(token.Id, token.Name, token.Prefix, token.Scopes, token.CreatedAt, session.ExpiresAt, token.LastUsedAt)
        ).ToListAsync();
        return new ApiTokenList(tokens);
    }

    /// <summary>Makes a token in the open transaction, and tells the owner by mail.</summary>
    /// <param name="owner">The caller, whose session is locked (<see cref="IdentityDb.LockCallerAsync"/>).</param>
    /// <param name="account">The account that the token acts for: the owner's own, or a bot of the owner; locked.</param>
    /// <param name="request">The token.</param>
    /// <exception cref="ProblemException">400: the expiry is too late. 409: the account has 50 tokens.</exception>
    public async Task<NewApiToken> MakeAsync(User owner, User account, ApiTokenRequest request)
    {
        var now = clock.GetUtcNow();
        var expiresAt = request.ExpiresAt ?? now + DefaultLifetime;
        if (expiresAt > now + MaxLifetime)
        {
            throw Problem.Invalid("expires_at", new Fault(FaultCode.TooLate, "must be within 366 days") { Max = 366 }).ToException();
        }

        var live = await db.ApiTokens.CountAsync(token =>
            token.UserId == account.Id && db.Sessions.Any(s => s.Id == token.Id && s.EndedAt == null && s.ExpiresAt > now)
        );
        if (live >= MaxTokens)
        {
            throw Problem
                .Conflict("This account has 50 API tokens. Revoke one that is no longer used.", "too_many_api_tokens")
                .ToException();
        }

        var text = ApiToken.NewText();
        var token = new ApiToken
        {
            Id = Guid.CreateVersion7(now),
            UserId = account.Id,
            Name = request.Name,
            Hash = ApiToken.HashOf(text),
            Prefix = ApiToken.PrefixOf(text),
            Scopes = [.. request.Scopes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            CreatedAt = now,
        };
        db.Sessions.Add(
            new Session
            {
                Id = token.Id,
                UserId = account.Id,
                RefreshHash = RandomNumberGenerator.GetBytes(32), // of no token
                UserAgent = $"API token {request.Name}",
                CreatedAt = now,
                AuthenticatedAt = DateTimeOffset.UnixEpoch, // a program proves nothing
                LastUsedAt = now,
                ExpiresAt = expiresAt,
            }
        );
        db.ApiTokens.Add(token);
        db.Record(owner.Id, AuditActions.ApiTokenMade, account.Id, new { }, now);
        if (owner.Email is { } email)
        {
            db.Deliver(
                new Letter(
                    "An API token was made",
                    [
                        $"The API token \"{token.Name}\" of {account.Username} can use the account: {string.Join(", ", token.Scopes)}.",
                        "If this was not you, revoke it in your settings and set a new password.",
                    ]
                ).To(email)
            );
        }

        await db.SaveChangesAsync();
        return new NewApiToken(text, new ApiTokenView(token.Id, token.Name, token.Prefix, token.Scopes, now, expiresAt, LastUsedAt: null));
    }

    /// <summary>Revokes a token.</summary>
    /// <param name="ownerId">The caller: the account itself, or the owner of the bot.</param>
    /// <param name="accountId">The account that the token acts for.</param>
    /// <param name="id">The token.</param>
    /// <returns>False: the account has no such live token.</returns>
    public Task<bool> RevokeAsync(Guid ownerId, Guid accountId, Guid id) =>
        db.InTransactionAsync(async () =>
        {
            var session = await db
                .Sessions.FromSql($"SELECT * FROM sessions WHERE id = {id} AND user_id = {accountId} AND ended_at IS NULL FOR UPDATE")
                .SingleOrDefaultAsync(s => db.ApiTokens.Any(token => token.Id == s.Id));
            if (session is null)
            {
                return false;
            }

            end.End(session, EndReasons.Revoked);
            db.Record(ownerId, AuditActions.ApiTokenRevoked, accountId, new { }, clock.GetUtcNow());
            await db.SaveChangesAsync();
            return true;
        });
}
