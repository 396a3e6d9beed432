using System.Diagnostics;
using Community.Platform.Data;
using Community.Platform.Hosting.Telemetry;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Bus;

/// <summary>
/// Makes every consumer act once on each integration event: its id is written into the inbox in the same transaction as the consumer's
/// effect. A repeat finds the row and does nothing; a repeat that runs at the same moment waits on the row's key until the first has
/// committed. The consumer only changes the context; this filter saves and commits.
/// </summary>
internal sealed class InboxFilter<T>(ServiceDbContext db, BusMetrics metrics, LateRecording lateRecording) : IFilter<ConsumeContext<T>>
    where T : class
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var start = TimeProvider.System.GetTimestamp();
        try
        {
            await ConsumeAsync(context, next);
        }
        catch (Exception)
        {
            Record(context);
            throw;
        }

        if (TimeProvider.System.GetElapsedTime(start) > Slow)
        {
            Record(context);
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");

    /// <summary>Records the span of a failed or slow attempt, which the limit of traces may have left out.</summary>
    private void Record(ConsumeContext<T> context)
    {
        if (Activity.Current is { } span && lateRecording.Begin(span))
        {
            span.SetTag("messaging.system", "rabbitmq");
            span.SetTag("messaging.destination.name", context.ReceiveContext.InputAddress.Segments[^1]);
            span.SetTag("messaging.message.id", context.MessageId);
        }
    }

    private async Task ConsumeAsync(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        var id = context.MessageId ?? throw new InvalidOperationException("A message without an id cannot be consumed once.");
        var consumer = context.ReceiveContext.InputAddress.Segments[^1];

        // A failure here ends the whole transaction, so the savepoint that EF sets at every save would be two needless round trips.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        var isNew = await db.Database.ExecuteSqlAsync(
            $"INSERT INTO inbox_messages (message_id, consumer) VALUES ({id}, {consumer}) ON CONFLICT DO NOTHING"
        );
        if (isNew == 0)
        {
            metrics.Repeated(consumer);
            return;
        }

        using (var watched = db.WatchTransaction())
        {
            await next.Send(context);
            await db.SaveChangesAsync();
            watched?.Check();
        }

        await transaction.CommitAsync();
        metrics.Consumed(consumer, context.SentTime);
    }
}
