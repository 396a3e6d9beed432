using Npgsql;

namespace Community.Platform.Data;

/// <summary>
/// Distinguishes a database that cannot be reached now, or that aborted a transaction in favour of others, from one that refuses a
/// statement.
/// </summary>
public static class DatabaseAway
{
    /// <summary>Whether the exception, or one that it wraps, says that the same work may succeed later.</summary>
    public static bool Caused(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            // Class 57P: the server was stopped or killed during the work (57P01), or is starting up (57P03).
            if (cause is PostgresException postgres)
            {
                return postgres.IsTransient || postgres.SqlState.StartsWith("57P", StringComparison.Ordinal);
            }

            if (cause is NpgsqlException)
            {
                return true;
            }
        }

        return false;
    }
}
