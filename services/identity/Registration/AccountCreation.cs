using Community.Contracts.Identity;
using Community.Identity.Contacts;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Passwords;
using Community.Identity.Profiles;
using Community.Identity.Referrals;
using Community.Identity.Sessions;
using Community.Identity.Users;
using Community.Identity.Verification;
using Community.ServiceDefaults.Authorization;
using Community.ServiceDefaults.Problems;

namespace Community.Identity.Registration;

/// <summary>Creates accounts: the row, its first session, what proves its address, and the announcement, in one transaction.</summary>
internal sealed class AccountCreation(
    IdentityDb db, PasswordHashing hashing, SessionStart sessions, KnownClients clients, AddressVerification verification, TimeProvider clock)
{
    /// <exception cref="ProblemException">409: an identifier is taken. 400: the referral code is unknown. 503: too many at once.</exception>
    public async Task<SessionTokens> RegisterAsync(RegisterRequest request)
    {
        var referrer = await FindReferrerAsync(request.ReferralCode);
        var user = New(
            request.Role is Roles.Organizer ? [Roles.Attendee, Roles.Organizer] : [Roles.Attendee],
            await hashing.HashAsync(request.Password),
            referrer);
        Credentials.Apply(user, request.Username, request.Email, request.Phone);
        user.FullName = request.FullName;
        user.Age = request.Age;
        user.Gender = request.Gender;
        user.City = request.City;
        user.Region = request.Region;
        user.Interests = Interests.Normalise(request.Interests);
        return await SaveAsync(user);
    }

    public Task<SessionTokens> StartAsGuestAsync()
    {
        var user = New([Roles.Attendee], passwordHash: null, referrer: null);
        user.IsGuest = true;
        return SaveAsync(user);
    }

    /// <returns>Null when the account is not a guest's.</returns>
    /// <exception cref="ProblemException">409: an identifier is taken. 503: too many at once.</exception>
    public async Task<SessionTokens?> UpgradeAsync(Guid guestId, UpgradeRequest request)
    {
        var passwordHash = await hashing.HashAsync(request.Password);
        return await db.InTransactionAsync(async () =>
        {
            if (await db.LockUserAsync(guestId) is not { IsGuest: true } user)
            {
                return null;
            }

            Credentials.Apply(user, request.Username, request.Email, request.Phone);
            user.FullName = request.FullName ?? user.FullName;
            user.PasswordHash = passwordHash;
            user.IsGuest = false;
            await ReservedContacts.ThrowIfReservedAsync(db, user.Id, user.EmailKey, user.Phone, clock.GetUtcNow());
            db.PublishProfile(user, clock.GetUtcNow());
            var tokens = sessions.Start(user);
            await verification.BeginAsync(user);
            await TakenIdentifier.ThrowIfTakenAsync(() => db.SaveChangesAsync());
            return tokens;
        });
    }

    /// <summary>An account that nobody has seen yet, under a name of its own.</summary>
    public User New(string[] roles, string? passwordHash, Guid? referrer)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var username = $"guest-{Convert.ToHexStringLower(id.ToByteArray().AsSpan(8))}";
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

    /// <summary>Saves a new account with a session, and announces it.</summary>
    /// <exception cref="ProblemException">409: an identifier is taken.</exception>
    public async Task<SessionTokens> SaveAsync(User user)
    {
        await ReservedContacts.ThrowIfReservedAsync(db, user.Id, user.EmailKey, user.Phone, user.CreatedAt);
        db.Users.Add(user);
        db.Publish(new UserRegistered(
            Guid.CreateVersion7(user.CreatedAt), user.CreatedAt, user.Id, user.Version, user.ToProfile(), user.Roles, user.IsGuest, user.ReferredBy));
        var tokens = sessions.Start(user);
        await verification.BeginAsync(user);
        clients.AddNewAddress(user.Id);
        await TakenIdentifier.ThrowIfTakenAsync(() => db.SaveChangesAsync());
        return tokens;
    }

    private async Task<Guid?> FindReferrerAsync(string? code)
    {
        if (code is null)
        {
            return null;
        }

        return await ReferralCodes.FindOwnerAsync(db, code)
            ?? throw Problem.Invalid("referral_code", "is unknown").ToException();
    }
}
