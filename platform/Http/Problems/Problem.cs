using Community.Platform.Http.Validation;

namespace Community.Platform.Http.Problems;

/// <summary>
/// Makes the error answers of handlers. <c>reason</c>, if given, is a snake_case word that programs may rely on; <c>detail</c> is a
/// sentence for people and may change.
/// </summary>
public static class Problem
{
    /// <summary>400 that is not about a field.</summary>
    public static BadRequestProblem BadRequest(string detail, string? reason = null) => Reasoned(new BadRequestProblem(detail), reason);

    /// <summary>
    /// 400 for one field, by its snake_case JSON path; <paramref name="message"/> continues the field's name ("must be …").
    /// </summary>
    public static BadRequestProblem Invalid(string field, FaultCode code, string message) => Invalid(field, new(code, message));

    /// <summary>400 for one field, by its snake_case JSON path.</summary>
    public static BadRequestProblem Invalid(string field, Fault fault) => Invalid([new(field, fault)]);

    /// <summary>400 for several fields.</summary>
    public static BadRequestProblem Invalid(IReadOnlyList<FieldFault> faults) =>
        new("The request has invalid fields. The member errors names each of them with its fault.") { Faults = faults };

    /// <summary>400 for a cursor that is not one of the list.</summary>
    public static ProblemException InvalidCursor() => Invalid("cursor", Fault.Cursor).ToException();

    /// <summary>401. The authentication handler sets WWW-Authenticate where it challenges.</summary>
    public static UnauthorizedProblem Unauthorized(string detail, string? reason = null) =>
        Reasoned(new UnauthorizedProblem(detail), reason);

    /// <summary>402 with the order to pay. All orders are paid by the same request, which the answer names.</summary>
    /// <param name="order">The order.</param>
    /// <param name="detail">One or two sentences about the purchase; the text about the payment is added.</param>
    /// <param name="reason">A word for programs.</param>
    public static PaymentRequiredProblem OrderRequired(OrderToPay order, string detail, string reason = "payment_required") =>
        Reasoned(new PaymentRequiredProblem($"{detail} {order.HowToPay}"), reason)
            .With("order_id", order.Id)
            .With("amount_cents", order.AmountCents)
            .With("currency", order.Currency)
            .With("price_credits", order.PriceCredits)
            .With("payment_methods", order.PaymentMethods)
            .With("expires_at", order.ExpiresAt);

    /// <summary>402 with the required plan.</summary>
    /// <param name="plan">The plan's code.</param>
    /// <param name="detail">One or two sentences about the feature that needs the plan; the text about getting the plan is added.</param>
    /// <param name="reason">A word for programs.</param>
    public static PaymentRequiredProblem PlanRequired(string plan, string detail, string reason = "plan_required") =>
        Reasoned(new PaymentRequiredProblem($"{detail} POST /subscriptions/me with plan {plan} gives you that plan."), reason)
            .With("required_plan", plan);

    /// <summary>403.</summary>
    public static ForbiddenProblem Forbidden(string detail, string? reason = null) => Reasoned(new ForbiddenProblem(detail), reason);

    /// <summary>404. The text is the same if the resource does not exist and if the caller must not know that it does.</summary>
    public static NotFoundProblem NotFound(string? detail = null, string? reason = null) => Reasoned(new NotFoundProblem(detail), reason);

    /// <summary>409.</summary>
    public static ConflictProblem Conflict(string detail, string? reason = null) => Reasoned(new ConflictProblem(detail), reason);

    /// <summary>410.</summary>
    public static GoneProblem Gone(string detail, string? reason = null) => Reasoned(new GoneProblem(detail), reason);

    /// <summary>412.</summary>
    public static PreconditionFailedProblem PreconditionFailed(string detail) => new(detail);

    /// <summary>413, naming the limit in bytes.</summary>
    public static PayloadTooLargeProblem PayloadTooLarge(long limit) => new($"The body may be at most {limit} bytes long.");

    /// <summary>413, where the limit is not the body's.</summary>
    public static PayloadTooLargeProblem PayloadTooLarge(string detail) => new(detail);

    /// <summary>415.</summary>
    public static UnsupportedMediaTypeProblem UnsupportedMediaType(string detail) => new(detail);

    /// <summary>422.</summary>
    public static UnprocessableProblem Unprocessable(string detail, string? reason = null) =>
        Reasoned(new UnprocessableProblem(detail), reason);

    /// <summary>429 with Retry-After.</summary>
    public static TooManyRequestsProblem TooManyRequests(TimeSpan retryAfter, string detail, string? reason = null) =>
        Reasoned(new TooManyRequestsProblem(detail) { RetryAfter = retryAfter }, reason);

    /// <summary>503 with Retry-After.</summary>
    public static ServiceUnavailableProblem ServiceUnavailable(TimeSpan retryAfter, string detail, string? reason = null) =>
        Reasoned(new ServiceUnavailableProblem(detail) { RetryAfter = retryAfter }, reason);

    /// <summary>503: a part that the answer depends on is away. <paramref name="retryAfter"/> is the part's usual pause.</summary>
    public static ServiceUnavailableProblem PartAway(TimeSpan retryAfter) => ServiceUnavailable(retryAfter, PartAwayText);

    /// <summary>The text of a 503 without a more exact one.</summary>
    internal const string PartAwayText = "The service cannot answer at the moment. Try again shortly.";

    private static TProblem Reasoned<TProblem>(TProblem problem, string? reason)
        where TProblem : ProblemResult => reason is null ? problem : problem.With("reason", reason);
}

/// <summary>The order of a 402.</summary>
/// <param name="Id">The order's id.</param>
/// <param name="AmountCents">The price in the currency's smallest unit.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="PriceCredits">The price in credits; null: it cannot be paid with them.</param>
/// <param name="PaymentMethods">The methods that can pay it, in the order in which to offer them.</param>
/// <param name="ExpiresAt">Until when it can be paid.</param>
public sealed record OrderToPay(
    Guid Id,
    long AmountCents,
    string Currency,
    long? PriceCredits,
    IReadOnlyList<string> PaymentMethods,
    DateTimeOffset? ExpiresAt
)
{
    internal string HowToPay =>
        PriceCredits is null
            ? "Pay by POST /payments/create-checkout-session with this order_id."
            : $"Pay by POST /payments/create-checkout-session with this order_id, or with credits by POST /payments/orders/{Id}/pay-with-credits.";
}
