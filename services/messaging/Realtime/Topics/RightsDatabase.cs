using Community.Platform.Data;
using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>
/// A few connections reserved for ending rights. When an instance dies, thousands of calls on the others wait for the common pool;
/// meanwhile, no client may receive more than it is allowed to.
/// </summary>
internal sealed class RightsDatabase(IConfiguration configuration) : IAsyncDisposable
{
    private const int Connections = 3;
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(
        new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("messaging"))
        {
            ApplicationName = "messaging rights",
            MaxPoolSize = Connections,
            MaxAutoPrepare = 20,
            AutoPrepareMinUsages = 2,
            Timeout = 5,
            CommandTimeout = 15,
        }.WithKeepAlive()
    );

    /// <summary>Blocks: its callers have threads of their own.</summary>
    public NpgsqlConnection Open() => _source.OpenConnection();

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
