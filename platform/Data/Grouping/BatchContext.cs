using System.Diagnostics;

namespace Community.Platform.Data.Grouping;

/// <summary>The execution context of a batch of calls.</summary>
internal static class BatchContext
{
    private const string Name = "group";

    private static readonly ActivitySource Traces = new("Community.Grouping");

    /// <summary>An empty execution context.</summary>
    public static ExecutionContext Empty { get; } = Capture();

    /// <summary>
    /// Sets the trace of a batch: the span of a single call, or a new span that is linked with the recorded spans of the calls. If none is
    /// recorded, the new span is not either, so that no statement of the batch begins a trace. Dispose it when the calls are answered.
    /// </summary>
    public static Activity? Begin(IReadOnlyList<Activity?> callers)
    {
        if (callers is [var only])
        {
            Activity.Current = only;
            return null;
        }

        Activity.Current = null;
        if (!Traces.HasListeners())
        {
            return null;
        }

        ActivityLink[] links =
        [
            .. callers.OfType<Activity>().Where(caller => caller.Recorded).Select(caller => new ActivityLink(caller.Context)),
        ];
        return links.Length == 0
            ? new Activity(Name).Start()
            : Traces.StartActivity(Name, ActivityKind.Internal, parentContext: default, links: links);
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
