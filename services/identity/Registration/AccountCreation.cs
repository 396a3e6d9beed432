using Community.Identity.Contacts;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Passwords;
using Community.Identity.Profiles;
using Community.Identity.Referrals;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.Platform.Access.Authorization;
using Community.Platform.Http.Problems;
using Community.Platform.Http.Validation;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Registration;

/// <summary>
/// Creates accounts: the row, its first session, the proof of its address, and the integration event, in one transaction.
/// </summary>
internal sealed class AccountCreation(
    IdentityDb db,
    PasswordHashing hashing,
    SessionStart sessions,
    KnownClients clients,
    AddressVerification verification,
    TimeProvider clock
)
{
    /// <summary>As long as an Idempotency-Key is valid.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    /// <param name="request">The data of the account.</param>
    /// <param name="keyId">
    /// The request's Idempotency-Key, or null. If an account was registered with the same key, name, address and password within a day, the
    /// request is a repeat. The answer is a new session of that account.
    /// </param>
    /// <exception cref="ProblemException">409: an identifier is taken. 400: the referral code is unknown. 503: too many at
    /// once.</exception>
    public async Task<SessionTokens> RegisterAsync(RegisterRequest request, Guid? keyId)
    {
        try
        {
            return await LoginAgainAsync(request.Username, request.Email, request.Phone, request.Password, keyId)
                ?? await BeginAsync(request, keyId);
        }
        catch (ProblemException taken) when (keyId is not null && taken.Problem is ConflictProblem)
        {
            // The first of two identical requests may have committed between the query and the attempt.
            db.ChangeTracker.Clear();
            if (await LoginAgainAsync(request.Username, request.Email, request.Phone, request.Password, keyId) is { } tokens)
            {
                return tokens;
            }

            throw;
        }
    }

    private async Task<SessionTokens> BeginAsync(RegisterRequest request, Guid? keyId)
    {
        var referrer = await FindReferrerAsync(request.ReferralCode);
        var user = New(
            request.Role is Roles.Organizer ? [Roles.Attendee, Roles.Organizer] : [Roles.Attendee],
            await hashing.HashNewAsync(request.Password),
            referrer
        );
        Credentials.Apply(user, request.Username, request.Email, request.Phone);
        user.FullName = request.FullName;
        user.Age = request.Age;
        user.Gender = request.Gender;
        user.City = request.City;
        user.Region = request.Region;
        user.Interests = Interests.Normalise(request.Interests);
        Remember(user, keyId);
        return await SaveAsync(user);
    }

    public Task<SessionTokens> StartAsGuestAsync()
    {
        var user = New([Roles.Attendee], passwordHash: null, referrer: null);
        user.IsGuest = true;
        return SaveAsync(user);
    }

    /// <returns>Null if the account is not a guest's, and did not become a full one by the same request within a day.</returns>
    /// <exception cref="ProblemException">401: the session has ended. 409: an identifier is taken. 503: too many at once.</exception>
    public async Task<SessionTokens?> UpgradeAsync(Guid guestId, Guid sessionId, UpgradeRequest request, Guid? keyId)
    {
        if (await LoginAgainAsync(request.Username, request.Email, request.Phone, request.Password, keyId, guestId) is { } again)
        {
            return again;
        }

        var passwordHash = await hashing.HashNewAsync(request.Password);
        return await db.InTransactionAsync(async () =>
        {
            if (await db.LockCallerAsync(guestId, sessionId) is not { IsGuest: true } user)
            {
                return null;
            }

            Credentials.Apply(user, request.Username, request.Email, request.Phone);
            user.FullName = request.FullName ?? user.FullName;
            user.PasswordHash = passwordHash;
            user.IsGuest = false;
            await ReservedContacts.ThrowIfReservedAsync(db, user.Id, user.EmailKey, user.Phone, clock.GetUtcNow());
            Remember(user, keyId);
            db.PublishProfile(user, clock.GetUtcNow());
            var tokens = sessions.Start(user, Proof.NewAccount);
            await verification.BeginAsync(user);
            await TakenIdentifier.ThrowIfTakenAsync(() => db.SaveChangesAsync());
            return tokens;
        });
    }

    /// <summary>A new account with a generated name; its user has not logged in yet.</summary>
    public User New(string[] roles, string? passwordHash, Guid? referrer)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var username = $"{Credentials.GuestPrefix}{Convert.ToHexStringLower(id.ToByteArray().AsSpan(8))}";
        return new User
        {
            Id = id,
            Username = username,
            UsernameKey = username,
            PasswordHash = passwordHash,
            Roles = roles,
            ReferralCode = ReferralCodes.New(),
            ReferredBy = referrer,
            CreatedAt = now,
        };
    }

    /// <summary>Saves a new account with a session, and publishes it.</summary>
    /// <exception cref="ProblemException">409: an identifier is taken.</exception>
    public async Task<SessionTokens> SaveAsync(User user)
    {
        await ReservedContacts.ThrowIfReservedAsync(db, user.Id, user.EmailKey, user.Phone, user.CreatedAt);
        db.Users.Add(user);
        db.PublishNewAccount(user);
        var tokens = sessions.Start(user, Proof.NewAccount);
        await verification.BeginAsync(user);
        clients.AddNewAddress(user.Id);
        await TakenIdentifier.ThrowIfTakenAsync(() => db.SaveChangesAsync());
        return tokens;
    }

    private void Remember(User user, Guid? keyId)
    {
        if (keyId is { } key)
        {
            db.RegistrationKeys.Add(
                new RegistrationKey
                {
                    UserId = user.Id,
                    KeyId = key,
                    CreatedAt = clock.GetUtcNow(),
                }
            );
        }
    }

    /// <summary>
    /// A session of the account that the same request has made before. The key alone is not enough: the caller must name the same account
    /// and know its password.
    /// </summary>
    /// <returns>Null: there is no such account.</returns>
    private async Task<SessionTokens?> LoginAgainAsync(
        string username,
        string? email,
        string? phone,
        string password,
        Guid? keyId,
        Guid? accountId = null
    )
    {
        var since = clock.GetUtcNow() - KeptFor;
        if (keyId is null || !Identifiers.TryParseUsername(username, out var name))
        {
            return null;
        }

        var usernameKey = Identifiers.UsernameKey(name);
        var user = await (
            from key in db.RegistrationKeys
            join account in db.Users on key.UserId equals account.Id
            where
                key.KeyId == keyId
                && key.CreatedAt > since
                && account.UsernameKey == usernameKey
                && account.ErasedAt == null
                && account.SuspendedAt == null
                && account.SecondFactorSince == null
                && (accountId == null || account.Id == accountId)
            select account
        ).SingleOrDefaultAsync();
        if (
            user is null
            || user.EmailKey != EmailKeyOf(email)
            || user.Phone != PhoneOf(phone)
            || await hashing.VerifyAsync(user, password) == PasswordVerificationResult.Failed
        )
        {
            return null;
        }

        return await db.InTransactionAsync(async () =>
        {
            await db.LockUnchangedAsync(user);
            var tokens = sessions.Start(user, Proof.Password);
            await db.SaveChangesAsync();
            return tokens;
        });
    }

    private static string? EmailKeyOf(string? email) =>
        Identifiers.TryParseEmail(email, out var address) ? Identifiers.EmailKey(address) : null;

    private static string? PhoneOf(string? phone) => Identifiers.TryParsePhone(phone, out var number) ? number : null;

    private async Task<Guid?> FindReferrerAsync(string? code)
    {
        if (code is null)
        {
            return null;
        }

        return await ReferralCodes.FindOwnerAsync(db, code)
            ?? throw Problem.Invalid("referral_code", FaultCode.DoesNotExist, "does not exist").ToException();
    }
}
