using Community.AppHost.Processes;
using Community.AppHost.Servers;

namespace Community.AppHost.Model;

/// <summary>
/// Composes the fleet in Aspire's vocabulary (docs/decisions): each Add… adds a resource, each With… sets a property, and WaitFor names a
/// resource that must run before this one starts.
/// </summary>
internal sealed class FleetBuilder(DataFolder data, Guardian guardian, ProjectOutputs outputs)
{
    /// <summary>The added resources, in their order.</summary>
    public List<Resource> Resources { get; } = [];

    /// <summary>Where the fleet keeps its data.</summary>
    public DataFolder Data => data;

    /// <summary>
    /// A private PostgreSQL with this many connections, or the running one that <paramref name="external"/> connects to.
    /// </summary>
    public PostgresResource AddPostgres(string name, string? external = null, int? connections = null)
    {
        var options = new PostgresOptions();
        options = options with { MaxConnections = connections ?? options.MaxConnections };
        return Add(new PostgresResource(name, external is null ? new PrivatePostgres(data[name], options, guardian) : null, external));
    }

    /// <summary>A private RabbitMQ, or the running one at <paramref name="external"/> (an AMQP URI).</summary>
    public RabbitMQResource AddRabbitMQ(string name, string? external = null) =>
        Add(new RabbitMQResource(name, external is null ? new PrivateRabbitMq(data[name], guardian) : null, external));

    /// <summary>A private Redis, or the running one at <paramref name="external"/> (in StackExchange.Redis' form).</summary>
    public RedisResource AddRedis(string name, string? external = null) =>
        Add(new RedisResource(name, external is null ? new PrivateRedis(data[name], guardian) : null, external));

    /// <summary>A database of <paramref name="server"/>.</summary>
    public DatabaseResource AddDatabase(PostgresResource server, string name) => Add(server.AddDatabase(name));

    /// <summary>A .NET project, by the folder that its project file is in.</summary>
    public ProjectResource AddProject(string name, string folder) => Add(new ProjectResource(name, outputs.Launch(folder)));

    /// <summary>
    /// Adds instances of a service that is composed already. Resources that refer to the first one also refer to them: the gateway and
    /// other services call any one instance.
    /// </summary>
    /// <param name="service">The service's name.</param>
    /// <param name="count">Instances in all; 1 or more.</param>
    /// <exception cref="UsageException">There is no such service.</exception>
    public void AddInstances(string service, int count)
    {
        var first =
            Resources
                .OfType<ProjectResource>()
                .FirstOrDefault(resource => resource.Name == service && resource.Endpoints.Exists(endpoint => endpoint.Name == "h2c"))
            ?? throw new UsageException($"There is no service {service} to have several instances of.");
        for (var instance = 1; instance < count; instance++)
        {
            var another = Add(first.Another(instance).WithHttpEndpoint(data).WithHttp2Endpoint(data));
            foreach (var referring in Resources.Where(resource => resource.References.Contains(first)))
            {
                referring.References.Add(another);
            }
        }
    }

    /// <summary>Lets one program host projects that were composed as separate programs.</summary>
    /// <param name="name">The program's name in the fleet.</param>
    /// <param name="folder">The folder of its project.</param>
    /// <param name="parts">The hosted projects.</param>
    public HostResource AddHost(string name, string folder, params IReadOnlyList<ProjectResource> parts) =>
        Add(new HostResource(name, outputs.Launch(folder), parts));

    /// <summary>Any other program.</summary>
    public ExecutableResource AddExecutable(string name, string fileName, params IReadOnlyList<string> arguments) =>
        Add(new ExecutableResource(name, new LaunchSpec(fileName, arguments)));

    private T Add<T>(T resource)
        where T : Resource
    {
        if (Resources.Exists(other => other.Name == resource.Name))
        {
            throw new InvalidOperationException($"Two resources are named {resource.Name}.");
        }

        Resources.Add(resource);
        return resource;
    }
}

/// <summary>Sets properties of a resource.</summary>
internal static class ResourceExtensions
{
    /// <summary>The resource does not start before <paramref name="other"/> is running.</summary>
    public static T WaitFor<T>(this T resource, Resource other)
        where T : Resource
    {
        resource.Waits.Add(other);
        return resource;
    }

    /// <summary>The resource gets the addresses of the others.</summary>
    public static T WithReference<T>(this T resource, params IEnumerable<Resource> others)
        where T : Resource
    {
        resource.References.AddRange(others);
        return resource;
    }

    /// <summary>The resource gets an environment variable.</summary>
    public static T WithEnvironment<T>(this T resource, string name, string value)
        where T : ExecutableResource
    {
        resource.Environment[name] = value;
        return resource;
    }

    /// <summary>
    /// The resource listens on 127.0.0.1 for HTTP/1.1, on <paramref name="port"/> or on a port that stays the same between runs.
    /// </summary>
    public static T WithHttpEndpoint<T>(this T resource, DataFolder data, int? port = null)
        where T : ExecutableResource => resource.WithKestrelEndpoint(data, "http", "Http1", port);

    /// <summary>The resource listens on 127.0.0.1 for cleartext HTTP/2, for which Kestrel needs a separate port.</summary>
    public static T WithHttp2Endpoint<T>(this T resource, DataFolder data)
        where T : ExecutableResource => resource.WithKestrelEndpoint(data, "h2c", "Http2", port: null);

    /// <summary>The resource is running when this path of its first endpoint answers 200.</summary>
    public static T WithHealthCheck<T>(this T resource, string path)
        where T : ExecutableResource
    {
        resource.HealthPath = path;
        return resource;
    }

    private static T WithKestrelEndpoint<T>(this T resource, DataFolder data, string name, string protocols, int? port)
        where T : ExecutableResource
    {
        var endpoint = new Endpoint(name, port ?? Ports.Kept(data[$"ports/{resource.Name}.{name}"]));
        resource.Endpoints.Add(endpoint);
        return resource
            .WithEnvironment($"Kestrel__Endpoints__{name}__Url", endpoint.Url)
            .WithEnvironment($"Kestrel__Endpoints__{name}__Protocols", protocols);
    }
}
