using System.Collections.Concurrent;
using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>A fault that a resource has now.</summary>
/// <param name="Kind">How it fails.</param>
/// <param name="Until">When it ends by itself.</param>
internal sealed record Fault(FaultKind Kind, DateTimeOffset Until);

/// <summary>How a resource fails on demand.</summary>
internal enum FaultKind
{
    /// <summary>
    /// Its processes do nothing: connections to it are accepted by the kernel and never answered, as in a network that is cut.
    /// </summary>
    Frozen,

    /// <summary>Its processes run a tenth of the time.</summary>
    Slow,

    /// <summary>It runs, and nothing goes through its connections with other resources.</summary>
    CutOff,
}

/// <summary>
/// Faults of resources on demand, for demonstrations: a resource is killed, freezes, becomes slow or is cut off. It recovers by itself
/// after the given time, and before it is stopped. If AppHost is killed, the guardian kills frozen processes too.
/// </summary>
internal sealed class Faults(TimeProvider clock, Links? links = null) : IAsyncDisposable
{
    /// <summary>How long a fault lasts at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Halted = TimeSpan.FromMilliseconds(180);
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, Active> _active = new(StringComparer.Ordinal);

    /// <summary>Whether resources can be cut off: the fleet runs with links.</summary>
    public bool CanCut => links is not null;

    /// <summary>The present fault of a resource; null: none.</summary>
    public Fault? Of(string resource) => _active.TryGetValue(resource, out var active) ? active.Fault : null;

    /// <summary>Kills all processes of a resource with -9. Its supervisor starts it again. False: it has no process.</summary>
    public static bool Kill(SupervisedResource resource) => Send(resource, Signals.Kill);

    /// <summary>Begins a fault, in place of the present one.</summary>
    /// <param name="resource">A resource with processes of its own.</param>
    /// <param name="kind">How it fails.</param>
    /// <param name="lasting">Until it recovers by itself, at most <see cref="Longest"/>.</param>
    /// <returns>False: it has no process.</returns>
    public async Task<bool> BeginAsync(SupervisedResource resource, FaultKind kind, TimeSpan lasting)
    {
        await EndAsync(resource);
        if (kind == FaultKind.CutOff ? !CanCut : !Send(resource, Signals.Stop))
        {
            return false;
        }

        var active = new Active(new Fault(kind, clock.GetUtcNow() + lasting), new CancellationTokenSource(lasting));
        active.Work = kind == FaultKind.CutOff ? CutOffAsync(resource, active) : LastAsync(resource, active);
        _active[resource.Name] = active;
        return true;
    }

    /// <summary>Ends the fault of a resource, if it has one; returns when its processes run.</summary>
    public async Task EndAsync(SupervisedResource resource)
    {
        if (_active.TryRemove(resource.Name, out var active))
        {
            await active.Over.CancelAsync();
            await active.Work;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (name, active) in _active)
        {
            await active.Over.CancelAsync();
            await active.Work;
            _active.TryRemove(name, out _);
        }
    }

    // A process that starts meanwhile is halted in the next round.
    private async Task LastAsync(SupervisedResource resource, Active active)
    {
        try
        {
            while (!active.Over.IsCancellationRequested)
            {
                await Task.Delay(Halted, active.Over.Token);
                if (active.Fault.Kind == FaultKind.Slow)
                {
                    Send(resource, Signals.Continue);
                    await Task.Delay(Running, active.Over.Token);
                }

                Send(resource, Signals.Stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The fault is over.
        }

        Send(resource, Signals.Continue);
        _active.TryRemove(KeyValuePair.Create(resource.Name, active));
    }

    private async Task CutOffAsync(SupervisedResource resource, Active active)
    {
        links!.Cut(resource.Name);
        try
        {
            await Task.Delay(Timeout.Infinite, active.Over.Token);
        }
        catch (OperationCanceledException)
        {
            // The fault is over.
        }

        links.Restore(resource.Name);
        _active.TryRemove(KeyValuePair.Create(resource.Name, active));
    }

    private static bool Send(SupervisedResource resource, int signal)
    {
        var pids = resource.Pid is { } pid ? ProcessTable.Tree(pid) : [];
        foreach (var entry in pids)
        {
            Signals.Send(entry.Pid, signal);
        }

        return pids.Count > 0;
    }

    private sealed class Active(Fault fault, CancellationTokenSource over)
    {
        public Fault Fault => fault;

        public CancellationTokenSource Over => over;

        public Task Work { get; set; } = Task.CompletedTask;
    }
}
