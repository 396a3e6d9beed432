using Community.Identity.ApiTokens;
using Community.Identity.Audit;
using Community.Identity.Blocks;
using Community.Identity.Contacts;
using Community.Identity.ExternalLogin;
using Community.Identity.Login;
using Community.Identity.OneTimeTokens;
using Community.Identity.Passkeys;
using Community.Identity.Referrals;
using Community.Identity.Registration;
using Community.Identity.Sanctions;
using Community.Identity.SecondFactors;
using Community.Identity.Sessions;
using Community.Identity.SignIns;
using Community.Identity.Tokens;
using Community.Identity.Users;
using Community.Identity.Waitlist;
using Community.People.Blocks;
using Community.Platform.Data;
using Community.Platform.Http.Problems;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Data;

internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : ServiceDbContext(options), IStoresBlocks
{
    private (DbContextId Lease, Guid UserId) _admitted;

    public static BlocksTable BlocksTable { get; } = new("SELECT FROM users WHERE id IN ({0}, {1}) AND erased_at IS NOT NULL");

    public DbSet<User> Users => Set<User>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<KnownAddress> KnownAddresses => Set<KnownAddress>();

    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();

    /// <summary>Read only: rows are counted by SQL (<see cref="SignInLog"/>).</summary>
    public DbSet<SignIn> SignIns => Set<SignIn>();

    public DbSet<ExternalLoginLink> ExternalLogins => Set<ExternalLoginLink>();

    public DbSet<ProviderAuthorization> ProviderAuthorizations => Set<ProviderAuthorization>();

    public DbSet<OneTimeToken> OneTimeTokens => Set<OneTimeToken>();

    public DbSet<StoredSigningKey> SigningKeys => Set<StoredSigningKey>();

    public DbSet<WaitlistEntry> WaitlistEntries => Set<WaitlistEntry>();

    public DbSet<ReferralConversion> ReferralConversions => Set<ReferralConversion>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<AuditSeal> AuditSeals => Set<AuditSeal>();

    public DbSet<AuditProgress> AuditProgress => Set<AuditProgress>();

    public DbSet<AuditNote> AuditNotes => Set<AuditNote>();

    public DbSet<ContactChange> ContactChanges => Set<ContactChange>();

    public DbSet<Block> Blocks => Set<Block>();

    public DbSet<RegistrationKey> RegistrationKeys => Set<RegistrationKey>();

    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    public DbSet<LoginChallenge> LoginChallenges => Set<LoginChallenge>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<Passkey> Passkeys => Set<Passkey>();

    public DbSet<PasskeyCeremony> PasskeyCeremonies => Set<PasskeyCeremony>();

    public DbSet<Sanction> Sanctions => Set<Sanction>();

    /// <summary>Reads a user for a change and locks the row until this transaction ends.</summary>
    public Task<User?> LockUserAsync(Guid id) =>
        Users.FromSql($"SELECT * FROM users WHERE id = {id} AND erased_at IS NULL FOR UPDATE").SingleOrDefaultAsync();

    /// <summary>
    /// Locks the caller's account until this transaction ends, for everything that may enter or change the account for longer than their
    /// session: a request that waited for the lock may find that the owner has ended all sessions meanwhile. The session is locked, too, so
    /// that it does not end before this transaction.
    /// </summary>
    /// <exception cref="ProblemException">401: the session has ended, or the account was erased.</exception>
    public async Task<User> LockCallerAsync(Guid userId, Guid sessionId)
    {
        var user = await LockUserAsync(userId);
        await RequireLiveAsync(userId, sessionId);
        AdmitWaysIn(userId);
        return user ?? throw EndedSession();
    }

    /// <summary>Locks a live session until this transaction ends, for acts of its user on other accounts.</summary>
    /// <exception cref="ProblemException">401: the session has ended.</exception>
    public async Task RequireLiveAsync(Guid userId, Guid sessionId)
    {
        var live = await Database
            .SqlQuery<Guid>(
                $"""SELECT id AS "Value" FROM sessions WHERE id = {sessionId} AND user_id = {userId} AND ended_at IS NULL FOR SHARE"""
            )
            .ToListAsync();
        if (live is [])
        {
            throw EndedSession();
        }
    }

    /// <summary>
    /// Locks the account's row until the transaction ends. A password is checked without the lock, which takes a while, and another request
    /// may have set a new one meanwhile: its owner has been told that all logins ended.
    /// </summary>
    /// <exception cref="ProblemException">401: the password or the second factor has changed since the user was read.</exception>
    public async Task LockUnchangedAsync(User user)
    {
        var seen = Entry(user).OriginalValues;
        // Without tracking: a tracked user would keep the values that were read first.
        var now = await Users
            .FromSql($"SELECT * FROM users WHERE id = {user.Id} AND erased_at IS NULL FOR UPDATE")
            .AsNoTracking()
            .SingleOrDefaultAsync();
        if (
            now is null
            || now.PasswordHash != seen.GetValue<string?>(nameof(User.PasswordHash))
            || now.SecondFactorSince != seen.GetValue<DateTimeOffset?>(nameof(User.SecondFactorSince))
        )
        {
            throw Problem.Unauthorized("The account has changed at this moment. Log in again.", "wrong_credentials").ToException();
        }
    }

    /// <summary>
    /// Allows this unit of work to add ways in to an account: it is new, an identity provider has just proved its owner, or it is a bot
    /// whose owner has called <see cref="LockCallerAsync"/>. Its row is locked or new.
    /// </summary>
    public void AdmitWaysIn(Guid userId) => _admitted = (ContextId, userId);

    /// <inheritdoc/>
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var added = ChangeTracker.Entries<IWayIn>().Where(entry => entry.State == EntityState.Added);
        return added.FirstOrDefault(entry => _admitted != (ContextId, entry.Entity.UserId)) is { } entry
            ? throw new InvalidOperationException(
                $"A {entry.Metadata.ClrType.Name} is a way in to an account. Add it in a transaction that has called {nameof(LockCallerAsync)}."
            )
            : base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    private static ProblemException EndedSession() => Problem.Unauthorized("This session has ended. Log in again.").ToException();

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.Property(u => u.Version).IsConcurrencyToken();
            user.Ignore(u => u.PictureUrl);
            user.Ignore(u => u.Picture);
            user.Ignore(u => u.IsVerified);
            user.Ignore(u => u.IsBot);
        });
        model.Entity<Session>().Ignore(session => session.Proof);
        model.Entity<Session>().HasOne<User>().WithMany().HasForeignKey(session => session.UserId);
        model.Entity<KnownAddress>(known =>
        {
            known.HasKey(k => new { k.UserId, k.AddressHash });
            known.HasOne<User>().WithMany().HasForeignKey(k => k.UserId);
        });
        model.Entity<KnownDevice>(device =>
        {
            device.HasKey(d => d.TokenHash);
            device.HasOne<User>().WithMany().HasForeignKey(d => d.UserId);
        });
        model.Entity<SignIn>().HasNoKey();
        model.Entity<ExternalLoginLink>(link =>
        {
            link.HasKey(l => new { l.Provider, l.Subject });
            link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId);
        });
        model.Entity<ProviderAuthorization>(authorization =>
        {
            authorization.HasKey(a => a.StateHash);
            authorization.HasOne<User>().WithMany().HasForeignKey(a => a.UserId);
        });
        model.Entity<OneTimeToken>().HasOne<User>().WithMany().HasForeignKey(token => token.UserId);
        model.Entity<ContactChange>().HasOne<User>().WithMany().HasForeignKey(change => change.UserId);
        model.Entity<StoredSigningKey>().HasKey(key => key.Kid);
        model.Entity<WaitlistEntry>(entry =>
        {
            entry.HasKey(e => e.Position);
            entry.Property(e => e.Position).ValueGeneratedOnAdd();
        });
        model.Entity<Block>().HasKey(block => new { block.BlockerId, block.BlockedId });
        model.Entity<Sanction>();
        model.Entity<RegistrationKey>(key =>
        {
            key.HasKey(k => k.UserId);
            key.HasOne<User>().WithMany().HasForeignKey(k => k.UserId);
        });
        model.Entity<Authenticator>(app =>
        {
            app.HasKey(a => a.UserId);
            app.HasOne<User>().WithMany().HasForeignKey(a => a.UserId);
        });
        model.Entity<RecoveryCode>(code =>
        {
            code.HasKey(c => new { c.UserId, c.Hash });
            code.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        });
        model.Entity<LoginChallenge>(challenge =>
        {
            challenge.HasKey(c => c.Hash);
            challenge.HasOne<User>().WithMany().HasForeignKey(c => c.UserId);
        });
        model.Entity<ApiToken>(token =>
        {
            token.HasOne<Session>().WithOne().HasForeignKey<ApiToken>(t => t.Id);
            token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId);
        });
        model.Entity<Passkey>(passkey =>
        {
            passkey.HasKey(p => p.CredentialId);
            passkey.HasOne<User>().WithMany().HasForeignKey(p => p.UserId);
        });
        model.Entity<PasskeyCeremony>().HasOne<User>().WithMany().HasForeignKey(ceremony => ceremony.UserId);
        model.Entity<ReferralConversion>().HasKey(conversion => conversion.ReferralId);
        model.Entity<AuditEntry>().Property(entry => entry.Details).HasColumnType("jsonb");
        model.Entity<AuditSeal>().HasKey(seal => seal.Seq);
        model.Entity<AuditSeal>().Property(seal => seal.Seq).ValueGeneratedNever();
        model.Entity<AuditNote>().HasKey(note => note.EntryId);
    }
}
