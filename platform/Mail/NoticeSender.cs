using Community.Platform.Access.Fleet;
using Community.Platform.Data;
using Community.Platform.Hosting.Lifetime;
using Community.Platform.Hosting.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Mail;

/// <summary>
/// Makes mails of notices. Only identity stores addresses. It is asked for each address while no connection is held, and a user without a
/// verified address gets no mail. Any number of instances may run. Each leases the notices that it works on. A notice and its mail commit
/// together, so that one notice becomes one mail. While identity is away notices wait, at most a day. Finished notices are kept for 31
/// days.
/// </summary>
public abstract class NoticeSender<TDb, TNotice>(
    IServiceScopeFactory scopes,
    OwnerClient owners,
    MailSignal signal,
    TimeProvider clock,
    ILogger logger
) : PeriodicWork(TimeSpan.FromSeconds(5), clock, logger, signal)
    where TDb : ServiceDbContext
    where TNotice : QueuedNotice
{
    private const int AtOnce = 16;
    private const int Parallel = 4;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(31);

    private DateTimeOffset _nextPurge = DateTimeOffset.MinValue;

    /// <summary>Writes the mail of a notice from the present facts, in the open transaction.</summary>
    /// <returns>Null: the notice is outdated.</returns>
    protected abstract Task<MailMessage?> ComposeAsync(TDb db, TNotice notice, string address, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(
                claimed,
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
                async (notice, cancellationToken) => await SendAsync(notice, cancellationToken)
            );
        }

        await PurgeAsync(cancellationToken);
    }

    private async Task<List<TNotice>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var now = Clock.GetUtcNow();
        return await scope
            .ServiceProvider.GetRequiredService<TDb>()
            .Set<TNotice>()
            .FromSql(
                $"""
                UPDATE mail_notices SET attempts = attempts + 1, next_at = {now + Lease} WHERE id IN (
                    SELECT id FROM mail_notices WHERE done_at IS NULL AND next_at <= {now} ORDER BY next_at LIMIT {AtOnce} FOR UPDATE SKIP LOCKED)
                RETURNING *
                """
            )
            .AsNoTracking()
            .ToListAsync(cancellationToken);
    }

    /// <summary>The answer of identity.</summary>
    private sealed record VerifiedAddress(string Address);

    private async Task SendAsync(TNotice notice, CancellationToken cancellationToken)
    {
        var (isAway, address) = await owners.AskAsync<VerifiedAddress>(
            "identity",
            $"/internal/people/{notice.UserId}/mail-address",
            cancellationToken
        );
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var now = Clock.GetUtcNow();
        if (isAway && now - notice.CreatedAt < GivenUpAfter)
        {
            var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(notice.Attempts - 1, 20)));
            await db.Database.ExecuteSqlAsync($"UPDATE mail_notices SET next_at = {now + wait} WHERE id = {notice.Id}", cancellationToken);
            return;
        }

        await db.InTransactionAsync(async () =>
        {
            // The row is locked, so that an instance whose lease ran out, and an erasure, change it before or after this instance.
            var due = await db.Set<TNotice>()
                .FromSql($"SELECT * FROM mail_notices WHERE id = {notice.Id} AND done_at IS NULL FOR UPDATE")
                .SingleOrDefaultAsync(cancellationToken);
            if (due is null)
            {
                return false;
            }

            due.DoneAt = now;
            due.DeliveryId =
                address is not null && await ComposeAsync(db, due, address.Address, cancellationToken) is { } mail
                    ? db.Deliver(mail).Id
                    : null;
            await db.SaveChangesAsync(cancellationToken);
            return true;
        });
    }

    private async Task PurgeAsync(CancellationToken cancellationToken)
    {
        var now = Clock.GetUtcNow();
        if (now < _nextPurge)
        {
            return;
        }

        _nextPurge = now.AddHours(1);
        await using var scope = scopes.CreateAsyncScope();
        await scope
            .ServiceProvider.GetRequiredService<TDb>()
            .Set<TNotice>()
            .Where(notice => notice.DoneAt < now - KeptFor)
            .ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>Adds mails about committed changes.</summary>
public static class NoticeExtensions
{
    /// <summary>
    /// Adds the service's sender of notices, and with it mail (<see cref="MailExtensions.AddMail"/>) and the lookup of addresses in
    /// identity.
    /// </summary>
    public static WebApplicationBuilder AddMailNotices<TDb, TSender>(this WebApplicationBuilder builder)
        where TDb : ServiceDbContext
        where TSender : PeriodicWork
    {
        builder.AddMail<TDb>();
        builder.Services.AddOwnerClient("identity");
        builder.Services.TryAddSingleton<MailSignal>();
        builder.Services.AddHostedService<TSender>();
        return builder;
    }
}

/// <summary>
/// A mail to a user that is still to be written: a row of the service's table <c>mail_notices</c>, committed with the change that it is
/// about. A <see cref="NoticeSender{TDb, TNotice}"/> makes a mail of it soon after. A service adds the columns that its texts need.
/// </summary>
public abstract class QueuedNotice
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>The recipient.</summary>
    public required Guid UserId { get; init; }

    /// <summary>When it was committed.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>No attempt before this time.</summary>
    public required DateTimeOffset NextAt { get; set; }

    /// <summary>The number of attempts.</summary>
    public int Attempts { get; set; }

    /// <summary>The mail that it became; null: none yet, or it needed none.</summary>
    public Guid? DeliveryId { get; set; }

    /// <summary>When it became a mail, or was found to need none.</summary>
    public DateTimeOffset? DoneAt { get; set; }
}

/// <summary>Wakes this process's sender of notices after a commit with notices.</summary>
public sealed class MailSignal : WakeSignal;
