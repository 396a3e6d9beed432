using System.Text;
using Community.StripeSandbox.Control;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Webhooks;

namespace Community.StripeSandbox.Wire;

/// <summary>The steps of every call of the API: key, faults, parameters, idempotency, the endpoint in a transaction, the answer.</summary>
internal sealed partial class ApiPipeline(
    Store store,
    Idempotency idempotency,
    FaultSwitches faults,
    SandboxOptions options,
    ILogger<ApiPipeline> logger
)
{
    /// <summary>The longest request body, in bytes.</summary>
    public const int MaxBody = 1024 * 1024;

    /// <summary>Answers a call.</summary>
    public async Task AnswerAsync(HttpContext http, Func<StripeCall, object> handler)
    {
        var requestId = Ids.New("req", 14);
        var headers = http.Response.Headers;
        headers["Request-Id"] = requestId;
        headers[ApiVersions.Header] = http.Request.Headers[ApiVersions.Header] is [{ Length: > 0 } asked] ? asked : ApiVersions.Current;
        try
        {
            ApiKeys.Check(http.Request.Headers.Authorization, options.SecretKey);
            await ExecuteAsync(http, handler, requestId);
        }
        catch (StripeException refusal)
        {
            await WriteAsync(http, new Answer(refusal.Status, refusal.Body()));
        }
        catch (Exception exception) when (exception is not BadHttpRequestException && !http.Response.HasStarted)
        {
            Log.Failed(logger, exception, http.Request.Method, http.Request.Path);
            var failure = StripeException.Server("The sandbox failed: see its log.");
            await WriteAsync(http, new Answer(failure.Status, failure.Body()));
        }
    }

    private async Task ExecuteAsync(HttpContext http, Func<StripeCall, object> handler, string requestId)
    {
        var form = await ReadFormAsync(http.Request);
        var parameters = new Parameters(FormParser.Parse(form));
        var fault = FaultKind.None;
        Answer? answer = null;

        // The key is released before the answer is sent, so that a caller with the answer can use it again.
        using (var use = idempotency.Begin(http.Request, form))
        {
            (fault, var delay) = faults.Next(http.Request);
            await Task.Delay(delay);
            if (fault is not FaultKind.DropBefore)
            {
                answer = await CarryOutAsync(http, handler, new EventRequest(requestId, use.Key), use, parameters, fault);
            }
        }

        if (answer is null || fault is FaultKind.DropAfter)
        {
            Log.Dropped(logger, http.Request.Method, http.Request.Path);
            http.Abort();
            return;
        }

        await WriteAsync(http, answer);
    }

    private Task<Answer> CarryOutAsync(
        HttpContext http,
        Func<StripeCall, object> handler,
        EventRequest request,
        KeyUse use,
        Parameters parameters,
        FaultKind fault
    ) =>
        store.RunAsync(transaction =>
        {
            if (use.Replay(transaction) is { } before)
            {
                return before;
            }

            transaction.Request = request;
            var call = new StripeCall(transaction, parameters, http, PublicUrl(http.Request));
            return use.Keep(transaction, fault is FaultKind.Fail ? Failure() : Run(call, handler));
        });

    private static Answer Run(StripeCall call, Func<StripeCall, object> handler)
    {
        try
        {
            var expand = call.Parameters.Texts("expand");
            var result = handler(call);
            call.Parameters.RefuseUnknown();
            return new Answer(StatusCodes.Status200OK, Expansion.Write(result, expand, call.State));
        }
        catch (StripeException refusal) when (refusal.Executed)
        {
            call.State.Rollback();
            return new Answer(refusal.Status, refusal.Body());
        }
    }

    private static Answer Failure()
    {
        var failure = StripeException.Server("An unknown error occurred (a fault of the sandbox, as asked).");
        return new Answer(failure.Status, failure.Body());
    }

    private string PublicUrl(HttpRequest request) =>
        options.PublicUrl is { Length: > 0 } configured ? configured.TrimEnd('/') : $"{request.Scheme}://{request.Host}";

    private static async Task<string> ReadFormAsync(HttpRequest request)
    {
        var query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "";
        if (HttpMethods.IsGet(request.Method))
        {
            return query;
        }

        if (
            request.ContentType is { } type
            && !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            && request.ContentLength > 0
        )
        {
            throw StripeException.Invalid($"Invalid request content type {type}: send application/x-www-form-urlencoded.");
        }

        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        return query.Length == 0 ? body
            : body.Length == 0 ? query
            : $"{query}&{body}";
    }

    private static async Task WriteAsync(HttpContext http, Answer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = answer.Body.Length;
        if (answer.IsReplay)
        {
            http.Response.Headers["Idempotent-Replayed"] = "true";
        }

        if (answer.Status is StatusCodes.Status500InternalServerError or StatusCodes.Status409Conflict)
        {
            // The same key would get the same 500 (https://docs.stripe.com/api/idempotent_requests).
            var isKept = answer.Status is StatusCodes.Status500InternalServerError && http.Request.Headers.ContainsKey(Idempotency.Header);
            http.Response.Headers["Stripe-Should-Retry"] = isKept ? "false" : "true";
        }

        await http.Response.Body.WriteAsync(answer.Body);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
        public static partial void Failed(ILogger logger, Exception exception, string method, PathString path);

        [LoggerMessage(2, LogLevel.Information, "{Method} {Path}: its connection is dropped, as asked")]
        public static partial void Dropped(ILogger logger, string method, PathString path);
    }
}

/// <summary>An answer to write.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON.</param>
/// <param name="IsReplay">Whether it is the stored answer of an earlier request with the same idempotency key.</param>
internal sealed record Answer(int Status, byte[] Body, bool IsReplay = false);
