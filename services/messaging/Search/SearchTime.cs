using System.Globalization;
using Community.Platform.Http.Problems;
using Npgsql;

namespace Community.Messaging.Search;

/// <summary>
/// The time limit of a search statement in the database. The text of a stranger decides its cost. So it ends sooner than other statements,
/// whose clients give up after 15 s, and it ends on the server, whether or not the client still waits.
/// </summary>
internal static class SearchTime
{
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    /// <summary>Runs a search in a transaction of the connection, with a time limit for its statements.</summary>
    /// <exception cref="ProblemException">503 <c>search_too_slow</c>.</exception>
    public static async Task<T> LimitAsync<T>(NpgsqlConnection connection, Func<Task<T>> search, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var limit = new NpgsqlCommand("SELECT set_config('statement_timeout', $1, true)", connection))
        {
            limit.Parameters.Add(
                new NpgsqlParameter<string> { TypedValue = string.Create(CultureInfo.InvariantCulture, $"{Most.TotalMilliseconds:0}ms") }
            );
            await limit.ExecuteNonQueryAsync(cancellationToken);
        }

        try
        {
            return await search();
        }
        catch (PostgresException failure)
            when (failure.SqlState == PostgresErrorCodes.QueryCanceled && !cancellationToken.IsCancellationRequested)
        {
            throw Problem
                .ServiceUnavailable(Again, "This search takes too long. Look for fewer or rarer words.", "search_too_slow")
                .ToException();
        }
    }
}
