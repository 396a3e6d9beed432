using System.Diagnostics;

namespace Community.Platform.Data.Grouping;

/// <summary>The execution context of a batch of calls.</summary>
internal static class BatchContext
{
    private static readonly ActivitySource Traces = new("Community.Grouping");

    /// <summary>An empty execution context.</summary>
    public static ExecutionContext Empty { get; } = Capture();

    /// <summary>
    /// Sets the trace of a batch: the span of a single call, or a new span that is linked with the spans of all calls, if one of these is
    /// recorded. Dispose it when the calls are answered.
    /// </summary>
    public static Activity? Begin(IReadOnlyList<Activity?> callers)
    {
        if (callers is [var only])
        {
            Activity.Current = only;
            return null;
        }

        // Without a recorded call, the batch is no trace of its own: its statements would be recorded.
        var isRecorded = callers.Any(caller => caller is { Recorded: true });
        Activity.Current = isRecorded ? null : callers.FirstOrDefault(caller => caller is not null);
        return isRecorded && Traces.HasListeners()
            ? Traces.StartActivity(
                "group",
                ActivityKind.Internal,
                parentContext: default,
                links: callers.OfType<Activity>().Select(caller => new ActivityLink(caller.Context))
            )
            : null;
    }

    private static ExecutionContext Capture()
    {
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured!;
    }
}
