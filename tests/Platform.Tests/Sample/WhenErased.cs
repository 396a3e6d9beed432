using Community.Contracts.Identity;
using MassTransit;

namespace Community.Platform.Tests.Sample;

/// <summary>What a test lets its consumer do before the effect.</summary>
internal sealed class Behaviour
{
    public Func<ConsumeContext<UserErased>, SampleDb, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>How often the consumer was called.</summary>
    public int Attempts;
}

/// <summary>Writes down what it was given. Nothing in it looks for repeats: that is the inbox's work.</summary>
internal sealed class WhenErased(SampleDb db, Behaviour behaviour) : IConsumer<UserErased>
{
    public const string Queue = "sample-when-erased";

    public async Task Consume(ConsumeContext<UserErased> context)
    {
        Interlocked.Increment(ref behaviour.Attempts);
        var erased = context.Message;
        db.Effects.Add(new Effect(nameof(WhenErased), erased.EventId, erased.UserId, erased.Version));
        await behaviour.Before(context, db);
    }
}
