using System.Net;

namespace Community.Gateway.Proxying;

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
            .Select(name => Read(name, configuration.GetSection($"services:{name}")))
            .Where(service => service.Addresses.Count > 0)
            .ToDictionary(service => service.Name, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<ServiceInstances> All => _services.Values;

    public bool Contains(string service) => _services.ContainsKey(service);

    public ServiceInstances this[string service] => _services[service];

    private static ServiceInstances Read(string name, IConfigurationSection section)
    {
        Uri[] http2 = [.. Addresses(section.GetSection("h2c"))];
        return http2.Length > 0
            ? new ServiceInstances(name, http2, HttpVersion.Version20)
            : new ServiceInstances(name, [.. Addresses(section.GetSection("http"))], HttpVersion.Version11);
    }

    private static IEnumerable<Uri> Addresses(IConfigurationSection section) =>
        section
            .GetChildren()
            .Select(child => child.Value)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value =>
                Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
                    ? uri
                    : throw new InvalidOperationException($"{section.Path} is not an address like http://host:port: '{value}'.")
            );
}
