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
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Data;

internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : ServiceDbContext(options), IStoresBlocks
{
    public static BlocksTable BlocksTable { get; } = new("SELECT FROM users WHERE id IN ({0}, {1}) AND erased_at IS NOT NULL");

    public DbSet<User> Users => Set<User>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<KnownAddress> KnownAddresses => Set<KnownAddress>();

    public DbSet<KnownDevice> KnownDevices => Set<KnownDevice>();

    /// <summary>Read only: rows are counted by SQL (<see cref="SignInLog"/>).</summary>
    public DbSet<SignIn> SignIns => Set<SignIn>();

    public DbSet<ExternalLoginLink> ExternalLogins => Set<ExternalLoginLink>();

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

    protected override void Configure(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.Property(u => u.Version).IsConcurrencyToken();
            user.Ignore(u => u.PictureUrl);
            user.Ignore(u => u.Picture);
            user.Ignore(u => u.IsVerified);
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
