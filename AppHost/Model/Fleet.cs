using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>All resources of a run, each with its supervisor.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly Supervisor[] _supervisors;

    private readonly Links? _links;

    /// <param name="resources">All resources.</param>
    /// <param name="data">Where the fleet keeps its data.</param>
    /// <param name="guardian">Watches the processes.</param>
    /// <param name="hasLinks">Whether connections between resources lead through proxies, so that they can be cut.</param>
    /// <param name="clocks">The clocks of the programs; null: the machine's.</param>
    public Fleet(IReadOnlyList<Resource> resources, DataFolder data, Guardian guardian, bool hasLinks = false, Clocks? clocks = null)
    {
        _links = hasLinks ? new Links() : null;
        Faults = new Faults(TimeProvider.System, _links, clocks);
        foreach (var resource in resources.OfType<ExecutableResource>())
        {
            resource.Links = _links;
            resource.Clocks = clocks;
        }

        Resources = resources;
        Data = data;
        _supervisors = [.. resources.OfType<SupervisedResource>().Select(resource => new Supervisor(resource, guardian))];
        foreach (var resource in Supervised.Where(resource => resource.Host is null))
        {
            resource.Log.WriteTo(data[$"logs/{resource.Name}.log"]);
        }
    }

    /// <summary>Where the fleet keeps its data.</summary>
    public DataFolder Data { get; }

    /// <summary>All added resources, with the databases.</summary>
    public IReadOnlyList<Resource> Resources { get; }

    /// <summary>The faults that its resources have on demand.</summary>
    public Faults Faults { get; }

    /// <summary>The resources that are started and stopped.</summary>
    public IEnumerable<SupervisedResource> Supervised => _supervisors.Select(supervisor => supervisor.Resource);

    /// <summary>The supervisor of a resource by name; null if there is none.</summary>
    public Supervisor? Find(string name) => Array.Find(_supervisors, supervisor => supervisor.Resource.Name == name);

    /// <summary>Starts all at the same time; each waits for the resources that it needs.</summary>
    public Task StartAsync() => Task.WhenAll(_supervisors.Select(supervisor => supervisor.StartAsync()));

    /// <summary>Returns when all are running.</summary>
    public Task RunningAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Supervised.Select(resource => resource.RunningAsync(cancellationToken)));

    /// <summary>
    /// Stops in order: first resources without references to them (the gateway accepts no more requests), then the services (which finish
    /// their requests and publish their events), then the servers that the services need for that.
    /// </summary>
    public async Task StopAsync()
    {
        // A frozen process cannot end in order.
        await Faults.DisposeAsync();
        var referredTo = Resources.SelectMany(resource => resource.References.Concat(resource.Waits)).ToHashSet();
        foreach (var stage in _supervisors.GroupBy(supervisor => Stage(supervisor.Resource)).OrderBy(stage => stage.Key))
        {
            await Task.WhenAll(stage.Select(supervisor => supervisor.StopAsync()));
        }

        int Stage(SupervisedResource resource) =>
            resource.IsServer ? 2
            : referredTo.Contains(resource) ? 1
            : 0;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var supervisor in _supervisors)
        {
            supervisor.Resource.Log.Dispose();
            supervisor.Dispose();
        }

        if (_links is not null)
        {
            await _links.DisposeAsync();
        }
    }
}
