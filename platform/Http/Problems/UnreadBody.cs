using System.Buffers;
using Community.Platform.Http.Uploads;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Community.Platform.Http.Problems;

/// <summary>
/// Reads the rest of a refused request's body before its answer ends. Otherwise a service that refuses early (no permission, wrong content
/// type, broken JSON) would reset the HTTP/2 stream of the gateway. The gateway would then have to break the client's connection, and the
/// client would not see the answer. Size and time are bounded: a longer body is cut off.
/// </summary>
internal static class UnreadBody
{
    private const long MaxBytes = UploadLimit.LargestBody;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    public static IApplicationBuilder UseUnreadBody(this IApplicationBuilder app) =>
        app.Use(next =>
            context =>
                context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true }
                    ? AnswerAndReadAsync(next, context)
                    : next(context)
        );

    private static async Task AnswerAndReadAsync(RequestDelegate next, HttpContext context)
    {
        await next(context);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            await ReadToEndAsync(context);
        }
    }

    private static async Task ReadToEndAsync(HttpContext context)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(MaxTime);
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            for (var total = 0L; total < MaxBytes && (read = await context.Request.Body.ReadAsync(buffer, limit.Token)) > 0; total += read)
            { }
        }
        catch (Exception failure)
            when (failure is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // The body is too long, too slow or aborted. The answer is sent all the same.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
