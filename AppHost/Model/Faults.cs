using System.Collections.Concurrent;
using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>A fault that a resource has now.</summary>
/// <param name="Kind">How it fails.</param>
/// <param name="Until">When it ends by itself.</param>
/// <param name="From">The only other resource that it is cut off from; null: from all.</param>
/// <param name="AheadSeconds">By how much its clock is ahead; negative: behind.</param>
internal sealed record Fault(FaultKind Kind, DateTimeOffset Until, string? From = null, int AheadSeconds = 0);

/// <summary>How a resource fails on demand.</summary>
internal enum FaultKind
{
    /// <summary>
    /// Its processes do nothing: connections to it are accepted by the kernel and never answered, as in a network that is cut.
    /// </summary>
    Frozen,

    /// <summary>Its processes run a tenth of the time.</summary>
    Slow,

    /// <summary>It runs, and nothing goes through its connections with other resources, or with one of them.</summary>
    CutOff,

    /// <summary>Its clock is wrong.</summary>
    ClockJumped,
}

/// <summary>
/// Faults of resources on demand, for demonstrations: a resource is killed, freezes, becomes slow, is cut off or has a wrong clock. It
/// recovers by itself after the given time, and before it is stopped. If AppHost is killed, the guardian kills frozen processes too.
/// </summary>
internal sealed class Faults(TimeProvider clock, Links? links = null, Clocks? clocks = null) : IAsyncDisposable
{
    /// <summary>How long a fault lasts at most.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Halted = TimeSpan.FromMilliseconds(180);
    private static readonly TimeSpan Running = TimeSpan.FromMilliseconds(20);
    private readonly ConcurrentDictionary<string, Active> _active = new(StringComparer.Ordinal);

    /// <summary>Whether resources can be cut off: the fleet runs with links.</summary>
    public bool CanCut => links is not null;

    /// <summary>Whether the clocks of resources can jump: the fleet runs with clocks.</summary>
    public bool HasClocks => clocks is not null;

    /// <summary>The present fault of a resource; null: none.</summary>
    public Fault? Of(string resource) => _active.TryGetValue(resource, out var active) ? active.Fault : null;

    /// <summary>Kills all processes of a resource with -9. Its supervisor starts it again. False: it has no process.</summary>
    public static bool Kill(SupervisedResource resource) => Send(resource, Signals.Kill);

    /// <summary>Begins a fault, in place of the present one.</summary>
    /// <param name="resource">A resource with processes of its own.</param>
    /// <param name="kind">How it fails.</param>
    /// <param name="lasting">Until it recovers by itself, at most <see cref="Longest"/>.</param>
    /// <param name="from">The only other resource that it is cut off from; null: from all.</param>
    /// <param name="ahead">By how much its clock is wrong.</param>
    /// <returns>False: it cannot fail like this, such as a resource without a process.</returns>
    public async Task<bool> BeginAsync(
        SupervisedResource resource,
        FaultKind kind,
        TimeSpan lasting,
        string? from = null,
        TimeSpan ahead = default
    )
    {
        await EndAsync(resource);
        var isPossible = kind switch
        {
            FaultKind.CutOff => CanCut,
            FaultKind.ClockJumped => HasClocks && resource is ExecutableResource { Pid: not null },
            _ => Send(resource, Signals.Stop),
        };
        if (!isPossible)
        {
            return false;
        }

        var fault = new Fault(kind, clock.GetUtcNow() + lasting, from, (int)ahead.TotalSeconds);
        var active = new Active(fault, new CancellationTokenSource(lasting));
        active.Work = kind switch
        {
            FaultKind.CutOff => HoldAsync(
                resource,
                active,
                () => links!.Cut(resource.Name, from),
                () => links!.Restore(resource.Name, from)
            ),
            FaultKind.ClockJumped => HoldAsync(
                resource,
                active,
                () => clocks!.Set(resource.Name, ahead),
                () => clocks!.Set(resource.Name, TimeSpan.Zero)
            ),
            _ => LastAsync(resource, active),
        };
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

    private async Task HoldAsync(SupervisedResource resource, Active active, Action begin, Action end)
    {
        begin();
        try
        {
            await Task.Delay(Timeout.Infinite, active.Over.Token);
        }
        catch (OperationCanceledException)
        {
            // The fault is over.
        }

        end();
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
