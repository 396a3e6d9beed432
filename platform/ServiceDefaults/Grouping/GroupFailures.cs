using Community.ServiceDefaults.Data;
using Npgsql;

namespace Community.ServiceDefaults.Grouping;

/// <summary>What the failure of a group of calls says about the calls in it.</summary>
public static class GroupFailures
{
    /// <summary>
    /// Whether one call alone may have caused the failure, so that the others can succeed without it: everything but a database that
    /// cannot be reached, or that gives up work for others' sake, which fails each call in the same way.
    /// </summary>
    public static bool MayBeOfOne(Exception failure) => failure is not OperationCanceledException && !DatabaseAway.Caused(failure);

    /// <summary>Whether the group lost a deadlock: nothing of it was written, and it succeeds when it is applied once more.</summary>
    public static bool IsDeadlock(Exception failure) => failure.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };
}
