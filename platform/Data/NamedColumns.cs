using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// Reads the columns of a row by their names, so that a column can be added to a statement anywhere (docs/data-access.md). A name is
/// looked up in the table that Npgsql makes once for a result set.
/// </summary>
public static class NamedColumns
{
    /// <summary>The value of a column that is not null.</summary>
    /// <exception cref="IndexOutOfRangeException">The statement has no such column.</exception>
    /// <exception cref="InvalidCastException">The value is null, or of another type.</exception>
    public static T Get<T>(this NpgsqlDataReader row, string column) => row.GetFieldValue<T>(row.GetOrdinal(column));

    /// <summary>The value of a column; null if it is null.</summary>
    /// <inheritdoc cref="Get{T}"/>
    public static T? GetOrNull<T>(this NpgsqlDataReader row, string column)
        where T : struct
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetFieldValue<T>(ordinal);
    }

    /// <summary>The text of a column; null if it is null.</summary>
    /// <inheritdoc cref="Get{T}"/>
    public static string? GetTextOrNull(this NpgsqlDataReader row, string column)
    {
        var ordinal = row.GetOrdinal(column);
        return row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
    }

    /// <summary>Whether a column is null.</summary>
    /// <inheritdoc cref="Get{T}"/>
    public static bool IsNull(this NpgsqlDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column));
}
