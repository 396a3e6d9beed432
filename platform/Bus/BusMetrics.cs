using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;

namespace Community.Platform.Bus;

/// <summary>The metrics of the bus (meter <c>Community.Bus</c>). <see cref="BusMonitor"/> measures the gauges.</summary>
internal sealed class BusMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Histogram<double> _publishDelay;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _repeated;
    private readonly Histogram<double> _consumeDelay;
    private readonly Gauge<long> _outboxDepth;
    private readonly Gauge<double> _outboxAge;
    private readonly Gauge<long> _inboxDepth;
    private readonly Gauge<long> _errorDepth;
    private readonly TimeProvider _clock;
    private readonly KeyValuePair<string, object?> _service;

    public BusMetrics(IMeterFactory meters, BusOptions options, TimeProvider clock)
    {
        _clock = clock;
        // Several services may run in one process.
        _service = new("service", options.Service);
        _meter = meters.Create("Community.Bus");
        _published = _meter.CreateCounter<long>(
            "community.outbox.published",
            "{event}",
            "Integration events that the broker has confirmed, by type"
        );
        _publishDelay = _meter.CreateHistogram<double>(
            "community.outbox.delay",
            "s",
            "From the row's insertion to the broker's confirmation, by type",
            advice: Buckets.Seconds
        );
        _outboxDepth = _meter.CreateGauge<long>(
            "community.outbox.depth",
            "{event}",
            "Integration events that wait in the outbox; 10,000 stands for all larger numbers"
        );
        _outboxAge = _meter.CreateGauge<double>(
            "community.outbox.oldest_age",
            "s",
            "The age of the oldest integration event in the outbox; 0: there is none"
        );
        _consumed = _meter.CreateCounter<long>(
            "community.inbox.consumed",
            "{event}",
            "Integration events whose effect was committed, by consumer"
        );
        _repeated = _meter.CreateCounter<long>(
            "community.inbox.repeated",
            "{event}",
            "Deliveries of integration events that had been consumed before, by consumer"
        );
        _consumeDelay = _meter.CreateHistogram<double>(
            "community.inbox.delay",
            "s",
            "From the time at which an integration event was published to the commit of its effect, by consumer",
            advice: Buckets.Seconds
        );
        _inboxDepth = _meter.CreateGauge<long>("community.inbox.depth", "{event}", "Integration events that wait for a consumer, by queue");
        _errorDepth = _meter.CreateGauge<long>(
            "community.error_queue.depth",
            "{event}",
            "Integration events that a consumer gave up on, by queue"
        );
    }

    /// <summary>Whether the gauges are exported, so that measuring is worth its cost.</summary>
    public bool HasGauges => _outboxDepth.Enabled;

    public void Published(string type, DateTime createdAt)
    {
        var tag = new KeyValuePair<string, object?>("type", type);
        _published.Add(1, tag);
        _publishDelay.Record(Since(createdAt), tag);
    }

    /// <param name="consumer">The consumer's queue.</param>
    /// <param name="publishedAt">UTC; null: the message does not say it.</param>
    public void Consumed(string consumer, DateTime? publishedAt)
    {
        var tag = new KeyValuePair<string, object?>("consumer", consumer);
        _consumed.Add(1, tag);
        if (publishedAt is { } at)
        {
            _consumeDelay.Record(Since(at), tag);
        }
    }

    public void Repeated(string consumer) => _repeated.Add(1, new KeyValuePair<string, object?>("consumer", consumer));

    /// <param name="depth">The number of rows.</param>
    /// <param name="oldestAge">In seconds.</param>
    public void Outbox(long depth, double oldestAge)
    {
        _outboxDepth.Record(depth, _service);
        _outboxAge.Record(oldestAge, _service);
    }

    public void Queue(string queue, long waiting) => _inboxDepth.Record(waiting, _service, new("queue", queue));

    public void ErrorQueue(string queue, long failed) => _errorDepth.Record(failed, _service, new("queue", queue));

    public void Dispose() => _meter.Dispose();

    // Two machines' clocks may differ a little.
    private double Since(DateTime time) => Math.Max(0, (_clock.GetUtcNow().UtcDateTime - time).TotalSeconds);
}
