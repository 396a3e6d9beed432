using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Community.Platform.Http.Problems;

/// <summary>
/// The outermost middleware. For any failure inside, the client gets a problem and the log gets at most one line. It also writes the answer
/// where the framework only sets a status (401, 403, 404, 405, 413, 415…), and answers OPTIONS.
/// </summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, ExceptionProblems problems, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (RequestTarget.Fault(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is { } fault)
        {
            await ProblemWriter.WriteAsync(context, StatusCodes.Status400BadRequest, fault);
            return;
        }

        try
        {
            await RunAsync(context);
        }
        catch (Exception exception)
        {
            await AnswerAsync(context, exception);
            return;
        }

        if (IsQuestionForMethods(context))
        {
            NameMethods(context.Response);
        }
        else if (IsBareError(context.Response))
        {
            await ProblemWriter.WriteAsync(context, BindingProblems.OfStatus(context.Response.StatusCode, context));
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (IsRead(context) && problems.PassesAtOnce(exception))
        {
            Log.Repeated(logger, context.Request.Method, context.Request.Path, exception.GetBaseException().Message);
            context.Response.Clear();
            await next(context);
        }
    }

    private static bool IsRead(HttpContext context) =>
        !context.Response.HasStarted && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    /// <summary>
    /// Routing refuses OPTIONS as a method that no endpoint of the path has, and names those that they have. That is its answer (RFC 9110
    /// section 9.3.7).
    /// </summary>
    private static bool IsQuestionForMethods(HttpContext context) =>
        HttpMethods.IsOptions(context.Request.Method)
        && context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed, Headers.Allow.Count: > 0 };

    private static void NameMethods(HttpResponse response)
    {
        var methods = response.Headers.Allow.SelectMany(value => value!.Split(',', StringSplitOptions.TrimEntries)).ToList();
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.Allow = string.Join(
            ", ",
            methods
                .Concat(methods.Contains("GET", StringComparer.Ordinal) ? ["HEAD", "OPTIONS"] : ["OPTIONS"])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        );
    }

    private static bool IsBareError(HttpResponse response) =>
        response is { HasStarted: false, StatusCode: >= 400 and < 600, ContentLength: null } && string.IsNullOrEmpty(response.ContentType);

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        if (await DepartedClient.CausedAsync(exception, context))
        {
            // The client is gone and reads no answer; the status is for the access log and metrics.
            Log.Aborted(logger, context.Request.Method, context.Request.Path);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            }

            return;
        }

        var problem = problems.For(exception, context);
        if (problem is null)
        {
            Log.Unhandled(logger, exception, context.Request.Method, context.Request.Path, ProblemWriter.TraceId(context));
        }
        else if (problem is ServiceUnavailableProblem && exception is not ProblemException)
        {
            var cause = exception.GetBaseException();
            Log.Unavailable(
                logger,
                context.Request.Method,
                context.Request.Path,
                cause.GetType().Name,
                cause.Message,
                ProblemWriter.TraceId(context)
            );
        }

        if (context.Response.HasStarted)
        {
            // A cut connection tells the client that the answer is incomplete; a clean end would hide that.
            context.Abort();
            return;
        }

        context.Response.Clear();
        await (
            problem is null
                ? ProblemWriter.WriteAsync(context, StatusCodes.Status500InternalServerError)
                : ProblemWriter.WriteAsync(context, problem)
        );
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed unexpectedly (trace {TraceId})")]
        public static partial void Unhandled(ILogger logger, Exception exception, string method, string path, string traceId);

        [LoggerMessage(2, LogLevel.Warning, "{Method} {Path}: a dependency is unavailable: {Error}: {Reason} (trace {TraceId})")]
        public static partial void Unavailable(ILogger logger, string method, string path, string error, string reason, string traceId);

        [LoggerMessage(3, LogLevel.Debug, "{Method} {Path}: the client went away (499)")]
        public static partial void Aborted(ILogger logger, string method, string path);

        [LoggerMessage(4, LogLevel.Information, "{Method} {Path} is repeated: {Reason}")]
        public static partial void Repeated(ILogger logger, string method, string path, string reason);
    }
}
