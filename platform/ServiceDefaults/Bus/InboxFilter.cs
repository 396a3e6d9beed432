using Community.ServiceDefaults.Data;
using MassTransit;

namespace Community.ServiceDefaults.Bus;

/// <summary>
/// Makes every consumer act once on each integration event: its id is written into the inbox in the same transaction as
/// the consumer's effect. A repeat finds the row and does nothing; a repeat that runs at the same moment waits on the
/// row's key until the first has committed. The consumer only changes the context: saving and committing are done here, or for those that handle events in
/// groups, in <see cref="GroupedConsumer{TContext, TEvent}"/>.
/// </summary>
internal sealed class InboxFilter<T>(ServiceDbContext db, BusMetrics metrics, IEnumerable<ConsumedInGroups<T>> inGroups) : IFilter<ConsumeContext<T>>
    where T : class
{
    public async Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next)
    {
        if (inGroups.Any())
        {
            await next.Send(context);
            return;
        }

        var (id, consumer) = (Inbox.IdOf(context), Inbox.ConsumerOf(context));

        // A failure here ends the whole transaction: the savepoint that EF sets at every save would be two round trips for nothing.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(context.CancellationToken);
        if ((await db.AddAsync(consumer, id)).Count == 0)
        {
            metrics.Repeated(consumer);
            return;
        }

        await next.Send(context);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        metrics.Consumed(consumer);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("inbox");
}
