using System.Diagnostics.Metrics;
using Community.Platform.Hosting.Telemetry;

namespace Community.Platform.Tests.Telemetry;

public sealed class CacheMetricsTests
{
    [Fact]
    public void QuestionsAreCountedByCacheAndResult()
    {
        CacheMetrics.Asked("tried", isHit: true);
        CacheMetrics.Asked("tried", isHit: true, 4);
        CacheMetrics.Asked("tried", isHit: false, 2);
        CacheMetrics.Asked("tried", isHit: false, 0);
        var read = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, one) =>
            {
                if (instrument.Name == "community.cache.requests")
                {
                    one.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                if (tags[0].Value is "tried")
                {
                    read[$"{tags[1].Value}"] = value;
                }
            }
        );
        listener.Start();
        listener.RecordObservableInstruments();

        read.ShouldBe(new Dictionary<string, long>(StringComparer.Ordinal) { ["hit"] = 5, ["miss"] = 2 }, ignoreOrder: true);
    }
}
