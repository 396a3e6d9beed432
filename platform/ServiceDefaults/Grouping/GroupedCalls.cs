using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Community.ServiceDefaults.Data;

namespace Community.ServiceDefaults.Grouping;

/// <summary>
/// Answers calls in groups: the first for a key is answered at once and alone; those that come meanwhile wait in line, and are
/// answered together by the next. So a storm on one key costs a round trip (and a lock, and a commit) for each group instead of each
/// call, and who comes first is not made to wait for others. Whoever asks is answered by work that began after he asked.
/// A group that fails fails for all in it, unless the failure may be one call's own: then each is answered alone, in their order. The next goes on.
/// <para>
/// A group runs in an execution context of its own: no AsyncLocal of a caller, no span, no transaction flows into work that is done for several. The work for
/// one call belongs to that call's trace; the work for several is a trace of its own, linked with the span of each caller.
/// </para>
/// </summary>
/// <typeparam name="TKey">What calls are kept apart by: one group at a time for each.</typeparam>
/// <typeparam name="TCall">What is asked.</typeparam>
/// <typeparam name="TAnswer">What is answered.</typeparam>
/// <param name="answer">Answers a group: one answer for each call, in their order.</param>
/// <param name="most">Calls in a group at most; 1 or more.</param>
/// <param name="mostWaiting">Calls in line for one key at most; beyond it <see cref="TryAsk"/> refuses.</param>
/// <param name="mayBeOfOne">Whether a group's failure may be that of one call in it; null: never.</param>
public sealed class GroupedCalls<TKey, TCall, TAnswer>(
    Func<TKey, IReadOnlyList<TCall>, Task<IReadOnlyList<TAnswer>>> answer, int most, int mostWaiting = int.MaxValue, Func<Exception, bool>? mayBeOfOne = null)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Line> _lines = new();

    /// <summary>Asks where a line may be as long as it gets.</summary>
    /// <exception cref="InvalidOperationException">It may not, and too many wait.</exception>
    public Task<TAnswer> AskAsync(TKey key, TCall call) =>
        TryAsk(key, call, out var answered) ? answered : throw new InvalidOperationException("Too many wait in this line.");

    /// <summary>Asks, unless too many wait for this key.</summary>
    public bool TryAsk(TKey key, TCall call, [NotNullWhen(true)] out Task<TAnswer>? answered)
    {
        // The group needs a connection of its own, which the caller's transaction may be keeping from it.
        TransactionGuard.Forbid("wait for a group");
        var asked = new Asked(call);
        while (true)
        {
            var line = _lines.GetOrAdd(key, static _ => new Line());
            var joined = line.TryJoin(asked, mostWaiting);
            if (joined == Joined.NotAsEnded)
            {
                // The next round makes another.
                continue;
            }

            if (joined == Joined.AsFirst)
            {
                ExecutionContext.Run(GroupContext.Empty, _ => _ = AnswerAllAsync(key, line), null);
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
        using var span = GroupContext.Begin(group.ConvertAll(asked => asked.Caller));
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

        /// <summary>The next in line; none, and nobody can join any more, when nobody waits.</summary>
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
