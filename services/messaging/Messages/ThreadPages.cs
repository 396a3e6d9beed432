using Community.Platform.Data.Grouping;
using Community.Platform.Http.Problems;

namespace Community.Messaging.Messages;

/// <summary>A page that a viewer asks for.</summary>
/// <param name="ThreadId">The thread.</param>
/// <param name="Viewer">The reader.</param>
/// <param name="Query">The part; one more message than its limit is read.</param>
internal sealed record ThreadPageCall(Guid ThreadId, Guid Viewer, HistoryQuery Query);

/// <summary>A part of a thread, in the order of the numbers, with one message more than asked for, and the thread's last number.</summary>
internal sealed record ThreadPage(long LastSeq, List<MessageView> Messages);

/// <summary>
/// Reads pages of threads in batches: pages that are asked for while others are read are read together, by the same two statements for all
/// of them. Under load, a page costs PostgreSQL hardly more than its rows: without batches, most of its time went into setting up each
/// execution, on as many cold connections as there are readers. A page that is asked for alone is read at once.
/// </summary>
internal sealed class ThreadPages(MessageReader messages)
{
    // A batch is read by one connection, so its size bounds the wait of the first for the last, and the memory in use.
    private const int MostTogether = 16;
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    // Batches that are read at once: one for each processor, and at least two, so that a slow one does not stop all readers.
    private static readonly int Lanes = Math.Clamp(Environment.ProcessorCount, 2, 16);

    private readonly RequestCoalescer<int, ThreadPageCall, ThreadPage?> _batches = new(
        (_, calls) => messages.ThreadPagesAsync(calls),
        MostTogether,
        MostWaiting,
        BatchFailures.MayBeOfOne
    );

    private int _lane;

    /// <summary>
    /// The page; null: the thread does not exist, or the viewer may not read it as far as this database knows. Then
    /// <see cref="Channels.ChannelAccess"/> asks further.
    /// </summary>
    /// <exception cref="ProblemException">503: more pages wait than can be read soon.</exception>
    public Task<ThreadPage?> FindAsync(ThreadPageCall call, CancellationToken cancellationToken) =>
        _batches.TryAsk((int)((uint)Interlocked.Increment(ref _lane) % Lanes), call, out var found)
            ? found.WaitAsync(cancellationToken)
            : throw Problem
                .ServiceUnavailable(Soon, "Too many people are reading here at this moment. Try again in a few seconds.", "too_busy")
                .ToException();
}
