using System.Text;
using Npgsql;

namespace Community.Social.Discovery;

/// <summary>A statement that is composed of parts; a value becomes a parameter where it is first written.</summary>
internal sealed class Statement
{
    private readonly StringBuilder _sql = new();
    private readonly List<NpgsqlParameter> _parameters = [];

    public Statement Add(string sql)
    {
        _sql.Append(sql);
        return this;
    }

    /// <summary>The name of a new parameter with this value.</summary>
    public string Parameter<T>(T value)
    {
        _parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return $"${_parameters.Count}";
    }

    public NpgsqlCommand ToCommand()
    {
        var command = new NpgsqlCommand(_sql.ToString());
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }
}
