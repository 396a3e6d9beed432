using System.Net;
using System.Security.Cryptography;
using Community.Identity.Data;
using Community.Identity.Login;
using Community.Identity.Mails;
using Community.Identity.OneTimeTokens;
using Community.Identity.Users;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Community.Platform.Mail;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using static Community.Platform.Data.Sql;

namespace Community.Identity.PasswordReset;

/// <summary>
/// Requests for a new password. The call only stores the request. This is the same work for every identifier, so that neither the answer
/// nor its time tells whether the account exists. A worker looks up the account and sends the link.
/// <para>
/// No request is lost. If one address sends very many, its requests wait for each other, at most half an hour. An account that has had its
/// links of the hour gets the next one when the hour is over. That link also answers further requests for the account.
/// </para>
/// <para>
/// A worker claims a request for a minute by a short statement of its own. The mail and the end of the request commit together. If a
/// process dies, the next one takes the request over; a request that fails repeatedly does not delay the others.
/// </para>
/// </summary>
internal sealed partial class PasswordResetRequests(
    IServiceScopeFactory scopes,
    NpgsqlDataSource database,
    ClientLinks links,
    TimeProvider clock,
    ILogger<PasswordResetRequests> logger
) : BackgroundService
{
    private const int MaxAnHourPerAccount = 5;
    private const int AnHourAtOncePerAddress = 30;
    private const int MaxAttempts = 10;
    private static readonly TimeSpan BetweenThose = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LinkLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Sweep = TimeSpan.FromSeconds(5);
    private readonly WakeSignal _signal = new();

    /// <summary>Stores a request.</summary>
    /// <param name="identifier">The identifier as it was typed.</param>
    /// <param name="address">The client's address.</param>
    public async Task AddAsync(string identifier, IPAddress? address)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO password_reset_requests (id, identifier, address_hash, requested_at, due_at)
            SELECT $1, $2, $3, $4, CASE WHEN count(*) < $5 THEN $4 ELSE least(greatest($4, max(due_at)) + $6, $4 + $7) END
            FROM password_reset_requests WHERE address_hash = $3 AND requested_at > $4 - interval '1 hour'
            """
        );
        var now = clock.GetUtcNow();
        command.Parameters.Add(new() { Value = Guid.CreateVersion7(now) });
        command.Parameters.Add(new() { Value = identifier });
        command.Parameters.Add(
            new()
            {
                Value = address is null ? DBNull.Value : SHA256.HashData(ClientAddress.LimitKey(address)),
                NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bytea,
            }
        );
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = AnHourAtOncePerAddress });
        command.Parameters.Add(new() { Value = BetweenThose });
        command.Parameters.Add(new() { Value = LongestWait });
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
                while (await HandleNextAsync()) { }
            }
            catch (Exception exception)
            {
                Log.Failed(logger, exception);
            }

            await _signal.WaitAsync(Sweep, stoppingToken);
        }
    }

    /// <returns>Whether a request was due.</returns>
    private async Task<bool> HandleNextAsync()
    {
        Request? request;
        using (Quiet.Begin())
        {
            request = await ClaimAsync();
        }

        if (request is null)
        {
            return false;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var tokens = scope.ServiceProvider.GetRequiredService<OneTimeTokenStore>();
        await db.InTransactionAsync(async () =>
        {
            if (request.Attempts <= MaxAttempts && await db.FindByIdentifierAsync(request.Identifier) is { ErasedAt: null } found)
            {
                db.ChangeTracker.Clear(); // so that the row is read anew under the lock
                await SendOrDelayAsync(db, found.Id, request.Id, tokens);
            }
            else
            {
                await EndAsync(db, request.Id);
            }

            return true;
        });
        return true;
    }

    private async Task<Request?> ClaimAsync()
    {
        await using var command = Command(
            database,
            """
            UPDATE password_reset_requests SET attempts = attempts + 1, due_at = $1 + $2 * (attempts + 1)
            WHERE id = (
                SELECT id FROM password_reset_requests WHERE handled_at IS NULL AND due_at <= $1
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING id, identifier, attempts
            """,
            clock.GetUtcNow(),
            Lease
        );
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? new Request(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2)) : null;
    }

    private async Task SendOrDelayAsync(IdentityDb db, Guid userId, Guid requestId, OneTimeTokenStore tokens)
    {
        if (await db.LockUserAsync(userId) is not { } user || (user.Email ?? user.Phone) is not { } target)
        {
            await EndAsync(db, requestId);
            return;
        }

        var anHourAgo = clock.GetUtcNow() - TimeSpan.FromHours(1);
        var sent = (await tokens.SentWithinADayAsync(userId, Purposes.ResetPassword)).FindAll(at => at > anHourAgo);
        if (sent.Count >= MaxAnHourPerAccount)
        {
            await DelayAsync(db, userId, requestId, sent[MaxAnHourPerAccount - 1] + TimeSpan.FromHours(1));
            return;
        }

        if (!await EndAsync(db, requestId))
        {
            return; // another instance was faster
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

    /// <summary>
    /// Delays the request, unless a request for the account is delayed already. The account is locked, so that exactly one is delayed.
    /// </summary>
    private async Task DelayAsync(IdentityDb db, Guid userId, Guid requestId, DateTimeOffset until)
    {
        var waits =
            await db.Database.ExecuteSqlAsync(
                $"""
                UPDATE password_reset_requests SET user_id = {userId}, due_at = {until}, attempts = 0
                WHERE id = {requestId} AND handled_at IS NULL AND NOT EXISTS (
                    SELECT FROM password_reset_requests other WHERE other.user_id = {userId} AND other.handled_at IS NULL AND other.id <> {requestId})
                """
            ) == 1;
        if (!waits)
        {
            await EndAsync(db, requestId);
        }
    }

    /// <summary>Deletes the identifier. The rest of the row counts how often an address sent requests.</summary>
    /// <returns>False: it was handled already.</returns>
    private async Task<bool> EndAsync(IdentityDb db, Guid requestId)
    {
        var now = clock.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
                $"UPDATE password_reset_requests SET handled_at = {now}, identifier = NULL, user_id = NULL WHERE id = {requestId} AND handled_at IS NULL"
            ) == 1;
    }

    private static Letter LetterFor(User user, string link) =>
        new(
            "Set a new password",
            [
                $"A new password for {user.Username} was requested, probably by you. Set it here:",
                "The link works once, within 30 minutes. Setting a new password logs out every device.",
                "If you did not ask for it, ignore this mail: your password stays as it is.",
            ],
            link,
            "Set a new password"
        );

    private sealed record Request(Guid Id, string Identifier, int Attempts);

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Requests for a new password could not be handled; they will be tried again")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
