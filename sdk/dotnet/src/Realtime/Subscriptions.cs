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
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<Action<object?>>> _listeners = new(StringComparer.Ordinal);
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new() { SingleReader = true });
    private readonly Action<Exception> _failed;

    public Reporter(Action<Exception> failed)
    {
        _failed = failed;
        _ = Task.Run(RunAsync);
    }

    public IDisposable Add(string name, Action<object?> listener)
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
        _work.Writer.TryWrite(() =>
        {
            Action<object?>[] listeners;
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
                Try(() => listener(data));
            }
        });

    /// <summary>Runs after all that was reported before.</summary>
    public void Then(Action work) => _work.Writer.TryWrite(work);

    public void End() => _work.Writer.TryComplete();

    private async Task RunAsync()
    {
        await foreach (var work in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Try(work);
        }
    }

    private void Try(Action work)
    {
        try
        {
            work();
        }
        catch (Exception failure)
        {
            _failed(failure);
        }
    }
}
