namespace Community.Events.Discovery;

/// <summary>
/// The same question, asked by many at once, is put to the database once at a time: an exact total among 100,000 events costs it
/// as much as a hundred pages. Who asks while an answer is being read waits for the next, together with all others who came
/// meanwhile; so everybody is answered from a statement that began after he asked, and sees what was committed before.
/// </summary>
internal sealed class SharedReads<T>
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <param name="question">Says all that the answer depends on, but the time.</param>
    /// <param name="read">Answers it. Not given up when one of those who wait does.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public Task<T> ReadAsync(string question, Func<Task<T>> read, CancellationToken cancel)
    {
        var first = NewAnswer();
        Line? line;
        lock (_gate)
        {
            if (_lines.TryGetValue(question, out line))
            {
                return (line.Waiting ??= NewAnswer()).Task.WaitAsync(cancel);
            }

            line = new Line();
            _lines.Add(question, line);
        }

        _ = AnswerAsync(question, line, first, read);
        return first.Task.WaitAsync(cancel);
    }

    private async Task AnswerAsync(string question, Line line, TaskCompletionSource<T> first, Func<Task<T>> read)
    {
        for (TaskCompletionSource<T>? answer = first; answer is not null; answer = Next(question, line))
        {
            try
            {
                answer.SetResult(await read());
            }
            catch (Exception failure)
            {
                answer.SetException(failure);
            }
        }
    }

    private TaskCompletionSource<T>? Next(string question, Line line)
    {
        lock (_gate)
        {
            var next = line.Waiting;
            line.Waiting = null;
            if (next is null)
            {
                _lines.Remove(question);
            }

            return next;
        }
    }

    private static TaskCompletionSource<T> NewAnswer() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An answer is being read; who came since waits for the one after it.</summary>
    private sealed class Line
    {
        public TaskCompletionSource<T>? Waiting { get; set; }
    }
}
