using System.Text.Json.Serialization;

namespace Community.StripeSandbox.Wire;

/// <summary>An answer in Stripe's error shape (https://docs.stripe.com/api/errors).</summary>
internal sealed class StripeException(int status, StripeErrorBody error, bool executed) : Exception(error.Message)
{
    /// <summary>The HTTP status.</summary>
    public int Status => status;

    /// <summary>The error object.</summary>
    public StripeErrorBody Error => error;

    /// <summary>
    /// Whether the endpoint had begun: such refusals are stored under the idempotency key, those of validation are not
    /// (https://docs.stripe.com/api/idempotent_requests).
    /// </summary>
    public bool Executed => executed;

    /// <summary>400: the parameters are wrong by themselves.</summary>
    public static StripeException Invalid(string message, string? param = null, string? code = null) =>
        new(StatusCodes.Status400BadRequest, new StripeErrorBody("invalid_request_error", message, code, param), executed: false);

    /// <summary>400: the parameters are right, but the present state refuses them.</summary>
    public static StripeException Refused(string message, string? code = null, string? param = null) =>
        new(StatusCodes.Status400BadRequest, new StripeErrorBody("invalid_request_error", message, code, param), executed: true);

    /// <summary>404 for an id in a path, 400 for an id in a parameter.</summary>
    public static StripeException Missing(string type, string id, string? param = null) =>
        new(
            param is null ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest,
            new StripeErrorBody("invalid_request_error", $"No such {type}: '{id}'", "resource_missing", param ?? "id"),
            executed: false
        );

    /// <summary>402: the card was declined.</summary>
    public static StripeException Card(string message, string code, string? declineCode, string? charge = null) =>
        new(
            StatusCodes.Status402PaymentRequired,
            new StripeErrorBody("card_error", message, code) { DeclineCode = declineCode, Charge = charge },
            executed: true
        );

    /// <summary>401: no key, or not the sandbox's.</summary>
    public static StripeException Unauthorized(string message) =>
        new(StatusCodes.Status401Unauthorized, new StripeErrorBody("invalid_request_error", message), executed: false);

    /// <summary>400 or 409: the request conflicts with an earlier one with the same idempotency key.</summary>
    public static StripeException Idempotency(int status, string message, string? code = null) =>
        new(status, new StripeErrorBody("idempotency_error", message, code), executed: false);

    /// <summary>500 of a simulated fault.</summary>
    public static StripeException Server(string message) =>
        new(StatusCodes.Status500InternalServerError, new StripeErrorBody("api_error", message), executed: true);

    /// <summary>The body of the answer.</summary>
    public byte[] Body() => StripeJson.Write(new { error });
}

/// <summary>Stripe's error object.</summary>
internal sealed record StripeErrorBody(
    string Type,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Param = null
)
{
    /// <summary>Why the card's issuer declined.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DeclineCode { get; init; }

    /// <summary>The failed charge.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Charge { get; init; }

    /// <summary>The address of Stripe's explanation of the code.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DocUrl => Code is null ? null : $"https://stripe.com/docs/error-codes/{Code.Replace('_', '-')}";
}
