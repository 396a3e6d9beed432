using Community.Contracts.Identity;
using MassTransit;

namespace Community.Platform.Tests.Sample;

/// <summary>An action of a test that the consumer runs before its effect.</summary>
internal sealed class Behaviour
{
    public Func<ConsumeContext<UserErased>, SampleDb, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>The number of calls of the consumer.</summary>
    public int Attempts;
}

/// <summary>Records its messages. It does not check for repetitions: that is the inbox's task.</summary>
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
