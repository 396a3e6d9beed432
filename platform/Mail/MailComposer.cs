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
/// Writes the queued mails. Only identity stores addresses. It is asked for each address while no connection is held, and a user without a
/// verified address gets no mail. Any number of instances may run. Each leases the rows that it works on. A row's end and its mail commit
/// together, so that one row becomes one mail. While identity is away the rows wait, at most a day. Finished rows are kept for 31 days.
/// </summary>
public abstract class MailComposer<TDb, TMail>(
    IServiceScopeFactory scopes,
    OwnerClient owners,
    MailSignal signal,
    TimeProvider clock,
    ILogger logger
) : PeriodicWork(TimeSpan.FromSeconds(5), clock, logger, signal)
    where TDb : ServiceDbContext
    where TMail : QueuedMail
{
    private const int AtOnce = 16;
    private const int Parallel = 4;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(1);
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(31);

    private DateTimeOffset _nextPurge = DateTimeOffset.MinValue;

    /// <summary>Writes a queued mail from the present facts, in the open transaction.</summary>
    /// <returns>Null: it is outdated.</returns>
    protected abstract Task<MailMessage?> ComposeAsync(TDb db, TMail queued, string address, CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested && await ClaimAsync(cancellationToken) is { Count: > 0 } claimed)
        {
            await System.Threading.Tasks.Parallel.ForEachAsync(
                claimed,
                new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
                async (queued, cancellationToken) => await SendAsync(queued, cancellationToken)
            );
        }

        await PurgeAsync(cancellationToken);
    }

    private async Task<List<TMail>> ClaimAsync(CancellationToken cancellationToken)
    {
        using var quiet = Quiet.Begin();
        await using var scope = scopes.CreateAsyncScope();
        var now = Clock.GetUtcNow();
        return await scope
            .ServiceProvider.GetRequiredService<TDb>()
            .Set<TMail>()
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

    private async Task SendAsync(TMail queued, CancellationToken cancellationToken)
    {
        var (isAway, address) = await owners.AskAsync<VerifiedAddress>(
            "identity",
            $"/internal/people/{queued.UserId}/mail-address",
            cancellationToken
        );
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var now = Clock.GetUtcNow();
        if (isAway && now - queued.CreatedAt < GivenUpAfter)
        {
            var wait = TimeSpan.FromTicks(Math.Min(LongestRetry.Ticks, FirstRetry.Ticks << Math.Min(queued.Attempts - 1, 20)));
            await db.Database.ExecuteSqlAsync($"UPDATE mail_notices SET next_at = {now + wait} WHERE id = {queued.Id}", cancellationToken);
            return;
        }

        await db.InTransactionAsync(async () =>
        {
            // The row is locked, so that an instance whose lease ran out, and an erasure, change it before or after this instance.
            var due = await db.Set<TMail>()
                .FromSql($"SELECT * FROM mail_notices WHERE id = {queued.Id} AND done_at IS NULL FOR UPDATE")
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
            .Set<TMail>()
            .Where(queued => queued.DoneAt < now - KeptFor)
            .ExecuteDeleteAsync(cancellationToken);
    }
}

/// <summary>Adds mails about committed changes.</summary>
public static class MailComposerExtensions
{
    /// <summary>
    /// Adds the service's composer of mails, and with it mail (<see cref="MailExtensions.AddMail"/>) and the lookup of addresses in
    /// identity.
    /// </summary>
    public static WebApplicationBuilder AddQueuedMails<TDb, TSender>(this WebApplicationBuilder builder)
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
/// about. A <see cref="MailComposer{TDb, TMail}"/> makes a mail of it soon after. A service adds the columns that its texts need.
/// </summary>
public abstract class QueuedMail
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

/// <summary>Wakes this process's composer of mails after a commit with queued mails.</summary>
public sealed class MailSignal : WakeSignal;
