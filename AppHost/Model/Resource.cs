using Community.AppHost.Processes;

namespace Community.AppHost.Model;

internal enum ResourceState
{
    /// <summary>A resource that it waits for is not running yet.</summary>
    Waiting,

    /// <summary>Its process runs but does not answer its health check yet.</summary>
    Starting,

    /// <summary>Healthy.</summary>
    Running,

    /// <summary>It was healthy and its process runs, but it no longer answers.</summary>
    Unhealthy,

    /// <summary>Its process died (or could not be started) and is started again after a pause.</summary>
    Restarting,

    /// <summary>It was asked to stop and has not ended yet.</summary>
    Stopping,

    /// <summary>Stopped on demand.</summary>
    Stopped,
}

/// <summary>A named part of the fleet.</summary>
internal abstract class Resource(string name)
{
    /// <summary>Its name, which is also its name in configuration keys and in the dashboard.</summary>
    public string Name { get; } = name;

    /// <summary>Its kind, in a word for people.</summary>
    public abstract string Type { get; }

    /// <summary>The resources that must run before this one starts.</summary>
    public List<Resource> Waits { get; } = [];

    /// <summary>The resources whose addresses this one gets.</summary>
    public List<Resource> References { get; } = [];

    /// <summary>The variables with this resource's address, for other processes.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> AddressVariables => [];

    /// <summary>Its addresses, for people, without passwords.</summary>
    public virtual IReadOnlyList<string> Addresses => [];

    /// <summary>Completes when it is (again) healthy.</summary>
    public abstract Task RunningAsync(CancellationToken cancellationToken);
}

/// <summary>
/// A resource that is supervised: a child process, or an external server that is only probed.
/// </summary>
internal abstract class SupervisedResource(string name) : Resource(name)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Its output.</summary>
    public LogBuffer Log { get; } = new();

    /// <summary>Its state.</summary>
    public ResourceState State { get; private set; } = ResourceState.Stopped;

    /// <summary>The resource whose process this is a part of; null if it has a process of its own, or none.</summary>
    public SupervisedResource? Host { get; set; }

    /// <summary>Its last failure, if any.</summary>
    public string? Problem { get; set; }

    /// <summary>The process id, while it has one.</summary>
    public int? Pid { get; set; }

    /// <summary>When the process was started.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>How often it was started again after it had died.</summary>
    public int Restarts { get; set; }

    /// <summary>Whether it is a server with other resources' data; servers are stopped last.</summary>
    public virtual bool IsServer => false;

    /// <summary>How long between two health checks once it runs.</summary>
    public virtual TimeSpan HealthInterval => TimeSpan.FromSeconds(2);

    /// <summary>How to start its process; null for an external one.</summary>
    public abstract Task<LaunchSpec?> PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Whether it works. Throws only when cancelled.</summary>
    public abstract Task<bool> IsHealthyAsync(CancellationToken cancellationToken);

    /// <summary>Called when it has become healthy, before waiting resources start.</summary>
    public virtual Task OnHealthyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public override Task RunningAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return _running.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Called after each change of <see cref="State"/>.</summary>
    public Action<SupervisedResource>? Changed { get; set; }

    /// <summary>Changes the state and releases the resources that wait for it.</summary>
    public void Become(ResourceState state)
    {
        lock (_gate)
        {
            if (State == state)
            {
                return;
            }

            State = state;
            if (state == ResourceState.Running)
            {
                _running.TrySetResult();
            }
            else if (_running.Task.IsCompleted)
            {
                _running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        Changed?.Invoke(this);
    }
}
