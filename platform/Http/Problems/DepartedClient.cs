using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Community.Platform.Http.Problems;

/// <summary>
/// Recognizes a failure whose cause is the client: it closed its connection or reset its stream before its request was complete or its
/// answer was read. The server fails the pending read first and cancels <see cref="HttpContext.RequestAborted"/> a moment later, so that
/// the token alone does not tell.
/// </summary>
public static class DepartedClient
{
    // For a client that is still there and sends slowly: then the failure has another cause.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMilliseconds(500);

    /// <summary>Whether the client went away, so that no answer can reach it. Takes at most half a second.</summary>
    public static async ValueTask<bool> CausedAsync(Exception? failure, HttpContext context)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            return true;
        }

        var reading = false;
        foreach (var cause in Causes(failure))
        {
            switch (cause)
            {
                // Only the server's transports throw these.
                case ConnectionResetException or ConnectionAbortedException:
                // The server closes such a connection without an answer.
                case BadHttpRequestException { StatusCode: StatusCodes.Status400BadRequest } bad when IsEndOfConnection(bad):
                    return true;
                // An answer to a request that is malformed or too long is read by a client that is still there.
                case BadHttpRequestException:
                    return false;
                case IOException:
                    reading = true;
                    break;
            }
        }

        // HTTP/2 resets are plain IOExceptions, as are those of a disk. But a body of which the sender is gone fails at every further read.
        return reading && await FailsAgainAsync(context);
    }

    private static bool IsEndOfConnection(BadHttpRequestException bad) =>
        bad.Message.StartsWith("Unexpected end of request content", StringComparison.Ordinal);

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            yield return failure;
            if (failure is AggregateException { InnerExceptions: [_, _, ..] several })
            {
                foreach (var cause in several.Skip(1).SelectMany(Causes))
                {
                    yield return cause;
                }
            }
        }
    }

    private static async Task<bool> FailsAgainAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(LongestLook);
        try
        {
            _ = await context.Request.Body.ReadAsync(new byte[1], limit.Token);
            return context.RequestAborted.IsCancellationRequested;
        }
        catch (Exception again) when (again is IOException or OperationCanceledException)
        {
            return !limit.IsCancellationRequested || context.RequestAborted.IsCancellationRequested;
        }
        catch (Exception unreadable) when (unreadable is InvalidOperationException or NotSupportedException)
        {
            // Another read is under way, or the body is closed.
            return context.RequestAborted.IsCancellationRequested;
        }
    }
}
