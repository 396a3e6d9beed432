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
        if (IsLostPlan(exception))
        {
            return true;
        }

        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException postgres)
            {
                return postgres.IsTransient || Causes(postgres.SqlState);
            }

            if (cause is NpgsqlException)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Whether Npgsql could not read the answer to a statement. An earlier request left it behind on the same connection: its run, the one
    /// that prepares the statement, failed or was cancelled while the statement was planned
    /// (https://github.com/npgsql/npgsql/issues/6391). Npgsql closes the connection now.
    /// </summary>
    internal static bool IsLostPlan(Exception exception) =>
        exception.GetBaseException() is { Message: var message } cause
        && cause.GetType() == typeof(Exception)
        && message.StartsWith("Received unexpected backend message", StringComparison.Ordinal);

    /// <summary>
    /// Whether the state says that the server could not work: it was stopped or killed meanwhile or is starting (class 57P), or it failed
    /// inside (XX000), as it answers to new connections while its disk is full.
    /// </summary>
    internal static bool Causes(string state) =>
        state is PostgresErrorCodes.InternalError || state.StartsWith("57P", StringComparison.Ordinal);
}
