namespace Community.Payments.Stripe;

/// <summary>
/// Background work on many items, of which each asks the provider. A failure of one item, such as an answer 500 that the provider has for
/// one object alone, does not keep the others waiting: each item was claimed, and is tried again at its next check.
/// </summary>
internal static partial class ProviderRound
{
    /// <summary>Works on every item, and logs the failures of the round in one line.</summary>
    /// <param name="items">The claimed items.</param>
    /// <param name="idOf">An item's id, for the log.</param>
    /// <param name="act">The work on one item.</param>
    /// <param name="logger">The log of the work.</param>
    /// <param name="cancellationToken">Ends the round.</param>
    /// <param name="sideBySide">How many items are worked on at once. With one, they are worked on in their order.</param>
    public static async Task EachAsync<T>(
        IEnumerable<T> items,
        Func<T, string> idOf,
        Func<T, CancellationToken, Task> act,
        ILogger logger,
        CancellationToken cancellationToken,
        int sideBySide = 1
    )
    {
        var failures = 0;
        (string Id, Exception Failure)? first = null;
        var gate = new Lock();
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = sideBySide, CancellationToken = cancellationToken },
            async (item, cancellationToken) =>
            {
                try
                {
                    await act(item, cancellationToken);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    lock (gate)
                    {
                        failures++;
                        first ??= (idOf(item), failure);
                    }
                }
            }
        );
        if (first is { } one)
        {
            Log.Failed(logger, failures, one.Id, one.Failure.GetBaseException().Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Warning, "{Failures} items failed and are tried again later. The first is {Id}: {Reason}")]
        public static partial void Failed(ILogger logger, int failures, string id, string reason);
    }
}
