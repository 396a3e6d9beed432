using System.Diagnostics;
using System.Text.Json;
using Community.Platform.Data;
using Community.Platform.Hosting.Telemetry;
using MailKit.Net.Smtp;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Community.Platform.Mail;

/// <summary>
/// Sends the deliveries of <see cref="Deliveries.Deliver(ServiceDbContext, MailMessage)"/>. Any number of instances: each claims rows for
/// the length of a lease in one short statement and holds no transaction while it talks to a mail server. An instance that dies leaves its
/// rows to the others once the lease ends, so a message may be sent twice (under one Message-ID) but is never lost. When the process stops,
/// it finishes the messages that it is sending and claims no more.
/// </summary>
public sealed partial class DeliveryWorker<TDb>(
    IServiceScopeFactory scopes,
    IMailSender mail,
    ISmsSender sms,
    DeliverySignal signal,
    IOptions<DeliveryOptions> options,
    TimeProvider clock,
    ILogger<DeliveryWorker<TDb>> logger
) : BackgroundService
    where TDb : ServiceDbContext
{
    private static readonly ActivitySource Source = new("Community.Deliveries");
    private readonly DeliveryOptions _options = options.Value;
    private DateTimeOffset _nextPurge = DateTimeOffset.MinValue;

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // ExecuteAsync runs on the starting thread up to its first await. The first claim must not delay the host.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var claimed = 0;
            try
            {
                claimed = await SendDueAsync();
                await PurgeAsync();
            }
            catch (Exception e)
            {
                Log.SweepFailed(logger, e);
            }

            if (claimed < _options.Parallel)
            {
                await SleepAsync(stoppingToken);
            }
        }
    }

    /// <summary>Claims and sends due deliveries, at most as many as are sent at a time; returns how many were claimed.</summary>
    internal async Task<int> SendDueAsync()
    {
        List<Delivery> claimed;
        using (Quiet.Begin())
        {
            claimed = await ClaimAsync();
        }
        await Task.WhenAll(claimed.Select(SendAsync));
        return claimed.Count;
    }

    private async Task SleepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await signal.WaitAsync(TimeSpan.FromSeconds(_options.SweepSeconds), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The process stops.
        }
    }

    private async Task<List<Delivery>> ClaimAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var now = clock.GetUtcNow();
        var until = now + _options.Lease;
        return await db.Set<Delivery>()
            .FromSql(
                $"""
                UPDATE deliveries SET attempts = attempts + 1, available_at = {until}
                WHERE id IN (
                    SELECT id FROM deliveries
                    WHERE sent_at IS NULL AND failed_at IS NULL AND available_at <= {now}
                    ORDER BY available_at LIMIT {_options.Parallel}
                    FOR UPDATE SKIP LOCKED)
                RETURNING *
                """
            )
            .AsNoTracking()
            .ToListAsync();
    }

    private async Task SendAsync(Delivery delivery)
    {
        using var activity = StartActivity(delivery);
        try
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(_options.AttemptSeconds));
            await HandOnAsync(delivery, limit.Token).WaitAsync(limit.Token);
            await EndAsync(delivery, sent: true);
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            await FailAsync(delivery, e);
        }
    }

    private Task HandOnAsync(Delivery delivery, CancellationToken cancellationToken) =>
        delivery.Kind == Deliveries.Mail
            ? mail.SendAsync(delivery.Id, Read<MailMessage>(delivery), cancellationToken)
            : sms.SendAsync(delivery.Id, Read<TextMessage>(delivery), cancellationToken);

    private static T Read<T>(Delivery delivery)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(delivery.Content!)!;
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new DeliveryRefusedException("The stored message cannot be read.", e);
        }
    }

    private async Task FailAsync(Delivery delivery, Exception e)
    {
        try
        {
            if (e is DeliveryRefusedException || delivery.Attempts >= _options.MaxAttempts)
            {
                Log.GivenUp(logger, delivery.Id, delivery.Kind, delivery.Attempts, CauseOf(e));
                await EndAsync(delivery, sent: false);
                return;
            }

            DeliveryMetrics.Fail(delivery.Kind);
            Log.AttemptFailed(logger, delivery.Id, delivery.Kind, delivery.Attempts, CauseOf(e));
            await ChangeAsync(
                delivery,
                row =>
                    row.ExecuteUpdateAsync(set =>
                        set.SetProperty(d => d.AvailableAt, clock.GetUtcNow() + _options.RetryAfter(delivery.Attempts))
                    )
            );
        }
        catch (Exception unrecorded)
        {
            // The lease ends by itself, and another attempt follows.
            Log.SweepFailed(logger, unrecorded);
        }
    }

    private Task EndAsync(Delivery delivery, bool sent)
    {
        DateTimeOffset? now = clock.GetUtcNow();
        DeliveryMetrics.End(delivery.Kind, sent, now.Value - delivery.CreatedAt);
        return ChangeAsync(
            delivery,
            row =>
                sent
                    ? row.ExecuteUpdateAsync(set => set.SetProperty(d => d.SentAt, now).SetProperty(d => d.Content, (string?)null))
                    : row.ExecuteUpdateAsync(set => set.SetProperty(d => d.FailedAt, now))
        );
    }

    // The number of attempts shows whether this instance still has the lease.
    private async Task ChangeAsync(Delivery delivery, Func<IQueryable<Delivery>, Task<int>> change)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        using (Quiet.Begin())
        {
            await change(db.Set<Delivery>().Where(d => d.Id == delivery.Id && d.Attempts == delivery.Attempts && d.SentAt == null));
        }
    }

    private async Task PurgeAsync()
    {
        var now = clock.GetUtcNow();
        if (now < _nextPurge)
        {
            return;
        }
        _nextPurge = now.AddHours(1);
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TDb>();
        var before = now.AddDays(-_options.KeepDays);
        using (Quiet.Begin())
        {
            await db.Set<Delivery>().Where(d => (d.SentAt ?? d.FailedAt) < before).ExecuteDeleteAsync();
        }
    }

    private static Activity? StartActivity(Delivery delivery)
    {
        var parent = ActivityContext.TryParse(delivery.TraceParent, null, isRemote: true, out var request) ? request : default;
        return Source
            .StartActivity($"deliver {delivery.Kind}", ActivityKind.Producer, parent)
            ?.SetTag("community.delivery.id", delivery.Id);
    }

    // The text of a mail server's answer often has the address, so only the kind of failure is stored.
    private static string CauseOf(Exception e) =>
        e switch
        {
            SmtpCommandException smtp => $"{smtp.ErrorCode} {smtp.StatusCode}",
            { InnerException: SmtpCommandException smtp } => $"{smtp.ErrorCode} {smtp.StatusCode}",
            OperationCanceledException => "timed out",
            _ => (e.InnerException ?? e).GetType().Name,
        };

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Delivery {Id} ({Kind}) failed at attempt {Attempt}: {Cause}; it will be tried again")]
        public static partial void AttemptFailed(ILogger logger, Guid id, string kind, int attempt, string cause);

        [LoggerMessage(2, LogLevel.Error, "Delivery {Id} ({Kind}) was given up after attempt {Attempt}: {Cause}")]
        public static partial void GivenUp(ILogger logger, Guid id, string kind, int attempt, string cause);

        [LoggerMessage(3, LogLevel.Warning, "Deliveries cannot be read or written now; they wait in the database")]
        public static partial void SweepFailed(ILogger logger, Exception exception);
    }
}
