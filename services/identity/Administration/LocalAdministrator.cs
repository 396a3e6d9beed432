using Community.Identity.Audit;
using Community.Identity.Data;
using Community.Identity.Passwords;
using Community.Identity.Profiles;
using Community.Identity.Referrals;
using Community.Identity.Users;
using Community.Platform.Access.Authorization;
using Microsoft.EntityFrameworkCore;

namespace Community.Identity.Administration;

/// <summary>
/// Creates the administrator of the configuration (<c>Identity:Administrator:Username</c> and <c>:Password</c>) if no account has that
/// name. The password of local runs is public. Outside of a local run (<c>Identity:LocalRun</c>) the service refuses to start with it,
/// whether it is in the configuration or in the database.
/// </summary>
internal sealed class LocalAdministrator(
    IServiceScopeFactory scopes,
    AdministratorOptions options,
    PasswordHashing hashing,
    TimeProvider clock
) : IHostedService
{
    private const string LocalPassword = "admin-community-local";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (username, password) = (options.Administrator.Username, options.Administrator.Password);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        if (!options.LocalRun && (password == LocalPassword || await HasLocalPasswordAsync(db)))
        {
            throw new InvalidOperationException(
                "The administrator has the public password of local runs. Change Identity:Administrator:Password, or the account's password."
            );
        }

        if (username is not null && password is not null)
        {
            await CreateAsync(db, username, password);
        }
    }

    private async Task<bool> HasLocalPasswordAsync(IdentityDb db)
    {
        var admin = await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.UsernameKey == "admin");
        return admin is not null
            && await hashing.VerifyAsync(admin, LocalPassword) != Microsoft.AspNetCore.Identity.PasswordVerificationResult.Failed;
    }

    private async Task CreateAsync(IdentityDb db, string username, string password)
    {
        var key = Identifiers.UsernameKey(username);
        if (await db.Users.AnyAsync(user => user.UsernameKey == key))
        {
            return;
        }

        var now = clock.GetUtcNow();
        var admin = new User
        {
            Id = Guid.CreateVersion7(now),
            Username = username,
            UsernameKey = key,
            PasswordHash = await hashing.HashNewAsync(password),
            FullName = "Administrator",
            Roles = [Roles.Admin, Roles.Attendee],
            ReferralCode = ReferralCodes.New(),
            CreatedAt = now,
        };
        db.Users.Add(admin);
        db.Record(admin.Id, AuditActions.RolesChanged, admin.Id, new { before = Array.Empty<string>(), after = admin.Roles }, now);
        db.PublishNewAccount(admin);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException) when (db.Users.Any(user => user.UsernameKey == key))
        {
            // Another instance, starting at the same moment, created the account first.
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
