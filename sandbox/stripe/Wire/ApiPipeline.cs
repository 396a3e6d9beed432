using System.Text;
using Community.StripeSandbox.Control;
using Community.StripeSandbox.State;
using Community.StripeSandbox.Webhooks;

namespace Community.StripeSandbox.Wire;

/// <summary>What every call of the API goes through: key, faults, parameters, idempotency, the endpoint in a transaction, the answer.</summary>
internal sealed class ApiPipeline(Store store, Idempotency idempotency, FaultSwitches faults, SandboxOptions options, ILogger<ApiPipeline> log)
{
    private const int MaxBody = 1024 * 1024;

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
    }

    private async Task ExecuteAsync(HttpContext http, Func<StripeCall, object> handler, string requestId)
    {
        var form = await ReadFormAsync(http.Request);
        var parameters = FormParser.Parse(form);
        using var use = idempotency.Begin(http.Request, form);
        var fault = faults.Next(http.Request);
        await Task.Delay(fault.Delay);
        if (fault.Kind is FaultKind.DropBefore)
        {
            http.Abort();
            return;
        }

        var answer = await store.RunAsync(transaction =>
        {
            if (use.Replay(transaction) is { } before)
            {
                return before;
            }

            transaction.Request = new EventRequest(requestId, use.Key);
            var call = new StripeCall(transaction, new Parameters(parameters), http, PublicUrl(http.Request));
            return use.Keep(transaction, fault.Kind is FaultKind.Fail ? Failure(transaction) : Run(call, handler));
        });

        if (fault.Kind is FaultKind.DropAfter)
        {
            log.LogInformation("{Method} {Path} was carried out; its answer is dropped, as asked", http.Request.Method, http.Request.Path.Value);
            http.Abort();
            return;
        }

        await WriteAsync(http, answer);
    }

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

    private static Answer Failure(Transaction transaction)
    {
        transaction.Rollback();
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

        if (request.ContentLength > MaxBody)
        {
            throw StripeException.Invalid("The request is too large.");
        }

        if (request.ContentType is { } type && !type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) && request.ContentLength > 0)
        {
            throw StripeException.Invalid($"Invalid request content type {type}: send application/x-www-form-urlencoded.");
        }

        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        return query.Length == 0 ? body : body.Length == 0 ? query : $"{query}&{body}";
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

        if (answer.Status == StatusCodes.Status500InternalServerError)
        {
            // the same key would bring the same 500 (https://docs.stripe.com/api/idempotent_requests)
            http.Response.Headers["Stripe-Should-Retry"] = "false";
        }

        await http.Response.Body.WriteAsync(answer.Body);
    }
}

/// <summary>An answer, ready to be written.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON.</param>
/// <param name="IsReplay">Whether it is what an earlier request with the same idempotency key got.</param>
internal sealed record Answer(int Status, byte[] Body, bool IsReplay = false);
