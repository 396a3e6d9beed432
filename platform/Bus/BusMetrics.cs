using System.Diagnostics.Metrics;

namespace Community.Platform.Bus;

/// <summary>The metrics of the bus (meter <c>Community.Bus</c>).</summary>
internal sealed class BusMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _published;
    private readonly Histogram<double> _publishDelay;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _repeated;
    private readonly TimeProvider _clock;

    public BusMetrics(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _meter = meters.Create("Community.Bus");
        _published = _meter.CreateCounter<long>("outbox.published", description: "Integration events that the broker has confirmed");
        _publishDelay = _meter.CreateHistogram<double>("outbox.delay", "s", "From the row's insertion to the broker's confirmation");
        _consumed = _meter.CreateCounter<long>("inbox.consumed", description: "Integration events whose effect was committed");
        _repeated = _meter.CreateCounter<long>("inbox.repeated", description: "Deliveries that had been consumed before");
    }

    public void Published(string type, DateTime createdAt)
    {
        var tag = new KeyValuePair<string, object?>("type", type);
        _published.Add(1, tag);
        _publishDelay.Record((_clock.GetUtcNow().UtcDateTime - createdAt).TotalSeconds, tag);
    }

    public void Consumed(string consumer) => _consumed.Add(1, new KeyValuePair<string, object?>("consumer", consumer));

    public void Repeated(string consumer) => _repeated.Add(1, new KeyValuePair<string, object?>("consumer", consumer));

    public void Dispose() => _meter.Dispose();
}
