using System.Net;

namespace Community.Gateway.Proxying;

/// <summary>A service and its instances.</summary>
internal sealed class ServiceInstances(string name, Destination[] destinations)
{
    public string Name { get; } = name;

    public IReadOnlyList<Destination> Destinations => destinations;

    /// <summary>
    /// The less busy of two random available instances ("the power of two choices", Mitzenmacher 2001), or null if none is available. The
    /// instance <paramref name="failed"/> is returned again only if it is the only one.
    /// </summary>
    public Destination? Pick(Destination? failed = null)
    {
        if (destinations.Length == 1)
        {
            return destinations[0].IsAvailable ? destinations[0] : null;
        }
        var first = PickOne(failed);
        if (first is null)
        {
            return failed is { IsAvailable: true } ? failed : null;
        }
        var second = PickOne(failed) ?? first;
        return second.InFlight < first.InFlight ? second : first;
    }

    /// <summary>
    /// A connection to this address failed. If there are others, it gets no requests until a probe is answered. A single address may belong
    /// to a balancer, whose next connection reaches another instance, so only the probe opens its circuit.
    /// </summary>
    public void ConnectionFailed(Destination destination)
    {
        if (destinations.Length > 1)
        {
            destination.Open();
        }
    }

    // The next available instance from a random start, so that no list is allocated.
    private Destination? PickOne(Destination? failed)
    {
        var start = Random.Shared.Next(destinations.Length);
        for (var i = 0; i < destinations.Length; i++)
        {
            var candidate = destinations[(start + i) % destinations.Length];
            if (candidate.IsAvailable && candidate != failed)
            {
                return candidate;
            }
        }
        return null;
    }
}

/// <summary>
/// The configured services: <c>services:NAME:h2c:0</c>, <c>:1</c>, … or, if there is none, <c>services:NAME:http:0</c>, ….
/// </summary>
internal sealed class ServiceMap
{
    private readonly Dictionary<string, ServiceInstances> _services;

    public ServiceMap(IConfiguration configuration)
    {
        _services = Routes
            .Table.Select(row => row.Service)
            .Select(name => new ServiceInstances(name, Read(configuration.GetSection($"services:{name}"))))
            .Where(service => service.Destinations.Count > 0)
            .ToDictionary(service => service.Name, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<ServiceInstances> All => _services.Values;

    public bool Contains(string service) => _services.ContainsKey(service);

    public ServiceInstances this[string service] => _services[service];

    private static Destination[] Read(IConfigurationSection section)
    {
        var http2 = Addresses(section.GetSection("h2c")).Select(address => new Destination(address, HttpVersion.Version20)).ToArray();
        return http2.Length > 0
            ? http2
            : [.. Addresses(section.GetSection("http")).Select(address => new Destination(address, HttpVersion.Version11))];
    }

    private static IEnumerable<string> Addresses(IConfigurationSection section) =>
        section
            .GetChildren()
            .Select(child => child.Value)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value =>
                Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
                    ? value!
                    : throw new InvalidOperationException($"{section.Path} is not an address like http://host:port: '{value}'.")
            );
}
