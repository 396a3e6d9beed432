using System.Text;
using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// A statement that is composed of parts. A value becomes a parameter where it is first added. Its name can be used again, so that a
/// condition can be in a statement more than once.
/// </summary>
public sealed class Statement
{
    private readonly StringBuilder _sql = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Adds SQL, which refers to values by their parameters' names.</summary>
    public Statement Add(string sql)
    {
        _sql.Append(sql);
        return this;
    }

    /// <summary>The name of a new parameter with this value.</summary>
    public string Parameter<T>(T value)
        where T : notnull
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${_parameters.Count}";
    }

    /// <summary>
    /// A condition of full text as people write it into a search box; the last word may be unfinished, unless it is quoted or excluded.
    /// </summary>
    /// <param name="column">A tsvector of the configuration <c>simple</c>.</param>
    /// <param name="text">The search term.</param>
    public string Matches(string column, string text)
    {
        text = SearchKey.Query(text);
        var query = $"websearch_to_tsquery('simple', {Parameter(text)})";
        var last = text[(text.LastIndexOf(' ') + 1)..];
        return last.EndsWith('"') || last.StartsWith('-')
            ? $"{column} @@ {query}"
            : $"{column} @@ (SELECT CASE WHEN q::text LIKE '%''' THEN (q::text || ':*')::tsquery ELSE q END FROM {query} q)";
    }

    /// <summary>
    /// Reads the rows of the statement, which is planned once for all values and then run by that plan. It is for a statement whose best
    /// plan does not depend on its values and whose planning costs as much as running it: the planner would plan it anew each time, because
    /// the costs that it estimates leave planning out. One round trip; the setting ends with the transaction of the batch.
    /// </summary>
    /// <typeparam name="T">The result of a row.</typeparam>
    /// <param name="connection">Open, and in no transaction.</param>
    /// <param name="read">Makes the result.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    public async Task<List<T>> ReadPlannedOnceAsync<T>(
        NpgsqlConnection connection,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)"));
        var statement = new NpgsqlBatchCommand(_sql.ToString());
        foreach (var parameter in _parameters)
        {
            statement.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(statement);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await RowsAsync(reader, read, cancellationToken);
    }

    /// <summary>Reads the rows of the statement, which the planner plans as usual.</summary>
    /// <inheritdoc cref="ReadPlannedOnceAsync"/>
    public async Task<List<T>> ReadAsync<T>(
        NpgsqlConnection connection,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        await using var command = ToCommand();
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await RowsAsync(reader, read, cancellationToken);
    }

    private static async Task<List<T>> RowsAsync<T>(
        NpgsqlDataReader reader,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The statement as a command, without a connection yet.</summary>
    public NpgsqlCommand ToCommand()
    {
        var command = new NpgsqlCommand(_sql.ToString());
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }
}
