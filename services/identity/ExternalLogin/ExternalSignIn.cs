using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Community.Contracts.Identity;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.Referrals;
using Community.Identity.Registration;
using Community.Identity.SecondFactors;
using Community.Identity.Sessions;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Community.Platform.Mail;
using Community.Platform.Text;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.ExternalLogin;

/// <summary>
/// Signs in the user of a provider's token: by an existing link, else by linking the account with the same mail address if both sides have
/// verified it, else with a new account. A token signs in once, so an intercepted or logged token has no value.
/// </summary>
internal sealed class ExternalSignIn(
    IdentityDb db,
    AccountCreation creation,
    SignInCompletion completion,
    SignInLog log,
    LoginChallenges challenges,
    TimeProvider clock
)
{
    private const int MaxDerivedName = 30;

    /// <returns>The tokens, and whether the account is new; or the question for the second factor.</returns>
    /// <exception cref="ProblemException">
    /// 401: the token was used before. 403: suspended. 409: the owner of the address has to link the provider.
    /// </exception>
    public async Task<ExternalOutcome> SignInAsync(IdToken token, string? referralCode, string? deviceToken)
    {
        var (user, created) = await db.InTransactionAsync(() => FindOrCreateAsync(token, referralCode));
        return created is null ? await StartAsync(user, deviceToken) : new ExternalOutcome(created, IsNew: true);
    }

    /// <summary>The user of the token, linked to it; of a new account also its tokens.</summary>
    private async Task<(User User, SessionTokens? Created)> FindOrCreateAsync(IdToken token, string? referralCode)
    {
        await UseUpAsync(token);
        if (await FindOwnerAsync(token) is { } owner)
        {
            return (owner, null);
        }

        if (await FindByMailAsync(token) is { } known)
        {
            if (!known.IsSuspended(clock.GetUtcNow()))
            {
                db.AdmitWaysIn(known.Id);
                Link(known, token, isNew: false);
                await db.SaveChangesAsync();
            }

            return (known, null);
        }

        var user = await NewUserAsync(token, referralCode);
        var tokens = await creation.SaveAsync(user);
        db.AdmitWaysIn(user.Id);
        Link(user, token, isNew: true);
        if (user.EmailVerifiedAt is not null)
        {
            db.Publish(
                new UserVerified(
                    Guid.CreateVersion7(user.CreatedAt),
                    user.CreatedAt,
                    user.Id,
                    user.NextVersion(),
                    AddressVerification.Email
                )
            );
        }

        await db.SaveChangesAsync();
        return (user, tokens);
    }

    /// <summary>Links a provider to the account of a signed-in user.</summary>
    /// <exception cref="ProblemException">
    /// 401: the token was used before, or the session has ended. 409: it is linked to another account, or the account has a link to this
    /// provider.
    /// </exception>
    public Task<ExternalLoginView> LinkAsync(Guid userId, Guid sessionId, IdToken token) =>
        db.InTransactionAsync(async () =>
        {
            await UseUpAsync(token);
            var user = await db.LockCallerAsync(userId, sessionId);
            var link = await db.ExternalLogins.SingleOrDefaultAsync(l => l.Provider == token.Provider && l.Subject == token.Subject);
            if (link is not null && link.UserId != userId)
            {
                throw Problem.Conflict("This login is linked to another account. Unlink it there first.", "linked_elsewhere").ToException();
            }

            if (link is null)
            {
                if (await db.ExternalLogins.AnyAsync(l => l.Provider == token.Provider && l.UserId == userId))
                {
                    throw Problem
                        .Conflict("The account already has a login of this provider. Remove it first.", "provider_linked")
                        .ToException();
                }

                link = Link(user, token, isNew: false, sessionId);
            }

            await db.SaveChangesAsync();
            return new ExternalLoginView(link.Provider, link.CreatedAt);
        });

    private async Task UseUpAsync(IdToken token)
    {
        // Two first sign-ins of one user at once, with two tokens, run one after the other. The second finds the link of the first.
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({token.Provider + '\n' + token.Subject}, 0))");
        var isFirst =
            await db.Database.ExecuteSqlAsync(
                $"INSERT INTO used_id_tokens (hash, expires_at) VALUES ({token.Hash}, {token.ExpiresAt}) ON CONFLICT DO NOTHING"
            ) == 1;
        if (!isFirst)
        {
            throw Problem.Unauthorized("This token was used before. Sign in at the provider again.", "id_token_used").ToException();
        }
    }

    private async Task<User?> FindOwnerAsync(IdToken token)
    {
        var id = await db
            .ExternalLogins.Where(l => l.Provider == token.Provider && l.Subject == token.Subject)
            .Select(l => (Guid?)l.UserId)
            .SingleOrDefaultAsync();
        return id is null ? null : await db.LockUserAsync(id.Value);
    }

    /// <summary>
    /// The account with the token's mail address. If that address was never verified here, a stranger may have registered it, perhaps to
    /// wait for its owner. Such an account is not linked automatically.
    /// </summary>
    private async Task<User?> FindByMailAsync(IdToken token)
    {
        if (token.Email is null)
        {
            return null;
        }

        var key = Identifiers.EmailKey(token.Email);
        var id = await db.Users.Where(user => user.EmailKey == key).Select(user => (Guid?)user.Id).SingleOrDefaultAsync();
        if (id is null || await db.LockUserAsync(id.Value) is not { } user)
        {
            return null;
        }

        if (user.EmailVerifiedAt is null)
        {
            throw Problem
                .Conflict(
                    "An account with this mail address exists, but the address was never verified. Log in to that account or reset its password, then link this login.",
                    "log_in_and_link"
                )
                .ToException();
        }

        return await db.ExternalLogins.AnyAsync(l => l.Provider == token.Provider && l.UserId == user.Id)
            ? throw Problem
                .Conflict("The account with this mail address has another login of this provider.", "provider_linked")
                .ToException()
            : user;
    }

    private async Task<ExternalOutcome> StartAsync(User user, string? deviceToken)
    {
        if (user.SecondFactorSince is null)
        {
            return new ExternalOutcome(await completion.CompleteAsync(user, Proof.Provider, deviceToken), IsNew: false);
        }

        await completion.ThrowIfSuspendedAsync(user);
        var challenge = await db.InTransactionAsync(async () =>
        {
            await db.LockUnchangedAsync(user);
            var challenge = challenges.Begin(user);
            await db.SaveChangesAsync();
            return challenge;
        });
        await log.RecordAsync(user.Id, SignInOutcomes.SecondFactorRequired);
        return new ExternalOutcome(Tokens: null, IsNew: false, challenge);
    }

    private async Task<User> NewUserAsync(IdToken token, string? referralCode)
    {
        Guid? referrer = referralCode is null
            ? null
            : await ReferralCodes.FindOwnerAsync(db, referralCode)
                ?? throw Problem.Invalid("referral_code", FaultCode.DoesNotExist, "does not exist").ToException();
        var user = creation.New([Roles.Attendee], passwordHash: null, referrer);
        var username = await FreeNameAsync(token);
        Credentials.Apply(user, username, token.Email, phone: null);
        user.EmailVerifiedAt = token.Email is null ? null : user.CreatedAt;
        user.FullName = DisplayName(token.Name);
        return user;
    }

    private ExternalLoginLink Link(User user, IdToken token, bool isNew, Guid? sessionId = null)
    {
        var link = new ExternalLoginLink
        {
            Provider = token.Provider,
            Subject = token.Subject,
            UserId = user.Id,
            AddedBy = sessionId,
            CreatedAt = clock.GetUtcNow(),
        };
        db.ExternalLogins.Add(link);
        db.RecordOwn(user.Id, AuditActions.ProviderLinked, link.CreatedAt);
        if (!isNew && user.Email is not null)
        {
            db.Deliver(
                new Letter(
                    "A new way to log in",
                    [
                        $"From now on, {user.Username} can also log in through {token.Provider}.",
                        "If this was not you, remove it in your settings and set a new password.",
                    ]
                ).To(user.Email)
            );
        }

        return link;
    }

    /// <summary>A username made of the name or mail address, with digits appended if it is taken.</summary>
    private async Task<string> FreeNameAsync(IdToken token)
    {
        var plain = Plain(token.Name) ?? Plain(token.Email?.Split('@')[0]) ?? "member";
        for (var candidate = plain; ; candidate = $"{plain}-{RandomNumberGenerator.GetInt32(100_000):D5}")
        {
            var key = Identifiers.UsernameKey(candidate);
            if (!Credentials.IsReserved(candidate) && !await db.Users.AnyAsync(user => user.UsernameKey == key))
            {
                return candidate;
            }
        }
    }

    private static string? Plain(string? text)
    {
        var plain = string.Concat(
            (text ?? string.Empty)
                .Normalized(NormalizationForm.FormKD)
                .ToLowerInvariant()
                .Select(c => char.IsWhiteSpace(c) ? '.' : c)
                .Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_')
        );
        plain = plain[..Math.Min(plain.Length, MaxDerivedName)].Trim('.', '-', '_');
        return plain.Length >= 3 && Identifiers.TryParseUsername(plain, out _) && !Credentials.IsReserved($"{plain}-1") ? plain : null;
    }

    private static string? DisplayName(string? name)
    {
        var clean = string.Concat(
                (name ?? string.Empty).Where(c =>
                    !char.IsControl(c)
                    && char.GetUnicodeCategory(c)
                        is not (
                            UnicodeCategory.Format
                            or UnicodeCategory.LineSeparator
                            or UnicodeCategory.ParagraphSeparator
                            or UnicodeCategory.Surrogate
                        )
                )
            )
            .Trim();
        return clean.Length is 0 or > 255 ? null : clean;
    }
}

/// <param name="Tokens">The tokens of the new session; null: the second factor is needed.</param>
/// <param name="IsNew">Whether the account is new.</param>
/// <param name="Challenge">The question for the second factor.</param>
internal sealed record ExternalOutcome(SessionTokens? Tokens, bool IsNew, UnauthorizedProblem? Challenge = null);
