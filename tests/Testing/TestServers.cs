using Community.AppHost.Servers;
using Npgsql;
using Xunit;

namespace Community.Testing;

/// <summary>
/// The real PostgreSQL and RabbitMQ of the tests: those that <c>./community test</c> started for the whole run, else a pair of this
/// process, started on first use. Use it as an assembly fixture: <c>[assembly: AssemblyFixture(typeof(TestServers))]</c>, then a
/// constructor parameter of the test class.
/// </summary>
public sealed class TestServers : IAsyncLifetime
{
    /// <summary>The environment variable with the superuser's connection string of a running PostgreSQL.</summary>
    public const string PostgresVariable = "COMMUNITY_TEST_POSTGRES";

    /// <summary>The environment variable with the AMQP URI of a running test broker.</summary>
    public const string RabbitMqVariable = "COMMUNITY_TEST_RABBITMQ";

    private readonly List<string> _databases = [];
    private readonly Lock _gate = new();
    private ServersForTests? _own;
    private Task<string>? _postgres;
    private Task<string>? _rabbitMq;

    /// <inheritdoc/>
    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A connection string of PostgreSQL's superuser, to database "postgres".</summary>
    public Task<string> PostgresAsync()
    {
        lock (_gate)
        {
            return _postgres ??= Environment.GetEnvironmentVariable(PostgresVariable) is { Length: > 0 } running
                ? Task.FromResult(running)
                : Task.Run(() => Own().StartPostgresAsync());
        }
    }

    /// <summary>Creates an empty database for one test and returns its connection string. The database is dropped at the end.</summary>
    /// <param name="name">The beginning of its name, such as the service's.</param>
    /// <param name="template">A database of this server to copy (without open connections); an empty one if null.</param>
    public async Task<string> CreateDatabaseAsync(string name, string? template = null)
    {
        var server = await PostgresAsync();
        var database = $"{name}_{Guid.CreateVersion7():N}"[..Math.Min(63, name.Length + 33)];
        await ExecuteAsync(server, $"CREATE DATABASE \"{database}\" TEMPLATE \"{template ?? "template0"}\"");
        lock (_gate)
        {
            _databases.Add(database);
        }

        return new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;
    }

    /// <summary>The AMQP URI of a new, empty virtual host for one test.</summary>
    public async Task<string> CreateVirtualHostAsync() => await ServersForTests.TakeVirtualHostAsync(await RabbitMqAsync());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_own is not null)
        {
            await _own.DisposeAsync();
            return;
        }

        foreach (var database in _databases)
        {
            await ExecuteAsync(await PostgresAsync(), $"DROP DATABASE IF EXISTS \"{database}\" WITH (FORCE)");
        }
    }

    private Task<string> RabbitMqAsync()
    {
        lock (_gate)
        {
            return _rabbitMq ??= Environment.GetEnvironmentVariable(RabbitMqVariable) is { Length: > 0 } running
                ? Task.FromResult(running)
                : Task.Run(() => Own().StartRabbitMqAsync());
        }
    }

    private ServersForTests Own()
    {
        lock (_gate)
        {
            return _own ??= new ServersForTests();
        }
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
