using Community.Bench.Reports;
using Npgsql;

namespace Community.Bench.Load;

/// <summary>
/// The processor time of all processes of the fleet's PostgreSQL, for each answer of an alternative. On a machine with other load it says
/// more than a rate. The server's background work (vacuum, checkpoints) counts for the alternative whose turn it is.
/// </summary>
internal sealed class PostgresTime
{
    private readonly int _server;
    private readonly Dictionary<string, List<double>> _seconds = [];

    private PostgresTime(int server) => _server = server;

    /// <summary>For the server of this database, on this machine.</summary>
    public static async Task<PostgresTime> OfAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_backend_pid()", connection);
        var process = (int)(await command.ExecuteScalarAsync())!;
        return new(
            Processor.ParentOf(process) ?? throw new BenchException("PostgreSQL is on another machine: its processor time cannot be read.")
        );
    }

    /// <summary>The alternative, with its processor time measured in every turn.</summary>
    public Alternative Of(Alternative alternative)
    {
        var seconds = _seconds[alternative.Name] = [];
        return alternative with
        {
            RunAsync = async duration =>
            {
                var before = Seconds();
                var sample = await alternative.RunAsync(duration);
                seconds.Add((Seconds() - before) / (sample.PerSecond * duration.TotalSeconds));
                return sample;
            },
        };
    }

    /// <summary>Microseconds for an answer, the median of the rounds.</summary>
    public double Microseconds(string name) => _seconds[name].Skip(1).Median() * 1_000_000;

    /// <summary>The median over the rounds of one's time divided by another's; the warm-up turn is not counted.</summary>
    public double Ratio(string name, string reference) =>
        _seconds[name].Skip(1).Zip(_seconds[reference].Skip(1), (one, other) => one / other).Median();

    public Table ToTable()
    {
        var table = new Table("PostgreSQL's processor", "µs an answer");
        foreach (var name in _seconds.Keys)
        {
            table.Add(name, Table.Figure(Microseconds(name)));
        }

        return table;
    }

    private double Seconds() => Processor.Seconds([_server, .. Processor.ChildrenOf(_server)]);
}
