using System.Net;
using System.Text.RegularExpressions;
using Polly.CircuitBreaker;
using Polly.Timeout;
using Stripe;

namespace Community.Payments.Stripe;

/// <summary>
/// Stripe refused a request (4xx): nothing happened, and the same request will be refused again. The message is for logs and developers;
/// texts for users depend on <see cref="Code"/> or <see cref="DeclineCode"/> (API reference, "Errors").
/// </summary>
internal sealed class StripeRefusedException(string message, int httpStatus) : Exception(message)
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

    /// <summary>The id that Stripe's support asks for (<c>req_…</c>).</summary>
    public string? RequestId { get; init; }

    /// <summary>Whether the object does not exist.</summary>
    public bool IsMissing => Code == "resource_missing" || HttpStatus == (int)HttpStatusCode.NotFound;
}

/// <summary>
/// It is unknown whether the request was carried out: no connection, no answer in time, 5xx, 409 or 429 to the last attempt, an answer
/// that cannot be understood, or the circuit is open. Try again later with the same idempotency key, or read the object at Stripe. The
/// platform answers 503 where it is not caught.
/// </summary>
internal sealed class StripeUnavailableException(string message, Exception cause) : Exception(message, cause)
{
    /// <summary>The reason in a few words, for logs.</summary>
    public string Reason { get; init; } = "no answer";

    /// <summary>The status of the last answer, if there was one.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The id that Stripe's support asks for, if there was an answer.</summary>
    public string? RequestId { get; init; }

    /// <summary>When it is worth trying again, if Stripe said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// Whether Stripe would answer the same again under the same idempotency key: it also stores failures (API reference, "Idempotent
    /// requests").
    /// </summary>
    public bool IsRemembered => HttpStatus >= 500;
}

/// <summary>Maps exceptions of Stripe.net and of the handlers below it to the two outcomes.</summary>
internal static partial class StripeOutcome
{
    public static Exception Of(string operation, Exception exception) =>
        exception switch
        {
            StripeException answer => Of(operation, answer),
            BrokenCircuitException broken => Unknown(operation, "the circuit is open", broken, retryAfter: broken.RetryAfter),
            TimeoutRejectedException => Unknown(operation, "no answer in time", exception),
            HttpRequestException => Unknown(operation, "the connection failed", exception),
            // The platform recognizes outages of other systems by HttpRequestException. The reader's own message may quote the answer.
            _ => Unknown(
                operation,
                $"the answer cannot be understood ({exception.GetType().Name})",
                new HttpRequestException("The answer cannot be understood.")
            ),
        };

    private static Exception Of(string operation, StripeException answer)
    {
        var status = (int)answer.HttpStatusCode;
        if (status is < 400 or 429 or >= 500 || (status == 409 && Header(answer, "Stripe-Should-Retry") != "false"))
        {
            var reason = status == 200 ? "the answer cannot be understood" : $"{status} {answer.StripeError?.Code}".TrimEnd();
            return Unknown(operation, reason, new HttpRequestException(reason), status, answer.StripeResponse);
        }

        var error = answer.StripeError;
        var said = error?.Message is { } message ? Redacted(message) : "no reason";
        var requestId = answer.StripeResponse?.RequestId;
        return new StripeRefusedException($"Stripe refused {operation}: {said} ({status} {error?.Type} {error?.Code}, {requestId})", status)
        {
            Type = error?.Type,
            Code = error?.Code,
            DeclineCode = error?.DeclineCode,
            Param = error?.Param,
            RequestId = requestId,
        };
    }

    private static StripeUnavailableException Unknown(
        string operation,
        string reason,
        Exception cause,
        int? status = null,
        StripeResponse? response = null,
        TimeSpan? retryAfter = null
    ) =>
        new($"The outcome of {operation} at Stripe is unknown: {reason} ({response?.RequestId})", cause)
        {
            Reason = reason,
            HttpStatus = status,
            RequestId = response?.RequestId,
            RetryAfter = retryAfter ?? response?.Headers?.RetryAfter?.Delta,
        };

    private static string? Header(StripeException answer, string name) =>
        answer.StripeResponse?.Headers is { } headers && headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    // Stripe shortens keys that it quotes, and we send no addresses, but we rely on neither.
    private static string Redacted(string message) => Sensitive().Replace(message, "[redacted]");

    [GeneratedRegex(@"\b(?:sk|rk|pk|whsec)_[\w*]+|[^\s@]+@[^\s@]+", RegexOptions.CultureInvariant, Timeout.Infinite)]
    private static partial Regex Sensitive();
}
