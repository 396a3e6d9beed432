using Community.Platform.Data.Grouping;

namespace Community.Events.Discovery;

/// <summary>
/// Coalesces identical queries, so that one runs at a time: an exact total among 100,000 events costs the database as much as a hundred
/// pages. A call that arrives while an answer is being read waits for the next one, together with all other calls that arrived in the
/// meantime. Every caller is therefore answered from a statement that began after their request and sees all that was committed before it.
/// </summary>
internal sealed class SharedReads<T>
{
    private readonly RequestCoalescer<string, Func<Task<T>>, T> _groups = new(ReadOnceAsync, most: int.MaxValue);

    /// <param name="question">All that the answer depends on, except the time.</param>
    /// <param name="read">Reads the answer. It is not cancelled when one of the waiting callers cancels.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public Task<T> ReadAsync(string question, Func<Task<T>> read, CancellationToken cancellationToken) =>
        _groups.AskAsync(question, read).WaitAsync(cancellationToken);

    private static async Task<IReadOnlyList<T>> ReadOnceAsync(string question, IReadOnlyList<Func<Task<T>>> reads)
    {
        var answer = await reads[0]();
        return [.. Enumerable.Repeat(answer, reads.Count)];
    }
}
