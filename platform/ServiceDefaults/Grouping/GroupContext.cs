using System.Diagnostics;

namespace Community.ServiceDefaults.Grouping;

/// <summary>What a group of calls runs in.</summary>
internal static class GroupContext
{
    private static readonly ActivitySource Traces = new("Community.Grouping");

    /// <summary>The execution context of a thread that nothing has flowed into.</summary>
    public static ExecutionContext Empty { get; } = Capture();

    /// <summary>Makes the present context the calls': that of one call itself, or a span linked with those of all. To be disposed when they are answered.</summary>
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
                "group", ActivityKind.Internal, parentContext: default, links: callers.OfType<Activity>().Select(caller => new ActivityLink(caller.Context)))
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
