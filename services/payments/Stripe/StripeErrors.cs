using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Community.Payments.Stripe;

/// <summary>
/// Stripe refused a request (4xx): nothing happened, and the same request will be refused again. The message is for logs and developers;
/// a person is told something by <see cref="Code"/> or <see cref="DeclineCode"/> (API reference, "Errors").
/// </summary>
internal sealed partial class StripeException(string message, int httpStatus) : Exception(message)
{
    /// <summary>
    /// <c>api_error</c>, <c>card_error</c>, <c>idempotency_error</c> or <c>invalid_request_error</c>; null if the answer was no error of
    /// Stripe's.
    /// </summary>
    public string? Type { get; init; }

    /// <summary>Such as <c>resource_missing</c>, <c>card_declined</c> or <c>charge_already_refunded</c>.</summary>
    public string? Code { get; init; }

    /// <summary>The issuer's reason, for card errors: such as <c>insufficient_funds</c>.</summary>
    public string? DeclineCode { get; init; }

    /// <summary>The parameter that was wrong.</summary>
    public string? Param { get; init; }

    /// <summary>400 to 499.</summary>
    public int HttpStatus { get; } = httpStatus;

    /// <summary>What Stripe's support asks for (<c>req_…</c>).</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether there is no such object.</summary>
    public bool IsMissing => Code == "resource_missing" || HttpStatus == (int)HttpStatusCode.NotFound;

    internal static StripeException Of(string operation, StripeAnswer answer)
    {
        var error = answer.Error;
        var (type, code) = (error?.Text("type"), error?.Text("code"));
        var said = error?.Text("message") is { } message ? Redacted(message) : "no reason";
        return new($"Stripe refused {operation}: {answer.Status} {type} {code} ({answer.RequestId}): {said}", answer.Status)
        {
            Type = type,
            Code = code,
            DeclineCode = error?.Text("decline_code"),
            Param = error?.Text("param"),
            RequestId = answer.RequestId,
        };
    }

    // Stripe shortens keys that it quotes, and we send no addresses; neither is worth relying on.
    private static string Redacted(string message) => Sensitive().Replace(message, "[redacted]");

    [GeneratedRegex(@"\b(?:sk|rk|pk|whsec)_[\w*]+|[^\s@]+@[^\s@]+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Sensitive();
}

/// <summary>
/// It is not known whether the request was carried out: no connection, no answer in time, 5xx, 409 or 429 to the last attempt, an answer
/// that cannot be understood, or the circuit is open. Try again later with the same idempotency key, or ask Stripe what is the case. The
/// platform answers 503 where nobody catches it.
/// </summary>
internal sealed class StripeUnavailableException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>The status of the last answer, if there was one.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>What Stripe's support asks for, if there was an answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>When it is worth trying again, if that was said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether Stripe would answer the same again under the same idempotency key: it remembers also that it failed (API reference,
    /// "Idempotent requests").
    /// </summary>
    public bool IsRemembered => HttpStatus >= 500;
}

/// <summary>What came back from one attempt.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The whole body.</param>
/// <param name="RequestId"><c>Request-Id</c></param>
/// <param name="ShouldRetry"><c>Stripe-Should-Retry</c>, if said.</param>
/// <param name="RetryAfter"><c>Retry-After</c>, if said.</param>
internal sealed record StripeAnswer(int Status, byte[] Body, string? RequestId, bool? ShouldRetry, TimeSpan? RetryAfter)
{
    /// <summary>Whether it is the object that was asked for.</summary>
    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>The <c>error</c> of the body, if it has one.</summary>
    public JsonElement? Error => StripeJson.TryParse(Body)?.Find("error") is { ValueKind: JsonValueKind.Object } error ? error : null;
}
