using System.Text.Json;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.Users;
using Community.Platform.Http.Problems;
using Community.Platform.Mail;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Passkeys;

/// <summary>
/// The two ceremonies of WebAuthn: adding a passkey, and answering a challenge with one. The framework's handler verifies answers; this
/// class keeps the challenge between the two requests, each for one answer within five minutes.
/// </summary>
internal sealed class PasskeyCeremonies(IdentityDb db, IPasskeyHandler<User> handler, TimeProvider clock)
{
    private const int MaxPasskeys = 20;

    /// <summary>Begins to add a passkey to an account.</summary>
    /// <exception cref="ProblemException">401: the account is gone. 409: a guest's account, or it has 20 passkeys.</exception>
    public async Task<PasskeyOptions> BeginRegistrationAsync(Guid userId, HttpContext http)
    {
        var user =
            await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId && user.ErasedAt == null)
            ?? throw Problem.Unauthorized("This account was deleted. Log in with another account.").ToException();
        if (user.IsGuest)
        {
            throw Problem
                .Conflict("A guest cannot log in again, so a passkey is of no use. Make it a full account first.", "guest_account")
                .ToException();
        }

        if (await db.Passkeys.CountAsync(passkey => passkey.UserId == userId) >= MaxPasskeys)
        {
            throw Problem
                .Conflict("An account has at most 20 passkeys. Delete one that you no longer use.", "too_many_passkeys")
                .ToException();
        }

        var options = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = user.Id.ToString(),
                Name = user.Username,
                DisplayName = user.FullName ?? user.Username,
            },
            http
        );
        return await KeepAsync(userId, options.AttestationState!, options.CreationOptionsJson);
    }

    /// <summary>Adds the passkey that the device has made.</summary>
    /// <returns>Null: the answer is not valid, or came too late.</returns>
    /// <exception cref="ProblemException">401: the session has ended.</exception>
    public async Task<Passkey?> RegisterAsync(Guid userId, Guid sessionId, PasskeyAnswer answer, string name, HttpContext http)
    {
        if (await UseUpAsync(answer.CeremonyId, userId) is not { } state)
        {
            return null;
        }

        var result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext
            {
                HttpContext = http,
                CredentialJson = answer.Credential.GetRawText(),
                AttestationState = state,
            }
        );
        if (!result.Succeeded)
        {
            return null;
        }

        return await db.InTransactionAsync(async () =>
        {
            var user = await db.LockCallerAsync(userId, sessionId);
            var made = result.Passkey;
            var passkey = new Passkey
            {
                CredentialId = made.CredentialId,
                Id = Guid.CreateVersion7(clock.GetUtcNow()),
                UserId = userId,
                AddedBy = sessionId,
                Name = name,
                PublicKey = made.PublicKey,
                SignCount = made.SignCount,
                Transports = made.Transports ?? [],
                IsBackupEligible = made.IsBackupEligible,
                IsBackedUp = made.IsBackedUp,
                CreatedAt = clock.GetUtcNow(),
            };
            db.Passkeys.Add(passkey);
            db.RecordOwn(userId, AuditActions.PasskeyAdded, passkey.CreatedAt);
            if (user.Email is { } email)
            {
                db.Deliver(
                    new Letter(
                        "A passkey was added",
                        [
                            $"From now on, {user.Username} can also log in with the passkey \"{name}\".",
                            "If this was not you, remove it in your settings and set a new password.",
                        ]
                    ).To(email)
                );
            }

            await db.SaveChangesAsync();
            return passkey;
        });
    }

    /// <summary>Begins a login, or a new proof: any passkey of this site may answer.</summary>
    public async Task<PasskeyOptions> BeginAsync(HttpContext http)
    {
        var options = await handler.MakeRequestOptionsAsync(user: null, http);
        return await KeepAsync(userId: null, options.AssertionState!, options.RequestOptionsJson);
    }

    /// <summary>Verifies an answer, and renews the passkey's counter.</summary>
    /// <returns>The passkey and its user; null: the answer is not valid, came too late, or was used before.</returns>
    public async Task<VerifiedPasskey?> VerifyAsync(PasskeyAnswer answer, HttpContext http)
    {
        if (await UseUpAsync(answer.CeremonyId, userId: null) is not { } state)
        {
            return null;
        }

        var result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext
            {
                HttpContext = http,
                CredentialJson = answer.Credential.GetRawText(),
                AssertionState = state,
            }
        );
        if (!result.Succeeded)
        {
            return null;
        }

        var (id, count, isBackedUp, now) = (
            result.Passkey.CredentialId,
            (long)result.Passkey.SignCount,
            result.Passkey.IsBackedUp,
            clock.GetUtcNow()
        );
        // Of two answers of one counter at once, the second is refused; devices without a counter always say 0.
        var isCounted =
            await db
                .Passkeys.Where(passkey =>
                    passkey.CredentialId == id && (passkey.SignCount < count || (count == 0 && passkey.SignCount == 0))
                )
                .ExecuteUpdateAsync(set =>
                    set.SetProperty(passkey => passkey.SignCount, count)
                        .SetProperty(passkey => passkey.IsBackedUp, isBackedUp)
                        .SetProperty(passkey => passkey.LastUsedAt, now)
                ) == 1;
        return isCounted ? new VerifiedPasskey(result.User.Id, id) : null;
    }

    private async Task<PasskeyOptions> KeepAsync(Guid? userId, string state, string options)
    {
        var ceremony = new PasskeyCeremony
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()),
            UserId = userId,
            State = state,
            ExpiresAt = clock.GetUtcNow() + PasskeyCeremony.Lifetime,
        };
        db.PasskeyCeremonies.Add(ceremony);
        await db.SaveChangesAsync();
        return new PasskeyOptions(ceremony.Id, JsonElement.Parse(options));
    }

    private async Task<string?> UseUpAsync(Guid id, Guid? userId)
    {
        var now = clock.GetUtcNow();
        var states = await db
            .Database.SqlQuery<string>(
                $"""
                DELETE FROM passkey_ceremonies WHERE id = {id} AND user_id IS NOT DISTINCT FROM {userId} AND expires_at > {now}
                RETURNING state AS "Value"
                """
            )
            .ToListAsync();
        return states.SingleOrDefault();
    }
}

/// <summary>A passkey that has answered a challenge.</summary>
/// <param name="UserId">The user to whom it belongs.</param>
/// <param name="CredentialId">The passkey.</param>
internal sealed record VerifiedPasskey(Guid UserId, byte[] CredentialId);
