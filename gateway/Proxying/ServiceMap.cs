using System.Net;
using Community.Platform.Hosting.Tls;

namespace Community.Gateway.Proxying;

/// <summary>
/// The configured services: <c>services:NAME:h2c:0</c>, <c>:1</c>, … (HTTP/2; over TLS with <c>https://</c>) or, if there is none,
/// <c>services:NAME:http:0</c>, ….
/// </summary>
internal sealed class ServiceMap
{
    private readonly Dictionary<string, ServiceInstances> _services;

    /// <exception cref="InvalidOperationException">An address is malformed, or has no TLS although the fleet has it.</exception>
    public ServiceMap(IConfiguration configuration, FleetTls tls)
    {
        _services = Routes
            .Table.Select(row => row.Service)
            .Select(name => Read(name, configuration.GetSection($"services:{name}"), tls))
            .Where(service => service.Addresses.Count > 0)
            .ToDictionary(service => service.Name, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<ServiceInstances> All => _services.Values;

    public bool Contains(string service) => _services.ContainsKey(service);

    public ServiceInstances this[string service] => _services[service];

    private static ServiceInstances Read(string name, IConfigurationSection section, FleetTls tls)
    {
        Uri[] http2 = [.. Addresses(section.GetSection("h2c"), tls)];
        return http2.Length > 0
            ? new ServiceInstances(name, http2, HttpVersion.Version20)
            : new ServiceInstances(name, [.. Addresses(section.GetSection("http"), tls)], HttpVersion.Version11);
    }

    private static IEnumerable<Uri> Addresses(IConfigurationSection section, FleetTls tls) =>
        section
            .GetChildren()
            .Select(child => child.Value)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value =>
                Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
                    ? tls.Require(uri)
                    : throw new InvalidOperationException($"{section.Path} is not an address like http://host:port: '{value}'.")
            );
}
