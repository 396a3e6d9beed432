using Npgsql;

namespace Community.Platform.Data.Grouping;

/// <summary>Classifies the failure of a batch of calls.</summary>
public static class BatchFailures
{
    /// <summary>
    /// Whether one call alone may have caused the failure, so that the others can succeed without it. That is every failure except of a
    /// database that cannot be reached or that aborted the work in favour of others: those fail each call in the same way.
    /// </summary>
    public static bool MayBeOfOne(Exception failure) => failure is not OperationCanceledException && !DatabaseAway.Caused(failure);

    /// <summary>Whether the batch lost a deadlock. Nothing was written, and the batch succeeds when it is applied again.</summary>
    public static bool IsDeadlock(Exception failure) =>
        failure.GetBaseException() is PostgresException { SqlState: PostgresErrorCodes.DeadlockDetected };
}
