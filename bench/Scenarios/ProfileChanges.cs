using System.Collections.Concurrent;
using System.Diagnostics;
using Community.Bench.Fleet;
using Community.Bench.Load;
using Community.Bench.Reports;

namespace Community.Bench.Scenarios;

/// <summary>The figures of a turn of profile changes.</summary>
/// <param name="Changes">The number of changes.</param>
/// <param name="Missing">The number of changes that were not visible in social within the limit.</param>
/// <param name="FromAnswer">The time from the answer, which follows the commit at once.</param>
/// <param name="FromRequest">The time from the start of the request.</param>
internal sealed record EffectLatency(int Changes, int Missing, Sample FromAnswer, Sample FromRequest);

/// <summary>
/// Changes profiles at a fixed rate (an open loop: a slow answer delays no other request) and polls social for each change.
/// </summary>
internal sealed class ProfileChanges(EventPath path)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, Change> _awaited = new();
    private readonly ConcurrentBag<Change> _seen = [];
    private int _lost;

    public static async Task<EffectLatency> MeasureAsync(EventPath path, Members members, int perSecond, TimeSpan duration)
    {
        var changes = new ProfileChanges(path);
        using var done = new CancellationTokenSource();
        var watching = changes.WatchAsync(done.Token);
        var made = await changes.MakeAsync(members, perSecond, duration);
        var begin = Stopwatch.GetTimestamp();
        while (!changes._awaited.IsEmpty && Stopwatch.GetElapsedTime(begin) < Patience)
        {
            await Task.Delay(20, CancellationToken.None);
        }

        await done.CancelAsync();
        await watching;
        return new EffectLatency(
            made,
            changes._awaited.Count + changes._lost,
            // A change may be visible before its answer has arrived. Its time is then 0.
            changes.Sample(change => Math.Max(0, Stopwatch.GetElapsedTime(change.Answered, change.Seen).TotalMilliseconds), duration),
            changes.Sample(change => Stopwatch.GetElapsedTime(change.Sent, change.Seen).TotalMilliseconds, duration)
        );
    }

    private async Task<int> MakeAsync(Members members, int perSecond, TimeSpan duration)
    {
        var count = (int)(perSecond * duration.TotalSeconds);
        var begin = Stopwatch.GetTimestamp();
        var requests = new List<Task>(count);
        for (var i = 0; i < count; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(begin);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }

            requests.Add(ChangeAsync(members.All[i % members.All.Count]));
        }

        await Task.WhenAll(requests);
        return count;
    }

    private async Task ChangeAsync(Member member)
    {
        // Time-ordered, so that a later change of the same person includes this one.
        var change = new Change(Guid.CreateVersion7().ToString(), Stopwatch.GetTimestamp());
        if (!_awaited.TryAdd(member.Id, change))
        {
            Interlocked.Increment(ref _lost); // This person's last change has not become visible since.
            return;
        }

        await member.Client.Me.UpdateAsync(new() { Bio = change.Bio });
        change.Answered = Stopwatch.GetTimestamp();
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_awaited.Keys.ToArray() is { Length: > 0 } people)
            {
                var bios = await path.BiosAsync(people);
                var now = Stopwatch.GetTimestamp();
                foreach (var (person, bio) in bios)
                {
                    if (_awaited.TryGetValue(person, out var change) && change.Bio == bio && _awaited.TryRemove(person, out _))
                    {
                        change.Seen = now;
                        _seen.Add(change);
                    }
                }
            }

            await Task.Delay(Interval, CancellationToken.None);
        }
    }

    private Sample Sample(Func<Change, double> latency, TimeSpan duration)
    {
        double[] all = [.. _seen.Select(latency)];
        return new Sample(all.Length / duration.TotalSeconds, all.Percentile(50), all.Percentile(99));
    }

    private sealed class Change(string bio, long sent)
    {
        public string Bio => bio;

        public long Sent => sent;

        /// <summary>The time of the answer. Before it is set, an effect cannot be later than the answer.</summary>
        public long Answered { get; set; } = long.MaxValue;

        public long Seen { get; set; }
    }
}
