using System.Net;
using System.Security.Cryptography;
using Community.Identity.Data;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Identity.Users;
using Community.ServiceDefaults.Lifetime;
using Community.ServiceDefaults.Mail;
using Community.ServiceDefaults.Telemetry;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Community.Identity.PasswordReset;

/// <summary>
/// Forgotten passwords. The call only writes down what was asked, which is the same work for every identifier, so that neither
/// its words nor its time tell whether there is such an account. A worker looks the account up, and sends the link. How often
/// is limited there, without telling: for each account, and for each address that asks.
/// </summary>
internal sealed partial class PasswordResetRequests(
    IServiceScopeFactory scopes, NpgsqlDataSource database, ClientLinks links, TimeProvider clock, ILogger<PasswordResetRequests> logger) : BackgroundService
{
    private const int MaxAnHourPerAccount = 5;
    private const int MaxAnHourPerAddress = 30;
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);
    private readonly WakeSignal _signal = new();

    public async Task AddAsync(string identifier, IPAddress? address)
    {
        await using var command = database.CreateCommand(
            "INSERT INTO password_reset_requests (id, identifier, address_hash, requested_at) VALUES ($1, $2, $3, $4)");
        var now = clock.GetUtcNow();
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(now) });
        command.Parameters.Add(new() { Value = identifier });
        command.Parameters.Add(new() { Value = address is null ? DBNull.Value : SHA256.HashData(address.MapToIPv6().GetAddressBytes()), NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync();
        _signal.Wake();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await HandleNextAsync())
                {
                }
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception);
            }

            await _signal.WaitAsync(Sweep, stoppingToken);
        }
    }

    private async Task<bool> HandleNextAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        Request? request;
        using (Quiet.Begin())
        {
            request = await TakeAsync(db);
        }

        if (request is null)
        {
            return false;
        }

        if (request.FromAddress <= MaxAnHourPerAddress && await db.FindByIdentifierAsync(request.Identifier) is { ErasedAt: null } found)
        {
            db.ChangeTracker.Clear(); // so that the lock reads the row anew
            await SendAsync(db, found.Id, scope.ServiceProvider.GetRequiredService<OneTimeTokenStore>());
        }

        await transaction.CommitAsync();
        return true;
    }

    /// <summary>
    /// Takes the oldest request and strikes its identifier out. Should its handling fail for good, it is handled all the same
    /// once it is older than a quarter of an hour: nobody waits for the mail any more, and the line behind it moves on.
    /// </summary>
    private async Task<Request?> TakeAsync(IdentityDb db)
    {
        var now = clock.GetUtcNow();
        var anHourAgo = now - TimeSpan.FromHours(1);
        var stale = now - TimeSpan.FromMinutes(15);
        var taken = await db.Database.SqlQuery<Request>($"""
            WITH next AS (
                SELECT id, identifier FROM password_reset_requests
                WHERE handled_at IS NULL AND requested_at > {stale} ORDER BY requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            UPDATE password_reset_requests AS request SET handled_at = {now}, identifier = NULL FROM next WHERE request.id = next.id
            RETURNING next.identifier AS "Identifier",
                (SELECT count(*) FROM password_reset_requests same WHERE same.address_hash = request.address_hash AND same.requested_at > {anHourAgo}) AS "FromAddress"
            """).ToListAsync();
        return taken.SingleOrDefault();
    }

    private async Task SendAsync(IdentityDb db, Guid userId, OneTimeTokenStore tokens)
    {
        if (await db.LockUserAsync(userId) is not { } user || (user.Email ?? user.Phone) is not { } target)
        {
            return;
        }

        var anHourAgo = clock.GetUtcNow() - TimeSpan.FromHours(1);
        if ((await tokens.SentWithinADayAsync(userId, Purposes.ResetPassword)).Count(sent => sent > anHourAgo) >= MaxAnHourPerAccount)
        {
            return;
        }

        var link = links.ResetPassword(await tokens.IssueLinkAsync(user, Purposes.ResetPassword, target, LinkLifetime));
        if (user.Email is not null)
        {
            db.Deliver(LetterFor(user, link).To(user.Email));
        }
        else
        {
            db.Deliver(new TextMessage(target, $"Set a new Community password within 30 minutes: {link}"));
        }

        await db.SaveChangesAsync();
    }

    private static Letter LetterFor(User user, string link) => new(
        "Set a new password",
        [
            $"Somebody, probably you, asked for a new password for {user.Username}. Set it here:",
            "The link works once, within 30 minutes. Setting a new password logs out every device.",
            "If you did not ask for it, ignore this mail: your password stays as it is.",
        ],
        link,
        "Set a new password");

    private sealed record Request(string Identifier, long FromAddress);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Forgotten passwords could not be handled; it is tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
