using Community.ServiceDefaults.Grouping;

namespace Community.Events.Discovery;

/// <summary>
/// The same question, asked by many at once, is put to the database once at a time: an exact total among 100,000 events costs it
/// as much as a hundred pages. Who asks while an answer is being read waits for the next, together with all others who came
/// meanwhile; so everybody is answered from a statement that began after he asked, and sees what was committed before.
/// </summary>
internal sealed class SharedReads<T>
{
    private readonly GroupedCalls<string, Func<Task<T>>, T> _groups = new(ReadOnceAsync, most: int.MaxValue);

    /// <param name="question">Says all that the answer depends on, but the time.</param>
    /// <param name="read">Answers it. Not given up when one of those who wait does.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<T> ReadAsync(string question, Func<Task<T>> read, CancellationToken cancel) => _groups.AskAsync(question, read).WaitAsync(cancel);

    private static async Task<IReadOnlyList<T>> ReadOnceAsync(string question, IReadOnlyList<Func<Task<T>>> reads)
    {
        var answer = await reads[0]();
        return [.. Enumerable.Repeat(answer, reads.Count)];
    }
}
