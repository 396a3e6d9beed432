using Npgsql;

namespace Community.Bench.Load;

/// <summary>Tables for measurements of PostgreSQL alone; disposing drops them.</summary>
internal sealed class Scratch(string connectionString) : IAsyncDisposable
{
    /// <summary>How many rows <c>bench_many_rows</c> has, numbered from 1.</summary>
    public const int ManyRows = 1000;

    public static async Task<Scratch> CreateAsync(string connectionString)
    {
        var scratch = new Scratch(connectionString);
        await scratch.RunAsync(
            $"""
            DROP TABLE IF EXISTS bench_one_row, bench_many_rows, bench_rows;
            CREATE TABLE bench_one_row (taken bigint NOT NULL) WITH (fillfactor = 10);
            INSERT INTO bench_one_row VALUES (0);
            CREATE TABLE bench_many_rows (id integer PRIMARY KEY, taken bigint NOT NULL) WITH (fillfactor = 10);
            INSERT INTO bench_many_rows SELECT id, 0 FROM generate_series(1, {ManyRows}) AS id;
            CREATE TABLE bench_rows (id uuid PRIMARY KEY, status text NOT NULL, at timestamptz NOT NULL);
            """
        );
        return scratch;
    }

    public async ValueTask DisposeAsync() => await RunAsync("DROP TABLE IF EXISTS bench_one_row, bench_many_rows, bench_rows");

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
