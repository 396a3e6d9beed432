using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>
/// A few connections of their own for what ends rights. When an instance dies, thousands of calls on the others wait for the common ones, and nobody may
/// hear more than he should for as long as that.
/// </summary>
internal sealed class RightsDatabase(IConfiguration configuration) : IAsyncDisposable
{
    private const int Connections = 3;
    private readonly NpgsqlDataSource _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(configuration.GetConnectionString("messaging"))
    {
        ApplicationName = "messaging rights",
        MaxPoolSize = Connections,
        MaxAutoPrepare = 20,
        AutoPrepareMinUsages = 2,
        Timeout = 5,
        CommandTimeout = 15,
        TcpKeepAlive = true,
        TcpKeepAliveTime = 30,
        TcpKeepAliveInterval = 5,
    });

    /// <summary>Blocks: whoever asks has a thread of its own.</summary>
    public NpgsqlConnection Open() => _source.OpenConnection();

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
