using System.Threading.Channels;

namespace Community.Sdk.Realtime;

/// <summary>Ends a subscription.</summary>
internal sealed class Subscription(Action end) : IDisposable
{
    private Action? _end = end;

    public void Dispose() => Interlocked.Exchange(ref _end, value: null)?.Invoke();
}

/// <summary>
/// Listeners by name. Reports are handed to them one after the other, in the order of the reports, away from the connection: a slow
/// listener delays other listeners, and nothing else. A listener that throws stops neither the others nor the connection.
/// </summary>
internal sealed class Reporter
{
    /// <summary>So many reports may wait for the listeners.</summary>
    public const int Most = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Func<object?, ValueTask>>> _listeners = new(StringComparer.Ordinal);
    private readonly Channel<Func<ValueTask>> _work = Channel.CreateUnbounded<Func<ValueTask>>(new() { SingleReader = true });
    private readonly Action<Exception> _failed;
    private int _waiting;

    public Reporter(Action<Exception> failed)
    {
        _failed = failed;
        _ = Task.Run(RunAsync);
    }

    /// <summary>The greatest number of reports waits: a caller that can read the next ones again later leaves them out.</summary>
    public bool IsFull => Volatile.Read(ref _waiting) >= Most;

    public IDisposable Add(string name, Action<object?> listener) =>
        Add(
            name,
            content =>
            {
                listener(content);
                return ValueTask.CompletedTask;
            }
        );

    /// <summary>A listener that the next report waits for.</summary>
    public IDisposable Add(string name, Func<object?, ValueTask> listener)
    {
        lock (_lock)
        {
            (_listeners.TryGetValue(name, out var all) ? all : _listeners[name] = []).Add(listener);
        }

        return new Subscription(() =>
        {
            lock (_lock)
            {
                _listeners[name].Remove(listener);
            }
        });
    }

    public bool Has(string name)
    {
        lock (_lock)
        {
            return _listeners.TryGetValue(name, out var all) && all.Count > 0;
        }
    }

    public void Report(string name, Func<object?> content) =>
        Do(async () =>
        {
            Func<object?, ValueTask>[] listeners;
            lock (_lock)
            {
                listeners = _listeners.TryGetValue(name, out var all) ? [.. all] : [];
            }

            if (listeners.Length == 0)
            {
                return;
            }

            var data = content();
            foreach (var listener in listeners)
            {
                await TryAsync(() => listener(data)).ConfigureAwait(false);
            }
        });

    /// <summary>Runs after all that was reported before.</summary>
    public void Then(Action work) =>
        Do(() =>
        {
            work();
            return ValueTask.CompletedTask;
        });

    public void End() => _work.Writer.TryComplete();

    private void Do(Func<ValueTask> work)
    {
        Interlocked.Increment(ref _waiting);
        _work.Writer.TryWrite(work);
    }

    private async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Interlocked.Decrement(ref _waiting);
            await TryAsync(work).ConfigureAwait(false);
        }
    }

    private async ValueTask TryAsync(Func<ValueTask> work)
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            _failed(failure);
        }
    }
}
