using Community.Platform.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;

namespace Community.Platform.Bus;

/// <summary>
/// Makes every consumer act once on each integration event: its id is written into the inbox in the same transaction as the consumer's
/// effect. A repeat finds the row and does nothing; a repeat that runs at the same moment waits on the row's key until the first has
/// committed. The consumer only changes the context; this filter saves and commits.
/// </summary>
internal sealed class InboxFilter<T>(ServiceDbContext db, BusMetrics metrics) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
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

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
