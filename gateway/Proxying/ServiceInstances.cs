namespace Community.Gateway.Proxying;

/// <summary>A service and its instances.</summary>
/// <param name="name">The service.</param>
/// <param name="addresses">The configured addresses, of scheme, host and port.</param>
/// <param name="version">The HTTP version that the instances speak there.</param>
internal sealed class ServiceInstances(string name, IReadOnlyList<Uri> addresses, Version version)
{
    private volatile Destination[] _destinations = [.. addresses.Distinct().Select(address => new Destination(new(address), version))];

    public string Name { get; } = name;

    public IReadOnlyList<Uri> Addresses { get; } = addresses;

    public IReadOnlyList<Destination> Destinations => _destinations;

    /// <summary>
    /// These are the instances from now on. An instance that stays keeps its circuit; one that is gone gets no new request,
    /// and its requests in flight go on.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public bool MoveTo(IReadOnlyCollection<Instance> instances)
    {
        var present = _destinations.ToDictionary(destination => destination.Instance);
        if (present.Count == instances.Count && instances.All(present.ContainsKey))
        {
            return false;
        }
        _destinations = [.. instances.Select(instance => present.GetValueOrDefault(instance) ?? new Destination(instance, version))];
        return true;
    }

    /// <summary>
    /// The less busy of two random available instances ("the power of two choices", Mitzenmacher 2001), or null if none is available. The
    /// instance <paramref name="failed"/> is returned again only if it is the only one.
    /// </summary>
    public Destination? Pick(Destination? failed = null)
    {
        var destinations = _destinations;
        if (destinations.Length == 1)
        {
            return destinations[0].IsAvailable ? destinations[0] : null;
        }
        var first = PickOne(destinations, failed, mayStop: false) ?? PickOne(destinations, failed, mayStop: true);
        if (first is null)
        {
            return failed is { IsAvailable: true } && destinations.Contains(failed) ? failed : null;
        }
        var second = PickOne(destinations, failed, first.IsStopping) ?? first;
        return second.InFlight < first.InFlight ? second : first;
    }

    /// <summary>
    /// A connection to this address failed. If there are others, it gets no requests until a probe is answered. A single address may belong
    /// to a balancer, whose next connection reaches another instance, so only the probe opens its circuit.
    /// </summary>
    public void ConnectionFailed(Destination destination)
    {
        if (_destinations.Length > 1)
        {
            destination.Open();
        }
    }

    // The next available instance from a random start, so that no list is allocated.
    private static Destination? PickOne(Destination[] destinations, Destination? failed, bool mayStop)
    {
        if (destinations.Length == 0)
        {
            return null;
        }
        var start = Random.Shared.Next(destinations.Length);
        for (var i = 0; i < destinations.Length; i++)
        {
            var candidate = destinations[(start + i) % destinations.Length];
            if (candidate.IsAvailable && candidate != failed && (mayStop || !candidate.IsStopping))
            {
                return candidate;
            }
        }
        return null;
    }
}
