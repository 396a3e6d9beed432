using Npgsql;

namespace Community.Messaging.Realtime;

/// <summary>Failures of work that no caller waits for.</summary>
internal static partial class RealtimeFailures
{
    /// <summary>
    /// Logs a failure unless it is expected. Expected are a database that is away or too slow, and the end of the process: the work is
    /// repeated within a second (<see cref="CatchUp"/>), or another instance does it. Everything else is a defect.
    /// </summary>
    /// <param name="logger">The log.</param>
    /// <param name="failure">The failure.</param>
    /// <param name="work">The failed work, as the beginning of a sentence.</param>
    public static void Report(ILogger logger, Exception failure, string work)
    {
        if (!IsExpected(failure))
        {
            Log.Unexpected(logger, failure, work);
        }
    }

    /// <summary>Whether a failure is expected: the work is repeated.</summary>
    public static bool IsExpected(Exception failure) =>
        failure is NpgsqlException or TimeoutException or OperationCanceledException or ObjectDisposedException;

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Work} failed unexpectedly")]
        public static partial void Unexpected(ILogger logger, Exception failure, string work);
    }
}
