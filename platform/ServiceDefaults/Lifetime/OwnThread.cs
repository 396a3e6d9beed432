using System.Collections.Concurrent;

namespace Community.ServiceDefaults.Lifetime;

/// <summary>
/// A thread of its own for work that blocks, one piece after the other. Where the pool is busy with thousands of small things, work that waits for answers and
/// goes on in the pool each time stands in line each time; here it goes on at once.
/// </summary>
public sealed class OwnThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    /// <param name="name">Of the thread.</param>
    public OwnThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    /// <summary>Does a piece of work after those before it. What awaits it goes on on this thread, and must be short.</summary>
    /// <exception cref="InvalidOperationException">It is disposed.</exception>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        var context = ExecutionContext.Capture();
        _work.Add(() =>
        {
            try
            {
                var result = default(T);
                if (context is null)
                {
                    result = work();
                }
                else
                {
                    ExecutionContext.Run(context, _ => result = work(), null);
                }

                done.SetResult(result!);
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        });
        return done.Task;
    }

    /// <summary>No more work is taken; what was taken is done.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
