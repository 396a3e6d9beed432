using System.Buffers;
using Community.ServiceDefaults.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Community.ServiceDefaults.Problems;

/// <summary>
/// Reads what a refused request still sends, before its answer ends. A service that refuses early (no right, another content
/// type, broken JSON) would else reset the HTTP/2 stream under the proxy in front, which then has to break the client's
/// connection: the client would see that instead of the answer. Bounded in size and time: who sends more is cut off.
/// </summary>
internal static class UnreadBody
{
    private const long MaxBytes = UploadLimit.LargestBody;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    public static IApplicationBuilder UseUnreadBody(this IApplicationBuilder app) => app.Use(next => context =>
        context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } ? AnswerAndReadAsync(next, context) : next(context));

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
            {
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // Too long, too slow, or gone: the answer is given all the same.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
