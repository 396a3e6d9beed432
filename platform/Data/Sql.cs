using Npgsql;

namespace Community.Platform.Data;

/// <summary>Statements written by hand, with positional parameters (<c>$1</c>, <c>$2</c>, …); meant for <c>using static</c>.</summary>
public static class Sql
{
    /// <summary>A statement of a batch.</summary>
    /// <param name="sql">The statement; never put together from a user's text.</param>
    /// <param name="values">The values of $1, $2, …; <see cref="DBNull.Value"/> for null.</param>
    public static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        Add(command.Parameters, values);
        return command;
    }

    /// <summary>A statement on its own.</summary>
    /// <param name="connection">Where it runs.</param>
    /// <param name="sql">The statement; never put together from a user's text.</param>
    /// <param name="values">The values of $1, $2, …; <see cref="DBNull.Value"/> for null.</param>
    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        Add(command.Parameters, values);
        return command;
    }

    /// <summary>A statement on its own, on a connection of the pool.</summary>
    /// <param name="database">Where it runs.</param>
    /// <param name="sql">The statement; never put together from a user's text.</param>
    /// <param name="values">The values of $1, $2, …; <see cref="DBNull.Value"/> for null.</param>
    public static NpgsqlCommand Command(NpgsqlDataSource database, string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        Add(command.Parameters, values);
        return command;
    }

    private static void Add(NpgsqlParameterCollection parameters, object[] values)
    {
        // A string[] that stands alone arrives as the array of values itself (arrays are covariant): it is one value.
        if (values.GetType() != typeof(object[]))
        {
            values = [values];
        }

        foreach (var value in values)
        {
            parameters.Add(new NpgsqlParameter { Value = value });
        }
    }
}
