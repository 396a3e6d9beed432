using System.Net;

namespace Community.Gateway.Proxying;

/// <summary>A service and the addresses of its instances.</summary>
/// <param name="Name">The name in <see cref="Routes.Table"/>.</param>
/// <param name="Addresses">Each is scheme, host and port, without a slash at the end.</param>
/// <param name="Version">2.0 for cleartext HTTP/2 with prior knowledge, 1.1 for the fallback.</param>
internal sealed record Service(string Name, IReadOnlyList<string> Addresses, Version Version);

/// <summary>
/// The configured services: <c>services:NAME:h2c:0</c>, <c>:1</c>, … or, if there is none, <c>services:NAME:http:0</c>, ….
/// </summary>
internal sealed class ServiceMap
{
    private readonly Dictionary<string, Service> _services;

    /// <exception cref="InvalidOperationException">An address is not one.</exception>
    public ServiceMap(IConfiguration configuration)
    {
        _services = Routes.Table.Select(row => Read(row.Service, configuration.GetSection($"services:{row.Service}")))
            .Where(service => service.Addresses.Count > 0)
            .ToDictionary(service => service.Name, StringComparer.Ordinal);
    }

    public IReadOnlyCollection<Service> All => _services.Values;

    public bool Contains(string service) => _services.ContainsKey(service);

    private static Service Read(string name, IConfigurationSection section)
    {
        var http2 = Addresses(section.GetSection("h2c"));
        return http2.Length > 0
            ? new Service(name, http2, HttpVersion.Version20)
            : new Service(name, Addresses(section.GetSection("http")), HttpVersion.Version11);
    }

    private static string[] Addresses(IConfigurationSection section) =>
    [
        .. section.GetChildren()
            .Select(child => child.Value)
            .Where(value => !string.IsNullOrWhiteSpace(value))
            .Select(value => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.AbsolutePath == "/"
                ? value!.TrimEnd('/')
                : throw new InvalidOperationException($"{section.Path} is not an address like http://host:port: '{value}'."))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];
}
