using System.Diagnostics;
using System.Net.Sockets;
using Community.Bench.Reports;
using Community.Sdk;

namespace Community.Bench.Load;

/// <summary>Load that wrk cannot make: the next request depends on the last answer.</summary>
internal static class ClosedLoop
{
    /// <summary>
    /// Several workers; each starts its next call as soon as its last one ends. A failure is counted, and the worker goes on.
    /// </summary>
    public static Alternative Of(string name, int workers, Func<int, Task> once) =>
        new(name, duration => RunAsync(workers, duration, once));

    /// <summary>One turn of that load.</summary>
    public static Task<Sample> RunAsync(int workers, TimeSpan duration, Func<int, Task> once) =>
        RunTimedAsync(
            workers,
            duration,
            async worker =>
            {
                var start = Stopwatch.GetTimestamp();
                await once(worker);
                return Stopwatch.GetElapsedTime(start);
            }
        );

    /// <summary>The same, for calls of which only a part is timed: the call returns the time of that part.</summary>
    public static async Task<Sample> RunTimedAsync(int workers, TimeSpan duration, Func<int, Task<TimeSpan>> once)
    {
        var latencies = new List<double>[workers];
        var errors = 0L;
        var begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, workers)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        latencies[worker] = [];
                        while (Stopwatch.GetElapsedTime(begin) < duration)
                        {
                            try
                            {
                                latencies[worker].Add((await once(worker)).TotalMilliseconds);
                            }
                            catch (Exception away) when (away is HttpRequestException or SocketException or CommunityException)
                            {
                                Interlocked.Increment(ref errors);
                            }
                        }
                    })
                )
        );
        var elapsed = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        double[] all = [.. latencies.SelectMany(own => own)];
        return new Sample(all.Length / elapsed, all.Percentile(50), all.Percentile(99), errors);
    }
}
