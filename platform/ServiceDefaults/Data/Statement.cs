using System.Text;
using Npgsql;

namespace Community.ServiceDefaults.Data;

/// <summary>
/// A statement that is composed of parts. A value becomes a parameter where it is first written; its name can be said again, so that a
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

    /// <summary>A condition of full text as people write it into a search box; the last word may be unfinished, unless it is quoted or excluded.</summary>
    /// <param name="column">A tsvector of the configuration <c>simple</c>.</param>
    /// <param name="text">What is searched for.</param>
    public string Matches(string column, string text)
    {
        text = SearchKey.Query(text);
        var query = $"websearch_to_tsquery('simple', {Parameter(text)})";
        var last = text[(text.LastIndexOf(' ') + 1)..];
        return last.EndsWith('"') || last.StartsWith('-')
            ? $"{column} @@ {query}"
            : $"{column} @@ (SELECT CASE WHEN q::text LIKE '%''' THEN (q::text || ':*')::tsquery ELSE q END FROM {query} q)";
    }

    /// <summary>The whole of it, to be given a connection.</summary>
    public NpgsqlCommand ToCommand()
    {
        var command = new NpgsqlCommand(_sql.ToString());
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }
}
