using Community.Contracts;
using Community.ServiceDefaults.Data;
using Community.ServiceDefaults.Grouping;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Community.ServiceDefaults.Bus;

/// <summary>
/// Consumes integration events of one type in groups: what comes while a group is handled goes together with the next, in one transaction with the
/// inbox. For events that come by the thousand and of which each alone costs more in round trips than in work. An event that makes its group fail is handled
/// alone afterwards, as all others of its group are: its failure is nobody else's. Register with <see cref="GroupedConsumers.AddGroupedConsumer"/>.
/// </summary>
/// <typeparam name="TContext">The service's context.</typeparam>
/// <typeparam name="TEvent">The integration event.</typeparam>
/// <param name="scopes">Where each group's context comes from.</param>
/// <param name="most">Events in a group at most; 1 or more.</param>
public abstract class GroupedConsumer<TContext, TEvent>(IServiceScopeFactory scopes, int most)
    : GroupedTransactions<TContext, string, Delivered<TEvent>, bool>(scopes, most)
    where TContext : ServiceDbContext
    where TEvent : class, IIntegrationEvent
{
    /// <summary>Returns when the event's effect is committed.</summary>
    public Task ConsumeAsync(ConsumeContext<TEvent> context) => AskAsync(Inbox.ConsumerOf(context), new(Inbox.IdOf(context), context.Message));

    /// <summary>Handles events that were not handled before, in the transaction that is open; what the context holds is saved afterwards.</summary>
    /// <param name="services">The group's scope.</param>
    /// <param name="db">Its context.</param>
    /// <param name="events">The events, in the order of their arrival.</param>
    protected abstract Task HandleAsync(IServiceProvider services, TContext db, IReadOnlyList<TEvent> events);

    /// <inheritdoc/>
    protected sealed override bool MayBeOfOne(Exception failure) => !DatabaseAway.Caused(failure);

    /// <inheritdoc/>
    protected sealed override async Task<IReadOnlyList<bool>> ApplyAsync(IServiceProvider services, TContext db, string key, IReadOnlyList<Delivered<TEvent>> calls)
    {
        var metrics = services.GetRequiredService<BusMetrics>();
        var fresh = await db.AddAsync(key, [.. calls.Select(call => call.Id).Distinct()]);
        var events = calls.DistinctBy(call => call.Id).Where(call => fresh.Contains(call.Id)).Select(call => call.Event).ToList();
        if (events.Count > 0)
        {
            await HandleAsync(services, db, events);
            await db.SaveChangesAsync();
        }

        db.AfterCommit(() =>
        {
            metrics.Consumed(key, fresh.Count);
            metrics.Repeated(key, calls.Count - fresh.Count);
        });
        return new bool[calls.Count];
    }
}

/// <summary>An integration event as the broker delivered it.</summary>
/// <param name="Id">The message's id: a repeat has the same.</param>
/// <param name="Event">The event.</param>
public sealed record Delivered<TEvent>(Guid Id, TEvent Event);

/// <summary>Registers consumers that handle events in groups.</summary>
public static class GroupedConsumers
{
    /// <summary>Registers a consumer that passes what it gets to a <see cref="GroupedConsumer{TContext, TEvent}"/>, which then does the inbox's work.</summary>
    /// <param name="bus">The service's bus.</param>
    /// <param name="atOnce">How many events are taken from the queue at once: the largest group.</param>
    public static void AddGroupedConsumer<TConsumer, TEvent>(this IBusRegistrationConfigurator bus, int atOnce)
        where TConsumer : class, IConsumer<TEvent>
        where TEvent : class, IIntegrationEvent
    {
        bus.AddSingleton(new ConsumedInGroups<TEvent>());
        bus.AddConsumer<TConsumer>().Endpoint(endpoint => endpoint.ConcurrentMessageLimit = atOnce);
    }
}

/// <summary>Says that the service's consumer of an event does the inbox's work itself.</summary>
internal sealed class ConsumedInGroups<TEvent>;
