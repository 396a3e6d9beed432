using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.ExceptionServices;
using Community.Contracts;
using Community.Platform.Data;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;

namespace Community.Testing;

/// <summary>
/// Gives a service's consumers one history of integration events in many orders, each event one to three times, and checks that every order
/// results in the same rows. The broker guarantees neither the order nor a single delivery (docs/events.md), so every projection must bear
/// this.
/// <para>
/// Each order runs in a transaction that is rolled back: every order starts from the same rows and may use the same ids. The inbox is left
/// out: a projection must also bear a repetition under another event id and from a snapshot.
/// </para>
/// </summary>
/// <param name="services">The services of the running program.</param>
/// <param name="program">The service's assembly, whose consumers are called.</param>
public sealed class AnyOrder(IServiceProvider services, Assembly program)
{
    private const int Orders = 40;
    private const int MostDeliveries = 3;
    private static readonly DateTimeOffset Beginning = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Every type of integration event that the assembly consumes.</summary>
    public static IReadOnlyList<Type> ConsumedBy(Assembly program) => [.. ConsumersOf(program).Select(pair => pair.Consumed).Distinct()];

    /// <summary>An integration event of a history, from the members that matter to it; the others have their defaults.</summary>
    /// <param name="version">The aggregate's version. A later version occurs a minute later.</param>
    /// <param name="members">The other members, by their names in the code.</param>
    public static T Event<T>(long version, object members)
        where T : IIntegrationEvent
    {
        var given = members
            .GetType()
            .GetProperties()
            .ToDictionary(member => member.Name, member => member.GetValue(members), StringComparer.Ordinal);
        given[nameof(IIntegrationEvent.EventId)] = Guid.CreateVersion7();
        given[nameof(IIntegrationEvent.OccurredAt)] = Beginning.AddMinutes(version);
        given[nameof(IIntegrationEvent.Version)] = version;
        var constructor = typeof(T).GetConstructors().Single();
        return (T)
            constructor.Invoke([
                .. constructor
                    .GetParameters()
                    .Select(parameter =>
                        given.TryGetValue(parameter.Name!, out var value) ? value
                        : parameter.HasDefaultValue ? parameter.DefaultValue
                        : null
                    ),
            ]);
    }

    /// <summary>Fails at the first order whose rows differ from those of the history in its own order.</summary>
    /// <param name="history">The events in the order in which they happened.</param>
    /// <param name="state">SQL that returns one text: the resulting rows.</param>
    /// <param name="mostDeliveries">
    /// 1 to 3: the deliveries of an event. 1 for events that move money or goods: the inbox lets one delivery of them through.
    /// </param>
    public async Task ShouldEndTheSameAsync(
        IReadOnlyList<IIntegrationEvent> history,
        FormattableString state,
        int mostDeliveries = MostDeliveries
    )
    {
        var expected = await PlayAsync(history, state);
        for (var seed = 1; seed <= Orders; seed++)
        {
            // The reversed order finds the most faults.
            var order = seed == 1 ? [.. history.Reverse()] : Shuffled(history, mostDeliveries, new Random(seed));
            (await PlayAsync(order, state)).ShouldBe(
                expected,
                $"after {string.Join(", ", order.Select(one => $"{one.GetType().Name} {one.Version}"))}"
            );
        }
    }

    /// <summary>Each event at least once, in any order.</summary>
    private static List<IIntegrationEvent> Shuffled(IReadOnlyList<IIntegrationEvent> history, int mostDeliveries, Random random)
    {
        var order = history.SelectMany(one => Enumerable.Repeat(one, random.Next(1, mostDeliveries + 1))).ToArray();
        random.Shuffle(order);
        return [.. order];
    }

    private async Task<string> PlayAsync(IEnumerable<IIntegrationEvent> order, FormattableString state)
    {
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ServiceDbContext>();
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var delivered in order)
        {
            foreach (var (consumer, _) in ConsumersOf(program).Where(pair => pair.Consumed == delivered.GetType()))
            {
                await ConsumeAsync(scope.ServiceProvider, consumer, delivered);
                await db.SaveChangesAsync();
                db.ChangeTracker.Clear();
            }
        }

        return (await db.Database.SqlQuery<string>(state).ToListAsync()).ShouldHaveSingleItem();
    }

    private static async Task ConsumeAsync(IServiceProvider scope, Type consumer, IIntegrationEvent delivered)
    {
        var context = (DeliveredContext)
            typeof(DispatchProxy)
                .GetMethod(nameof(DispatchProxy.Create), 2, Type.EmptyTypes)!
                .MakeGenericMethod(typeof(ConsumeContext<>).MakeGenericType(delivered.GetType()), typeof(DeliveredContext))
                .Invoke(null, null)!;
        context.Delivered = delivered;
        try
        {
            await (Task)
                typeof(IConsumer<>)
                    .MakeGenericType(delivered.GetType())
                    .GetMethod(nameof(IConsumer<IIntegrationEvent>.Consume))!
                    .Invoke(ActivatorUtilities.CreateInstance(scope, consumer), [context])!;
        }
        catch (TargetInvocationException thrown) when (thrown.InnerException is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
    }

    private static IEnumerable<(Type Consumer, Type Consumed)> ConsumersOf(Assembly program) =>
        from consumer in program.GetTypes()
        where consumer is { IsClass: true, IsAbstract: false }
        from implemented in consumer.GetInterfaces()
        where implemented.IsGenericType && implemented.GetGenericTypeDefinition() == typeof(IConsumer<>)
        select (consumer, implemented.GetGenericArguments()[0]);

    /// <summary>The parts of a delivery that consumers read: the message and its id.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "A proxy is made of it.")]
    private class DeliveredContext : DispatchProxy
    {
        public IIntegrationEvent? Delivered { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod?.Name switch
            {
                "get_Message" => Delivered,
                "get_MessageId" => Delivered!.EventId,
                "get_CancellationToken" => CancellationToken.None,
                var other => throw new NotSupportedException($"A delivery of this test has no {other}."),
            };
    }
}
