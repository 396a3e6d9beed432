using System.Collections.Concurrent;

namespace Community.Platform.Hosting.Telemetry;

/// <summary>
/// Counts events that may be very many, such as refusals, and reports at most once a minute for each kind how many there were. The first
/// event of a kind is reported at once. Safe for concurrent use; it keeps each kind forever, so the kinds must be few.
/// </summary>
public sealed class OncePerMinute(TimeProvider clock)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Counter> _kinds = new(StringComparer.Ordinal);

    /// <summary>Counts an event.</summary>
    /// <returns>The number of events since the last report, with this one; null: there was a report less than a minute ago.</returns>
    public long? Count(string kind)
    {
        var counter = _kinds.GetOrAdd(kind, static _ => new());
        lock (counter)
        {
            counter.Waiting++;
            var now = clock.GetTimestamp();
            if (counter.ReportedAt is { } last && clock.GetElapsedTime(last, now) < Minute)
            {
                return null;
            }

            var events = counter.Waiting;
            (counter.ReportedAt, counter.Waiting) = (now, 0);
            return events;
        }
    }

    private sealed class Counter
    {
        public long Waiting { get; set; }

        public long? ReportedAt { get; set; }
    }
}
