using System.Diagnostics;

namespace Community.Messaging.Realtime;

/// <summary>The trace of a client's frame: from the request or the integration event of its cause, to the write to the socket.</summary>
/// <param name="Parent">W3C's traceparent of the cause.</param>
/// <param name="Method">The method of <see cref="ICommunityClient"/>.</param>
/// <param name="Since">When this instance began to deliver it.</param>
internal sealed record FrameTrace(string Parent, string Method, DateTimeOffset Since)
{
    private int _isWritten;

    /// <summary>Whether this is its first socket: a span for each of a thousand receivers would say no more.</summary>
    public bool IsFirst() => Interlocked.Exchange(ref _isWritten, 1) == 0;
}

/// <summary>Spans of realtime delivery.</summary>
internal static class RealtimeTraces
{
    private static readonly ActivitySource Source = new("Community.Messaging.Realtime");

    /// <summary>The traceparent of the present work; null: its trace is not recorded.</summary>
    public static string? Current => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity ? activity.Id : null;

    /// <summary>These frames were written to a socket.</summary>
    public static void Written(List<Frame> frames, TimeProvider clock)
    {
        foreach (var frame in frames)
        {
            if (
                Source.HasListeners()
                && frame.Trace is { } trace
                && ActivityContext.TryParse(trace.Parent, null, isRemote: true, out var parent)
                && trace.IsFirst()
            )
            {
                using var span = Source.StartActivity(
                    $"send {trace.Method}",
                    ActivityKind.Producer,
                    parent,
                    [new("rpc.system", "signalr"), new("rpc.service", "community"), new("rpc.method", trace.Method)],
                    startTime: trace.Since
                );
                span?.SetEndTime(clock.GetUtcNow().UtcDateTime);
            }
        }
    }
}
