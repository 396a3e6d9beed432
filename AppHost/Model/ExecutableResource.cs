using System.Net;
using System.Net.Sockets;
using Community.AppHost.Processes;

namespace Community.AppHost.Model;

/// <summary>An address that a process listens on.</summary>
/// <param name="Name">"http" or "h2c", as in Aspire's variables.</param>
/// <param name="Port">On 127.0.0.1.</param>
internal sealed record Endpoint(string Name, int Port)
{
    /// <summary>Its base address.</summary>
    public string Url => $"http://127.0.0.1:{Port}";
}

/// <summary>A program of the fleet. Healthy when its health URL answers 200, or, without one, when it runs.</summary>
internal class ExecutableResource(string name, LaunchSpec spec) : SupervisedResource(name)
{
    // A probe must not be answered by a proxy, nor wait for another probe's connection.
    private static readonly HttpClient Probe = new(
        new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.FromSeconds(10) }
    )
    {
        Timeout = TimeSpan.FromSeconds(3),
    };

    // Variables of the user's shell must not change the addresses that the fleet listens on.
    private static readonly string[] NotInherited =
    [
        "ASPNETCORE_URLS",
        "ASPNETCORE_HTTP_PORTS",
        "ASPNETCORE_HTTPS_PORTS",
        "DOTNET_URLS",
        "HTTP_PORTS",
        "HTTPS_PORTS",
        "URLS",
    ];

    private readonly Dictionary<string, string> _environment = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override string Type => "program";

    /// <summary>How it is started, without the variables that are added at the start.</summary>
    protected LaunchSpec Spec => spec;

    /// <summary>The service that it is an instance of.</summary>
    public string Service { get; init; } = name;

    /// <summary>The number of this instance, from 0.</summary>
    public int Instance { get; init; }

    /// <summary>The addresses that it listens on.</summary>
    public List<Endpoint> Endpoints { get; } = [];

    /// <summary>The path of its health check on the endpoint "http".</summary>
    public string? HealthPath { get; set; }

    /// <summary>Its environment variables.</summary>
    public IDictionary<string, string> Environment => _environment;

    /// <summary>The network through which it reaches its references; null: directly.</summary>
    public Links? Links { get; set; }

    /// <summary>The clocks that it reads the time from; null: the machine's.</summary>
    public Clocks? Clocks { get; set; }

    /// <summary>All of its environment variables: the addresses of its references, and <see cref="Environment"/>.</summary>
    public virtual IEnumerable<KeyValuePair<string, string>> Variables =>
        References
            .SelectMany(reference =>
                reference.AddressVariables.Select(pair =>
                    KeyValuePair.Create(pair.Key, Links?.Through(Name, reference.Name, pair.Value) ?? pair.Value)
                )
            )
            .Concat(_environment);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Addresses => [.. Endpoints.Select(endpoint => endpoint.Url)];

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> AddressVariables =>
        Endpoints.Select(endpoint => KeyValuePair.Create($"services__{Service}__{endpoint.Name}__{Instance}", endpoint.Url));

    /// <inheritdoc/>
    public override Task<LaunchSpec?> PrepareAsync(CancellationToken cancellationToken)
    {
        if (Host is not null)
        {
            return Task.FromResult<LaunchSpec?>(null);
        }

        var environment = new Dictionary<string, string?>(Spec.Environment, StringComparer.Ordinal);
        foreach (var variable in NotInherited)
        {
            environment[variable] = null;
        }

        foreach (var (variable, value) in Variables.Concat(Clocks?.Variables(Name) ?? []))
        {
            environment[variable] = value;
        }

        return Task.FromResult<LaunchSpec?>(Spec with { Environment = environment });
    }

    /// <inheritdoc/>
    public override async Task<bool> IsHealthyAsync(CancellationToken cancellationToken)
    {
        if (HealthPath is null)
        {
            return true;
        }

        try
        {
            using var answer = await Probe.GetAsync(Endpoints[0].Url + HealthPath, cancellationToken);
            Problem = answer.StatusCode == HttpStatusCode.OK ? null : $"{HealthPath} answers {(int)answer.StatusCode}";
            return Problem is null;
        }
        catch (Exception exception)
            when (exception is HttpRequestException or SocketException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return false;
        }
    }
}

/// <summary>A .NET project of this repository: its published output, or the last build in its bin folder.</summary>
internal sealed class ProjectResource(string name, LaunchSpec spec) : ExecutableResource(name, spec)
{
    /// <summary>One more instance of the same service with the same settings; the caller adds its endpoints.</summary>
    public ProjectResource Another(int instance)
    {
        var another = new ProjectResource($"{Name}-{instance + 1}", Spec)
        {
            Service = Service,
            Instance = instance,
            HealthPath = HealthPath,
        };
        another.Waits.AddRange(Waits);
        another.References.AddRange(References);
        foreach (var (variable, value) in Environment)
        {
            another.Environment[variable] = value;
        }

        return another;
    }

    /// <inheritdoc/>
    public override string Type => "service";
}
