using Community.Contracts.Identity;
using Community.ServiceDefaults.Bus;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Community.Platform.Tests.Sample;

internal sealed class WhenErasedInGroups(ErasedGroups groups) : IConsumer<UserErased>
{
    public const string Queue = "sample-when-erased-in-groups";

    public Task Consume(ConsumeContext<UserErased> context) => groups.ConsumeAsync(context);
}

/// <summary>Writes down what it was given, and refuses what a test calls poison.</summary>
internal sealed class ErasedGroups(IServiceScopeFactory scopes) : GroupedConsumer<SampleDb, UserErased>(scopes, 32)
{
    public Func<IReadOnlyList<UserErased>, Task> Before { get; set; } = _ => Task.CompletedTask;

    public int Groups;

    protected override async Task HandleAsync(IServiceProvider services, SampleDb db, IReadOnlyList<UserErased> events)
    {
        Interlocked.Increment(ref Groups);
        db.Effects.AddRange(events.Select(erased => new Effect(nameof(WhenErasedInGroups), erased.EventId, erased.UserId, erased.Version)));
        await Before(events);
    }
}
