using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Community.Platform.Data.Grouping;

/// <summary>
/// Coalesces calls into batches. The first call for a key is answered at once and alone. Calls that arrive meanwhile wait in a queue and
/// are answered together by the next batch. So a storm on one key costs a round trip (and a lock, and a commit) for each batch instead of
/// each call, and the first call never waits for others. Each call is answered by work that began after the call. If a batch fails, all of
/// its calls fail, unless one call may have caused the failure: then each call is answered alone, in order. The next batch is not affected.
/// <para>
/// A batch runs in an execution context of its own: no AsyncLocal, span or transaction of a caller flows into work for several callers. The
/// work for one call belongs to that call's trace. The work for several calls is a trace of its own, linked with the span of each caller.
/// </para>
/// </summary>
/// <typeparam name="TKey">The key by which calls are separated: one batch at a time for each.</typeparam>
/// <typeparam name="TCall">The call.</typeparam>
/// <typeparam name="TAnswer">The answer.</typeparam>
/// <param name="answer">Answers a batch: one answer for each call, in their order.</param>
/// <param name="most">The most calls in a batch; 1 or more.</param>
/// <param name="mostWaiting">The most calls that wait for one key; beyond it <see cref="TryAsk"/> refuses.</param>
/// <param name="mayBeOfOne">Whether one call of a batch may have caused its failure; null: never.</param>
public sealed class RequestCoalescer<TKey, TCall, TAnswer>(
    Func<TKey, IReadOnlyList<TCall>, Task<IReadOnlyList<TAnswer>>> answer,
    int most,
    int mostWaiting = int.MaxValue,
    Func<Exception, bool>? mayBeOfOne = null
)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Line> _lines = new();

    /// <summary>Adds a call where the queue has no limit.</summary>
    /// <exception cref="InvalidOperationException">The queue has a limit, and too many calls wait.</exception>
    public Task<TAnswer> AskAsync(TKey key, TCall call) =>
        TryAsk(key, call, out var answered) ? answered : throw new InvalidOperationException("Too many calls wait for this key.");

    /// <summary>Adds a call, unless too many wait for this key.</summary>
    public bool TryAsk(TKey key, TCall call, [NotNullWhen(true)] out Task<TAnswer>? answered)
    {
        // The batch needs a connection of its own, and the caller's transaction may hold the last one.
        TransactionGuard.Forbid("wait for a group");
        var asked = new Asked(call);
        while (true)
        {
            var line = _lines.GetOrAdd(key, static _ => new Line());
            var joined = line.TryJoin(asked, mostWaiting);
            if (joined == Joined.NotAsEnded)
            {
                // The next round creates a new queue.
                continue;
            }

            if (joined == Joined.AsFirst)
            {
                ExecutionContext.Run(BatchContext.Empty, _ => _ = AnswerAllAsync(key, line), null);
            }

            answered = joined == Joined.NotAsFull ? null : asked.Answer.Task;
            return answered is not null;
        }
    }

    private async Task AnswerAllAsync(TKey key, Line line)
    {
        while (line.TakeGroup(most) is { Count: > 0 } group)
        {
            await AnswerAsync(key, group);
        }

        _lines.TryRemove(new(key, line));
    }

    private async Task AnswerAsync(TKey key, List<Asked> group)
    {
        using var span = BatchContext.Begin(group.ConvertAll(asked => asked.Caller));
        try
        {
            var answers = await answer(key, group.ConvertAll(asked => asked.Call));
            for (var i = 0; i < group.Count; i++)
            {
                group[i].Answer.TrySetResult(answers[i]);
            }
        }
        catch (Exception failure) when (group.Count > 1 && mayBeOfOne?.Invoke(failure) == true)
        {
            foreach (var asked in group)
            {
                await AnswerAsync(key, [asked]);
            }
        }
        catch (Exception failure)
        {
            foreach (var asked in group)
            {
                asked.Answer.TrySetException(failure);
            }
        }
    }

    private enum Joined
    {
        AsFirst,
        InLine,
        NotAsFull,
        NotAsEnded,
    }

    private sealed class Asked(TCall call)
    {
        public TCall Call => call;

        public Activity? Caller { get; } = Activity.Current;

        public TaskCompletionSource<TAnswer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Line
    {
        private readonly Lock _gate = new();
        private readonly Queue<Asked> _waiting = new();
        private bool _isRunning;
        private bool _hasEnded;

        public Joined TryJoin(Asked asked, int mostWaiting)
        {
            lock (_gate)
            {
                if (_hasEnded)
                {
                    return Joined.NotAsEnded;
                }

                if (_waiting.Count >= mostWaiting)
                {
                    return Joined.NotAsFull;
                }

                _waiting.Enqueue(asked);
                (var isFirst, _isRunning) = (!_isRunning, true);
                return isFirst ? Joined.AsFirst : Joined.InLine;
            }
        }

        /// <summary>The next batch. If no call waits it is empty, and the queue is closed for further calls.</summary>
        public List<Asked> TakeGroup(int most)
        {
            lock (_gate)
            {
                var group = new List<Asked>(Math.Min(most, _waiting.Count));
                while (group.Count < most && _waiting.TryDequeue(out var asked))
                {
                    group.Add(asked);
                }

                _hasEnded = group.Count == 0;
                return group;
            }
        }
    }
}
