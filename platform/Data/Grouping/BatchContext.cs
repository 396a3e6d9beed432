using System.Diagnostics;

namespace Community.Platform.Data.Grouping;

/// <summary>The execution context of a batch of calls.</summary>
internal static class BatchContext
{
    private static readonly ActivitySource Traces = new("Community.Grouping");

    /// <summary>An empty execution context.</summary>
    public static ExecutionContext Empty { get; } = Capture();

    /// <summary>
    /// Sets the trace of a batch: the span of a single call, or a new span that is linked with the spans of all calls. Dispose it when the
    /// calls are answered.
    /// </summary>
    public static Activity? Begin(IReadOnlyList<Activity?> callers)
    {
        if (callers is [var only])
        {
            Activity.Current = only;
            return null;
        }

        Activity.Current = null;
        return Traces.HasListeners()
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
