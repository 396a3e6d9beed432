using System.Globalization;

namespace Community.OneProcess;

/// <summary>
/// The configuration of a part, from strongest to weakest: the process's keys that begin with the part's name (<c>events:Kestrel:…</c>, as
/// an environment variable <c>events__Kestrel__…</c>), the process's other keys, and defaults by which the parts find each other.
/// </summary>
internal static class PartConfiguration
{
    /// <summary>The key of the first of two loopback ports for each service (one for HTTP/1.1, one for cleartext HTTP/2).</summary>
    public const string FirstPortKey = "OneProcess:FirstPort";
    private const int FirstPort = 5300;
    private const int GatewayPort = 8080;

    /// <summary>The keys and values that override a part's own sources.</summary>
    /// <exception cref="FormatException">The first port is not a number from 1 to 65500.</exception>
    public static Dictionary<string, string?> Of(Part part, IConfiguration process)
    {
        var given = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            // The program would have two sets of addresses; only those of Kestrel's endpoints must count.
            ["urls"] = null,
            ["http_ports"] = null,
            ["https_ports"] = null,
            ["Logging:Service"] = part.Name,
        };
        AddEndpoints(given, part, process);
        AddReferences(given, process);
        if (process["Storage:Folder"] is { Length: > 0 } folder)
        {
            given["Storage:Folder"] = Path.Combine(folder, part.Name);
        }

        // Spans and metrics belong to the process: every part would export those of all others again. Log entries belong to the part.
        if (part == Part.Gateway)
        {
            given["OTEL_SERVICE_NAME"] = "community";
        }
        else
        {
            given["OTEL_TRACES_EXPORTER"] = "none";
            given["OTEL_METRICS_EXPORTER"] = "none";
        }

        foreach (
            var (key, value) in process.GetSection(part.Name).AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null)
        )
        {
            given[key] = value;
        }

        return given;
    }

    private static void AddEndpoints(Dictionary<string, string?> given, Part part, IConfiguration process)
    {
        if (part == Part.Gateway)
        {
            given["Kestrel:Endpoints:http:Url"] = $"http://*:{GatewayPort}";
            return;
        }

        foreach (var (name, protocols, url) in EndpointsOf(part, process))
        {
            given[$"Kestrel:Endpoints:{name}:Url"] = url;
            given[$"Kestrel:Endpoints:{name}:Protocols"] = protocols;
        }
    }

    private static void AddReferences(Dictionary<string, string?> given, IConfiguration process)
    {
        foreach (var service in Part.Services)
        {
            foreach (var (name, _, url) in EndpointsOf(service, process))
            {
                given[$"services:{service.Name}:{name}:0"] = url;
            }
        }
    }

    private static IEnumerable<(string Name, string Protocols, string Url)> EndpointsOf(Part service, IConfiguration process)
    {
        var first =
            process[FirstPortKey] is not { Length: > 0 } text ? FirstPort
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65500 ? number
            : throw new FormatException($"{FirstPortKey} must be a number from 1 to 65500, not '{text}'.");
        var port = first + (2 * Part.Services.TakeWhile(other => other != service).Count());
        yield return ("http", "Http1", $"http://127.0.0.1:{port}");
        yield return ("h2c", "Http2", $"http://127.0.0.1:{port + 1}");
    }
}
