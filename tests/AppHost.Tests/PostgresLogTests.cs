using System.Collections.Concurrent;
using Community.AppHost.Processes;
using Community.AppHost.Servers;
using Community.Testing;
using Npgsql;

namespace Community.AppHost.Tests;

/// <summary>More people read a server's log than its data, and it is kept longer: it has no value of a row.</summary>
public sealed class PostgresLogTests
{
    private const string Address = "amal.haddad@example.org";

    [Fact]
    public async Task AFailedStatementIsLoggedWithoutItsValues()
    {
        using var guardian = new Guardian();
        var folder = Directory.CreateTempSubdirectory("community-log-test-");
        folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        guardian.RemoveAtEnd(folder.FullName);
        var server = new PrivatePostgres(Path.Combine(folder.FullName, "postgres"), new PostgresOptions { Durable = false }, guardian);
        var log = new ConcurrentQueue<string>();
        await using var process = ChildProcess.Start(await server.PrepareAsync(), guardian, log.Enqueue);
        await Poll.UntilAsync(() => server.IsHealthyAsync(TestContext.Current.CancellationToken));
        await using (var connection = new NpgsqlConnection(server.ConnectionString("postgres")))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await ExecuteAsync(connection, "CREATE TABLE people (email text UNIQUE, age integer CHECK (age > 0))");
            await ExecuteAsync(connection, "INSERT INTO people VALUES ($1, 1)", Address);
            await FailAsync(connection, "INSERT INTO people VALUES ($1, 1)", Address); // DETAIL: Key (email)=(…) already exists
            await FailAsync(connection, "INSERT INTO people VALUES ($1, 0)", Address); // DETAIL: Failing row contains (…)
            await FailAsync(connection, "DO $$ BEGIN INSERT INTO people SELECT email, 1 FROM people; END $$"); // CONTEXT
        }

        await Poll.UntilAsync(() => Task.FromResult(log.Count(line => line.Contains("ERROR:", StringComparison.Ordinal)) == 3));
        await process.StopAsync();
        log.ShouldNotContain(line => line.Contains(Address, StringComparison.Ordinal));
        log.ShouldContain(line => line.Contains("people_email_key", StringComparison.Ordinal), "what went wrong is there");
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static Task<PostgresException> FailAsync(NpgsqlConnection connection, string sql, params object[] values) =>
        Should.ThrowAsync<PostgresException>(() => ExecuteAsync(connection, sql, values));
}
