using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using Community.Platform.Hosting.Configuration;

namespace Community.Platform.Bus;

/// <summary>The name of this service on the bus, its broker, and the time limits.</summary>
[Settings("Bus")]
internal sealed class BusOptions
{
    /// <summary>The service's name, in lower case.</summary>
    public string Service { get; private set; } = "";

    /// <summary>The broker's address (amqp or amqps), with the account.</summary>
    public Uri Uri { get; private set; } = new("amqp://localhost");

    /// <summary>
    /// The file (PEM) of the only authorities that may have signed the broker's certificate, for <c>amqps</c>; none: those of the machine.
    /// It is read anew after it changes.
    /// </summary>
    public string AuthorityPath { get; set; } = "";

    /// <summary>How long the broker may take to confirm a publish, before it is sent again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the outbox is polled without a wake-up, for rows that other instances left.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:10:00")]
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The least time between two reads of the outbox. A steady stream of commits is published in rounds; a single commit is published at
    /// once.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RoundsApart { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How long an aggregate is skipped after the broker refused one of its integration events.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan RefusalPause { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How many publishes wait for their confirmation at once. Events of one aggregate never do.</summary>
    [Range(1, 10_000)]
    public int InFlight { get; set; } = 32;

    /// <summary>How many integration events are read from the outbox at once.</summary>
    [Range(1, 100_000)]
    public int BatchSize { get; set; } = 512;

    /// <summary>How many integration events each consumer handles at once.</summary>
    [Range(1, 1_000)]
    public int Concurrency { get; set; } = 16;

    /// <summary>How often the outbox and the queues are measured, while metrics are exported.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan GaugesEvery { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The queues of this service's consumers.</summary>
    public ConcurrentBag<string> Queues { get; } = [];

    /// <summary>Sets the service and the broker of these settings.</summary>
    public BusOptions Of(string service, Uri uri)
    {
        (Service, Uri) = (service, uri);
        return this;
    }
}
