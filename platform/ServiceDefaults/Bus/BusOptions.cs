using System.Collections.Concurrent;

namespace Community.ServiceDefaults.Bus;

/// <summary>Which service this is on which broker, and how patient it is. Section <c>Bus</c> of the configuration.</summary>
internal sealed record BusOptions(string Service, Uri Uri)
{
    /// <summary>How long the broker may take to confirm a publish, before it is sent again.</summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the outbox is looked at without being woken, for what other instances left.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>From one look at the outbox to the next, at least: a steady stream of commits is published in rounds, and one alone at once.</summary>
    public TimeSpan RoundsApart { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long an aggregate whose integration event was refused stands aside for the others.</summary>
    public TimeSpan RefusalPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many publishes wait for their confirmation at once. Events of one aggregate never do.</summary>
    public int InFlight { get; set; } = 32;

    /// <summary>How many integration events are read from the outbox at once.</summary>
    public int BatchSize { get; set; } = 512;

    /// <summary>How many integration events each consumer handles at once.</summary>
    public int Concurrency { get; set; } = 16;

    /// <summary>The queues of this service's consumers.</summary>
    public ConcurrentBag<string> Queues { get; } = [];
}
