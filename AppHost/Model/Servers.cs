using System.Net;
using Community.AppHost.Processes;
using Community.AppHost.Servers;
using Npgsql;

namespace Community.AppHost.Model;

/// <summary>PostgreSQL: a private one, or one that runs already.</summary>
internal sealed class PostgresResource(string name, PrivatePostgres? own, string? external) : SupervisedResource(name)
{
    private readonly List<DatabaseResource> _databases = [];

    /// <inheritdoc/>
    public override string Type => own is null ? "PostgreSQL (external)" : "PostgreSQL";

    /// <inheritdoc/>
    public override bool IsServer => true;

    /// <inheritdoc/>
    public override TimeSpan HealthInterval => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override IReadOnlyList<string> Addresses
    {
        get
        {
            var parts = new NpgsqlConnectionStringBuilder(ConnectionString("postgres"));
            return [$"postgresql://{parts.Username}:***@{parts.Host}:{parts.Port}/"];
        }
    }

    /// <summary>The most connections at once; null: the server is not ours.</summary>
    public int? MaxConnections => own?.MaxConnections;

    /// <summary>A database of this server, created when the server is up if it does not exist.</summary>
    public DatabaseResource AddDatabase(string database)
    {
        var resource = new DatabaseResource(database, this);
        _databases.Add(resource);
        return resource;
    }

    /// <summary>The connection string of one of its databases, with the password.</summary>
    public string ConnectionString(string database) =>
        own?.ConnectionString(database) ?? new NpgsqlConnectionStringBuilder(external) { Database = database }.ConnectionString;

    /// <inheritdoc/>
    public override async Task<LaunchSpec?> PrepareAsync(CancellationToken cancellationToken) =>
        own is null ? null : await own.PrepareAsync();

    /// <inheritdoc/>
    public override Task<bool> IsHealthyAsync(CancellationToken cancellationToken) =>
        PrivatePostgres.IsHealthyAsync(ConnectionString("postgres"), cancellationToken);

    /// <inheritdoc/>
    public override async Task OnHealthyAsync(CancellationToken cancellationToken)
    {
        foreach (var database in _databases)
        {
            await PrivatePostgres.EnsureDatabaseAsync(ConnectionString(database.Database), cancellationToken);
        }
    }
}

/// <summary>A database: available as soon as its server is.</summary>
internal sealed class DatabaseResource(string database, PostgresResource server) : Resource($"{server.Name}/{database}")
{
    /// <inheritdoc/>
    public override string Type => "database";

    /// <summary>Its name on the server.</summary>
    public string Database => database;

    /// <summary>Its connection string, with the password.</summary>
    public string ConnectionString => server.ConnectionString(database);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> AddressVariables =>
        [new($"ConnectionStrings__{database}", server.ConnectionString(database))];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Addresses => [server.Addresses[0] + database];

    /// <inheritdoc/>
    public override Task RunningAsync(CancellationToken cancellationToken) => server.RunningAsync(cancellationToken);
}

/// <summary>RabbitMQ: a private one, or one that runs already.</summary>
internal sealed class RabbitMQResource(string name, PrivateRabbitMq? own, string? external) : SupervisedResource(name)
{
    /// <inheritdoc/>
    public override string Type => own is null ? "RabbitMQ (external)" : "RabbitMQ";

    /// <inheritdoc/>
    public override bool IsServer => true;

    /// <inheritdoc/>
    public override TimeSpan HealthInterval => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> AddressVariables => [new($"ConnectionStrings__{Name}", Uri)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Addresses => [new UriBuilder(Uri) { Password = "***" }.ToString()];

    private string Uri => own?.Uri ?? external!;

    /// <inheritdoc/>
    public override async Task<LaunchSpec?> PrepareAsync(CancellationToken cancellationToken) =>
        own is null ? null : await own.PrepareAsync();

    /// <inheritdoc/>
    public override Task<bool> IsHealthyAsync(CancellationToken cancellationToken) =>
        own?.IsHealthyAsync(cancellationToken) ?? PrivateRabbitMq.IsHealthyAsync(Uri, cancellationToken);
}

/// <summary>Redis: a private one, or one that runs already.</summary>
internal sealed class RedisResource(string name, PrivateRedis? own, string? external) : SupervisedResource(name)
{
    /// <inheritdoc/>
    public override string Type => own is null ? "Redis (external)" : "Redis";

    /// <inheritdoc/>
    public override bool IsServer => true;

    /// <inheritdoc/>
    public override TimeSpan HealthInterval => TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public override IEnumerable<KeyValuePair<string, string>> AddressVariables =>
        [new($"ConnectionStrings__{Name}", own?.ConnectionString ?? external!)];

    /// <inheritdoc/>
    public override IReadOnlyList<string> Addresses => [$"redis://{Server.Host}:{Server.Port}/"];

    private DnsEndPoint Server => own?.EndPoint ?? RedisServers.FirstOf(external!)!;

    /// <inheritdoc/>
    public override async Task<LaunchSpec?> PrepareAsync(CancellationToken cancellationToken) =>
        own is null ? null : await own.PrepareAsync();

    /// <inheritdoc/>
    public override Task<bool> IsHealthyAsync(CancellationToken cancellationToken) =>
        own?.IsHealthyAsync(cancellationToken) ?? RedisServers.AcceptsAsync(Server, cancellationToken);
}
