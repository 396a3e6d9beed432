using System.Text.Json;
using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.SignIns;
using Community.Identity.Users;
using Community.Platform.Http.OpenApi;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Erasure;

/// <summary>
/// Collects all data about a user, here and from the other services. Of secrets (hashes) the export only shows that they exist.
/// </summary>
internal sealed class PersonExport(IdentityDb db, ServiceExports others, TimeProvider clock)
{
    public async Task<ExportedPerson?> ReadAsync(Guid userId)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(u => u.Id == userId && u.ErasedAt == null) is not { } user)
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var elsewhere = others.ReadAsync(userId);
        var audit = await db
            .AuditEntries.AsNoTracking()
            .Where(e => e.ActorId == userId || (e.UserId == userId && e.Service == AuditEntry.Identity))
            .OrderBy(e => e.OccurredAt)
            .ToListAsync();
        var here = new ExportedPerson(
            now,
            UserView.Of(user, now),
            new ExportedAccount(
                user.PasswordHash is not null,
                user.EmailVerifiedAt,
                user.PhoneVerifiedAt,
                user.SuspendedAt,
                user.SuspendedUntil,
                user.SuspensionReason,
                user.ReferralCode,
                user.ReferredBy,
                user.Version
            ),
            await db
                .Sessions.AsNoTracking()
                .Where(s => s.UserId == userId)
                .OrderBy(s => s.CreatedAt)
                .Select(s => new ExportedSession(
                    s.Id,
                    s.UserAgent,
                    s.IpAddress,
                    s.CreatedAt,
                    s.LastUsedAt,
                    s.ExpiresAt,
                    s.EndedAt,
                    s.EndReason
                ))
                .ToListAsync(),
            await db
                .KnownAddresses.AsNoTracking()
                .Where(k => k.UserId == userId)
                .OrderBy(k => k.SeenAt)
                .Select(k => new ExportedAddress(k.SeenAt))
                .ToListAsync(),
            await db
                .KnownDevices.AsNoTracking()
                .Where(k => k.UserId == userId)
                .OrderBy(k => k.SeenAt)
                .Select(k => new ExportedAddress(k.SeenAt))
                .ToListAsync(),
            await db
                .SignIns.Where(s => s.UserId == userId)
                .OrderBy(s => s.FirstAt)
                .Select(s => new SignInView(s.Outcome, s.Network, s.Count, s.FirstAt, s.LastAt, s.UserAgent))
                .ToListAsync(),
            await db
                .Authenticators.AsNoTracking()
                .Where(a => a.UserId == userId)
                .Select(a => new ExportedAuthenticator(a.CreatedAt, a.ConfirmedAt))
                .ToListAsync(),
            await db
                .Passkeys.AsNoTracking()
                .Where(p => p.UserId == userId)
                .OrderBy(p => p.CreatedAt)
                .Select(p => new ExportedPasskey(p.Id, p.Name, p.Transports, p.CreatedAt, p.LastUsedAt))
                .ToListAsync(),
            await db
                .ApiTokens.AsNoTracking()
                .Where(t => t.UserId == userId)
                .OrderBy(t => t.CreatedAt)
                .Select(t => new ExportedApiToken(t.Id, t.Name, t.Prefix, t.Scopes, t.CreatedAt, t.LastUsedAt))
                .ToListAsync(),
            await db
                .Users.AsNoTracking()
                .Where(u => u.OwnerId == userId && u.ErasedAt == null)
                .OrderBy(u => u.CreatedAt)
                .Select(u => new ExportedBot(u.Id, u.Username, u.FullName, u.Bio, u.CreatedAt))
                .ToListAsync(),
            await db
                .ExternalLogins.AsNoTracking()
                .Where(l => l.UserId == userId)
                .OrderBy(l => l.CreatedAt)
                .Select(l => new ExportedLogin(l.Provider, l.Subject, l.CreatedAt))
                .ToListAsync(),
            await db
                .OneTimeTokens.AsNoTracking()
                .Where(t => t.UserId == userId)
                .OrderBy(t => t.CreatedAt)
                .Select(t => new ExportedToken(t.Purpose, t.Target, t.CreatedAt, t.ExpiresAt))
                .ToListAsync(),
            await db
                .ContactChanges.AsNoTracking()
                .Where(c => c.UserId == userId)
                .OrderBy(c => c.RequestedAt)
                .Select(c => new ExportedContactChange(c.Channel, c.OldValue, c.NewValue, c.RequestedAt, c.ConfirmedAt, c.UndoneAt))
                .ToListAsync(),
            await db
                .WaitlistEntries.AsNoTracking()
                .Where(w => user.EmailKey != null && w.EmailKey == user.EmailKey)
                .Select(w => new ExportedWaitlistEntry(w.Email, w.Source, w.SubscribedAt, w.ConfirmationSentAt))
                .ToListAsync(),
            await db
                .ReferralConversions.AsNoTracking()
                .Where(c => c.ReferrerId == userId || c.ReferredId == userId)
                .OrderBy(c => c.ConvertedAt)
                .Select(c => new ExportedConversion(c.ReferralId, c.ReferrerId, c.ReferredId, c.CreditsEarned, c.ConvertedAt, c.Counts))
                .ToListAsync(),
            [
                .. audit.Select(e => new ExportedAuditEntry(
                    e.ActorId == userId ? userId : null,
                    e.Action,
                    e.UserId,
                    JsonSerializer.Deserialize<JsonElement>(e.Details),
                    e.OccurredAt
                )),
            ],
            new Dictionary<string, JsonElement>(StringComparer.Ordinal),
            []
        );
        var (services, missing) = await elsewhere;
        return here with { Services = services, Missing = missing };
    }
}

/// <param name="ExportedAt">When this was read.</param>
/// <param name="User">The account and profile; the picture is at its <c>picture_url</c>.</param>
/// <param name="Account">Account data that the profile does not show.</param>
/// <param name="Sessions">Logins, also ended ones of the last 30 days.</param>
/// <param name="KnownAddresses">Network addresses from which the user has logged in, stored as hashes.</param>
/// <param name="KnownDevices">Devices on which the user has logged in; their tokens are stored as hashes.</param>
/// <param name="SignIns">Logins of the last 90 days, successful and failed.</param>
/// <param name="Authenticators">The authenticator app, without its secret.</param>
/// <param name="Passkeys">Passkeys, without their keys.</param>
/// <param name="ApiTokens">API tokens, without the tokens themselves.</param>
/// <param name="Bots">The user's bots.</param>
/// <param name="ExternalLogins">Accounts at identity providers.</param>
/// <param name="OneTimeTokens">Links and codes sent within a day or still valid.</param>
/// <param name="ContactChanges">Changes of the mail address and phone number of the last 30 days.</param>
/// <param name="Waitlist">The position on the product's waitlist.</param>
/// <param name="Referrals">Conversions of users whom the user referred, and the user's own conversion.</param>
/// <param name="Audit">
/// The user's own actions, and those of others on the account, without the id of these others. Actions on the user in another service are
/// in the part of that service, as far as the user may know of them.
/// </param>
/// <param name="Services">Data of each other service, by the service's name.</param>
/// <param name="Missing">Services that did not answer.</param>
internal sealed record ExportedPerson(
    DateTimeOffset ExportedAt,
    UserView User,
    ExportedAccount Account,
    IReadOnlyList<ExportedSession> Sessions,
    IReadOnlyList<ExportedAddress> KnownAddresses,
    IReadOnlyList<ExportedAddress> KnownDevices,
    IReadOnlyList<SignInView> SignIns,
    IReadOnlyList<ExportedAuthenticator> Authenticators,
    IReadOnlyList<ExportedPasskey> Passkeys,
    IReadOnlyList<ExportedApiToken> ApiTokens,
    IReadOnlyList<ExportedBot> Bots,
    IReadOnlyList<ExportedLogin> ExternalLogins,
    IReadOnlyList<ExportedToken> OneTimeTokens,
    IReadOnlyList<ExportedContactChange> ContactChanges,
    IReadOnlyList<ExportedWaitlistEntry> Waitlist,
    IReadOnlyList<ExportedConversion> Referrals,
    IReadOnlyList<ExportedAuditEntry> Audit,
    IReadOnlyDictionary<string, JsonElement> Services,
    IReadOnlyList<string> Missing
) : IHasExample<ExportedPerson>
{
    public static ExportedPerson Example =>
        new(
            UserView.Example.CreatedAt,
            UserView.Example,
            new ExportedAccount(true, UserView.Example.CreatedAt, null, null, null, null, "XC8JF42AB7", null, 3),
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            [],
            new Dictionary<string, JsonElement>(StringComparer.Ordinal)
            {
                ["events"] = JsonSerializer.SerializeToElement(new { registrations = Array.Empty<int>() }),
            },
            []
        );
}

internal sealed record ExportedAccount(
    bool HasPassword,
    DateTimeOffset? EmailVerifiedAt,
    DateTimeOffset? PhoneVerifiedAt,
    DateTimeOffset? SuspendedAt,
    DateTimeOffset? SuspendedUntil,
    string? SuspensionReason,
    string ReferralCode,
    Guid? ReferredBy,
    long Version
);

internal sealed record ExportedSession(
    Guid Id,
    string? UserAgent,
    string? IpAddress,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastUsedAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    string? EndReason
);

internal sealed record ExportedAddress(DateTimeOffset SeenAt);

internal sealed record ExportedLogin(string Provider, string Subject, DateTimeOffset CreatedAt);

/// <param name="ConfirmedAt">When its first code was right; null: it is being set up.</param>
internal sealed record ExportedAuthenticator(DateTimeOffset CreatedAt, DateTimeOffset? ConfirmedAt);

internal sealed record ExportedPasskey(
    Guid Id,
    string Name,
    IReadOnlyList<string> Transports,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt
);

internal sealed record ExportedApiToken(
    Guid Id,
    string Name,
    string Prefix,
    IReadOnlyList<string> Scopes,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt
);

internal sealed record ExportedBot(Guid Id, string Username, string? FullName, string? Bio, DateTimeOffset CreatedAt);

internal sealed record ExportedToken(string Purpose, string Target, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

internal sealed record ExportedContactChange(
    string Channel,
    string? OldValue,
    string NewValue,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ConfirmedAt,
    DateTimeOffset? UndoneAt
);

internal sealed record ExportedWaitlistEntry(string Email, string? Source, DateTimeOffset SubscribedAt, DateTimeOffset? ConfirmationSentAt);

internal sealed record ExportedConversion(
    Guid ReferralId,
    Guid ReferrerId,
    Guid? ReferredId,
    long CreditsEarned,
    DateTimeOffset ConvertedAt,
    bool Counts
);

internal sealed record ExportedAuditEntry(Guid? ActorId, string Action, Guid? UserId, JsonElement Details, DateTimeOffset OccurredAt);
